-- Point the lane at its oldest task that has not ended, as urgent as the most urgent of them, and give up the lease.
-- A dead letter at its head stops the lane: it is due at no time.
UPDATE work_lane
SET lease_owner = '',
    lease_until = NULL,
    head = (
      SELECT id FROM work_task
      WHERE lane_id = work_lane.name AND state IN ('ready', 'leased', 'dead') ORDER BY id LIMIT 1
    ),
    due_at = (
      SELECT CASE WHEN state = 'dead' THEN NULL ELSE run_at END FROM work_task
      WHERE lane_id = work_lane.name AND state IN ('ready', 'leased', 'dead') ORDER BY id LIMIT 1
    ),
    priority = COALESCE(
      (SELECT MIN(priority) FROM work_task WHERE lane_id = work_lane.name AND state IN ('ready', 'leased', 'dead')),
      priority
    )
WHERE name = %(name)s
