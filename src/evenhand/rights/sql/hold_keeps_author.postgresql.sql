CREATE OR REPLACE FUNCTION hold_keeps_author() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF NEW.external_id IS DISTINCT FROM OLD.external_id AND EXISTS (
    SELECT 1 FROM rights_hold h LEFT JOIN cases_case c ON c.id = h.case_id LEFT JOIN intake_contribution held ON held.id = c.contribution_id
    WHERE h.lifted_at IS NULL AND (h.author_id = OLD.id OR held.author_id = OLD.id)
) THEN
    RAISE EXCEPTION 'A legal hold stands on this: its words stay until the hold is lifted' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN NEW;
END $$;
CREATE TRIGGER hold_keeps_author BEFORE UPDATE ON intake_author FOR EACH ROW EXECUTE FUNCTION hold_keeps_author()
