-- Entry, content and the mark that it waits for the seal, in one round trip. Without a salt there is no content.
WITH entry AS (
  INSERT INTO records_entry (at, kind, subject, actor, facts, content_digest)
  VALUES (%(at)s, %(kind)s, %(subject)s, %(actor)s, %(facts)s, %(digest)s)
  RETURNING id
), content AS (
  INSERT INTO records_content (entry_id, salt, body)
  SELECT id, %(salt)s::bytea, %(body)s FROM entry WHERE %(salt)s::bytea IS NOT NULL
)
INSERT INTO records_unsealed (entry_id) SELECT id FROM entry RETURNING entry_id
