UPDATE cases_snooze SET ended_at = %(now)s WHERE case_id = %(case)s AND ended_at IS NULL
