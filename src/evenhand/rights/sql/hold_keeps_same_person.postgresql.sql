CREATE OR REPLACE FUNCTION hold_keeps_same_person() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF (NEW.evidence = '[erased]' AND OLD.evidence <> NEW.evidence OR OLD.ended_why <> '' AND NEW.ended_why <> OLD.ended_why) AND EXISTS (
    SELECT 1 FROM rights_hold h LEFT JOIN cases_case c ON c.id = h.case_id LEFT JOIN intake_contribution held ON held.id = c.contribution_id
    WHERE h.lifted_at IS NULL
    AND (h.author_id IN (OLD.first_id, OLD.second_id) OR held.author_id IN (OLD.first_id, OLD.second_id))
) THEN
    RAISE EXCEPTION 'A legal hold stands on this: its words stay until the hold is lifted' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN NEW;
END $$;
CREATE TRIGGER hold_keeps_same_person BEFORE UPDATE ON sanctions_sameperson FOR EACH ROW EXECUTE FUNCTION hold_keeps_same_person()
