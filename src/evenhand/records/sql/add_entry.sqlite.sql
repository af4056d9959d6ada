INSERT INTO records_entry (at, kind, subject, actor, facts, content_digest)
VALUES (%(at)s, %(kind)s, %(subject)s, %(actor)s, %(facts)s, %(digest)s)
