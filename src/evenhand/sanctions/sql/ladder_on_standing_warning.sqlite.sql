CREATE TRIGGER ladder_on_standing_warning BEFORE INSERT ON sanctions_ladderground
WHEN NOT EXISTS (SELECT 1 FROM sanctions_warning WHERE id = NEW.warning_id AND state = 'delivered')
BEGIN
    SELECT RAISE(ABORT, 'Only a delivered warning that was not withdrawn is a ground.');
END
