-- A lane that is there already, from whichever transaction, stays as it is: the caller looks how many rows were added.
INSERT INTO work_lane (name, priority, lease_owner, fence, paused, pause_reason)
VALUES (%(name)s, 5, '', 0, FALSE, '')
ON CONFLICT (name) DO NOTHING
