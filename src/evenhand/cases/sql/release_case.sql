-- A closed case is nobody's any more.
UPDATE cases_assignment SET released_at = %(now)s WHERE case_id = %(case)s AND released_at IS NULL
