-- The start of an attempt, written down while the claim still holds the lane under its fence.
UPDATE work_task
SET state = 'leased', attempts = %(attempts)s, failures = %(failures)s, last_error = %(last_error)s
WHERE id = %(task)s
  AND state IN ('ready', 'leased')
  AND EXISTS (
    SELECT 1 FROM work_lane
    WHERE work_lane.name = work_task.lane_id AND work_lane.fence = %(fence)s AND work_lane.lease_owner = %(owner)s
  )
