-- How many other contributions of a group came lately, and from how many authors.
SELECT COUNT(DISTINCT version.contribution_id), COUNT(DISTINCT contribution.author_id)
FROM judgement_lookalike AS alike
JOIN intake_version AS version ON version.id = alike.version_id
JOIN intake_contribution AS contribution ON contribution.id = version.contribution_id
WHERE alike.group_id = %(group)s AND alike.seen_at >= %(since)s AND version.contribution_id <> %(contribution)s
