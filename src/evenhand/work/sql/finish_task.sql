UPDATE work_task SET state = 'done', finished_at = %(now)s, performing_since = NULL WHERE id = %(task)s
