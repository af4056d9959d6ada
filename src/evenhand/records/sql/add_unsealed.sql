-- Waits for the next seal.
INSERT INTO records_unsealed (entry_id) VALUES (%(entry)s)
