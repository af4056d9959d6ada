-- INSERT OR REPLACE deletes the old row without firing its DELETE trigger, so the insert itself is refused.
CREATE TRIGGER {name} BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})
BEGIN SELECT RAISE(ABORT, '{why}'); END
