UPDATE work_lane SET lease_until = %(until)s WHERE name = %(name)s
