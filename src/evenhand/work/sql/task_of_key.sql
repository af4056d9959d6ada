SELECT id FROM work_task WHERE key = %(key)s
