-- Take the lanes that may be claimed, most urgent first, then longest due; those that another transaction holds are
-- passed over. Each claim raises the fence: whoever comes with an older one is refused. Index: lane_to_claim.
WITH due AS (
  SELECT name FROM work_lane
  WHERE due_at IS NOT NULL
    AND due_at <= %(now)s
    AND (lease_until IS NULL OR lease_until <= %(now)s)
    AND (NOT paused OR paused_until <= %(now)s)
  ORDER BY priority, due_at, name
  LIMIT %(limit)s
  FOR UPDATE SKIP LOCKED
)
UPDATE work_lane
SET lease_owner = %(owner)s, lease_until = %(until)s, fence = fence + 1
FROM due
WHERE work_lane.name = due.name
RETURNING priority, due_at, work_lane.name, head, fence
