-- A closed case waits for nobody.
UPDATE cases_pause SET ended_at = %(now)s WHERE case_id = %(case)s AND ended_at IS NULL
