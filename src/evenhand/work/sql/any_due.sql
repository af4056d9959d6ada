-- Whether a lane may be claimed. The index lane_to_claim serves it.
SELECT 1
FROM work_lane
WHERE due_at IS NOT NULL
  AND due_at <= %(now)s
  AND (lease_until IS NULL OR lease_until <= %(now)s)
  AND (NOT paused OR paused_until <= %(now)s)
LIMIT 1
