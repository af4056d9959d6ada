-- A closed case waits for nobody. Where the clock was moved back meanwhile, it waited no time.
UPDATE cases_pause SET ended_at = CASE WHEN started_at > %(now)s THEN started_at ELSE %(now)s END
WHERE case_id = %(case)s AND ended_at IS NULL
