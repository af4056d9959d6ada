-- Each claim raises the fence: whoever comes with an older one is refused.
UPDATE work_lane
SET lease_owner = %(owner)s, lease_until = %(until)s, fence = fence + 1
WHERE name = %(name)s
