-- A key that is there already, from whichever transaction, adds nothing and gives no row.
INSERT INTO work_task (
  lane_id, name, payload, key, priority, run_at, state, attempts, failures, max_attempts, last_error, ended_by, created_at
)
VALUES (
  %(lane)s, %(name)s, %(payload)s, %(key)s, %(priority)s, %(run_at)s, 'ready', 0, 0, %(max_attempts)s, '', '',
  %(created_at)s
)
ON CONFLICT (key) DO NOTHING
RETURNING id
