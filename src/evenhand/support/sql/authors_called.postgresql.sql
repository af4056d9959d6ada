SELECT author.id
FROM unnest(%(names)s::text[]) AS called (name)
JOIN intake_author AS author
ON hashtext(lower(author.handle)) = hashtext(called.name) AND lower(author.handle) = called.name
WHERE author.channel_id = %(channel)s
UNION
SELECT author.id
FROM unnest(%(names)s::text[]) AS called (name)
JOIN intake_author AS author
ON hashtext(lower(author.display_name)) = hashtext(called.name) AND lower(author.display_name) = called.name
WHERE author.channel_id = %(channel)s
LIMIT %(most)s
