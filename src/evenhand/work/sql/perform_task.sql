-- Written down before the effect is tried: found set at the next start, the outcome is unknown.
UPDATE work_task SET performing_since = %(now)s WHERE id = %(task)s
