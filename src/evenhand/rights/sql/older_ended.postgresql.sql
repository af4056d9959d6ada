-- Whether every transaction that is older than transaction `begun` has ended: who writes in any database of the server,
-- and who reads in this one.
SELECT pg_snapshot_xmin(pg_current_snapshot()) > %(begun)s::xid8
   AND NOT EXISTS (
    SELECT 1 FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND datname = current_database()
      AND age(backend_xmin) >= age(%(begun)s::xid8::xid)
   )
