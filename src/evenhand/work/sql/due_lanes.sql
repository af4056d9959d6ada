-- The lanes that may be claimed: most urgent first, then longest due. The index lane_to_claim serves it.
SELECT name, head, fence
FROM work_lane
WHERE due_at IS NOT NULL
  AND due_at <= %(now)s
  AND (lease_until IS NULL OR lease_until <= %(now)s)
  AND (NOT paused OR paused_until <= %(now)s)
ORDER BY priority, due_at, name
LIMIT %(limit)s
