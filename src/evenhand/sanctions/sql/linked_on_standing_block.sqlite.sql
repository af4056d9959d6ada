CREATE TRIGGER linked_on_standing_block BEFORE INSERT ON sanctions_linkedground
WHEN NOT EXISTS (
    SELECT 1 FROM sanctions_block
    LEFT JOIN sanctions_threatground ON sanctions_threatground.id = sanctions_block.threat_id
    WHERE sanctions_block.id = NEW.origin_id AND state IN ('planned', 'in_force')
    AND (threat_id IS NULL OR confirmed_by_id IS NOT NULL)
) OR NOT EXISTS (SELECT 1 FROM sanctions_sameperson WHERE id = NEW.same_person_id AND ended_at IS NULL)
BEGIN
    SELECT RAISE(ABORT, 'A linked block follows a block that stands, while two people say that it is one person.');
END
