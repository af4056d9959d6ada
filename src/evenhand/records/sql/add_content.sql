INSERT INTO records_content (entry_id, salt, body) VALUES (%(entry)s, %(salt)s, %(body)s)
