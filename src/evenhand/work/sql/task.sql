SELECT * FROM work_task WHERE id = %(id)s
