-- As on PostgreSQL; SQLite has one writer at a time, so no lane is held by another transaction.
UPDATE work_lane
SET lease_owner = %(owner)s, lease_until = %(until)s, fence = fence + 1
WHERE name IN (
  SELECT name FROM work_lane
  WHERE due_at IS NOT NULL
    AND due_at <= %(now)s
    AND (lease_until IS NULL OR lease_until <= %(now)s)
    AND (NOT paused OR paused_until <= %(now)s)
  ORDER BY priority, due_at, name
  LIMIT %(limit)s
)
RETURNING priority, due_at, name, head, fence
