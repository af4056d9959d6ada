-- Cases of each channel that were due in a time, on moderation days, and were not done by then. What somebody is owed
-- an answer to, and appeals and legal cases, have clocks of their own. A case that waits for somebody is not late.
SELECT contribution.channel_id, COUNT(*)
FROM cases_case AS late
JOIN intake_contribution AS contribution ON contribution.id = late.contribution_id
WHERE late.due_at >= %(start)s AND late.due_at < %(end)s
  AND late.kind NOT IN ('question', 'foi', 'subject_access', 'complaint', 'whistleblowing', 'appeal', 'legal')
  AND (late.closed_at > late.due_at OR (late.closed_at IS NULL AND late.due_at < %(now)s AND NOT EXISTS (
      SELECT 1 FROM cases_pause AS pause
      WHERE pause.case_id = late.id AND pause.ended_at IS NULL AND pause.started_at < late.due_at
  )))
GROUP BY contribution.channel_id
