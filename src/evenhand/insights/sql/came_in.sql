-- What came in on each channel in a time, and how it stands now. One row a channel; a reply counts as a decision too.
SELECT contribution.channel_id,
       COUNT(*),
       SUM(CASE WHEN disposition.state IN ('received', 'not_understood') THEN 1 ELSE 0 END),
       SUM(CASE WHEN disposition.state = 'waiting' THEN 1 ELSE 0 END),
       SUM(CASE WHEN EXISTS (
           SELECT 1 FROM cases_decision AS decision
           WHERE decision.contribution_id = contribution.id AND decision.actor = 'person'
       ) THEN 1 ELSE 0 END),
       SUM(CASE WHEN EXISTS (
           SELECT 1 FROM cases_decision AS decision
           WHERE decision.contribution_id = contribution.id AND decision.actor = 'machine'
       ) THEN 1 ELSE 0 END)
FROM intake_contribution AS contribution
JOIN intake_disposition AS disposition ON disposition.id = contribution.disposition_id
WHERE contribution.first_seen_at >= %(start)s AND contribution.first_seen_at < %(end)s
GROUP BY contribution.channel_id
