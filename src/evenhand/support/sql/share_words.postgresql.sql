SELECT found.contribution_id, found.shared
FROM (
    SELECT version.contribution_id, max(version.shared) AS shared
    FROM (
        SELECT said.id, said.contribution_id, count(*) AS shared
        FROM unnest(%(first)s::text[], %(second)s::text[]) AS pair (one, other)
        CROSS JOIN LATERAL (
            SELECT spoken.id, spoken.contribution_id
            FROM intake_version AS spoken
            WHERE intake_words(spoken.text) @> ARRAY[hashtext(pair.one), hashtext(pair.other)]
            AND spoken.change <> 'removed'
        ) AS said
        GROUP BY said.id, said.contribution_id
    ) AS version
    GROUP BY version.contribution_id
    ORDER BY shared DESC, version.contribution_id DESC
    LIMIT %(considered)s
) AS found
CROSS JOIN LATERAL (
    SELECT 1
    FROM intake_contribution AS contribution
    WHERE contribution.id = found.contribution_id
    AND contribution.channel_id = %(channel)s
    AND contribution.kind <> 'direct_message'
    AND contribution.published_at >= %(since)s
    OFFSET 0
) AS here
ORDER BY found.shared DESC, found.contribution_id DESC
LIMIT %(most)s
