CREATE OR REPLACE FUNCTION hold_keeps_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF NEW.text = '' AND OLD.text <> '' AND EXISTS (
    SELECT 1 FROM rights_hold h LEFT JOIN cases_case c ON c.id = h.case_id LEFT JOIN intake_contribution held ON held.id = c.contribution_id
    JOIN intake_contribution x ON x.id = OLD.contribution_id
    WHERE h.lifted_at IS NULL AND (h.author_id = x.author_id OR held.id = x.id)
) THEN
    RAISE EXCEPTION 'A legal hold stands on this: its words stay until the hold is lifted' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN NEW;
END $$;
CREATE TRIGGER hold_keeps_words BEFORE UPDATE ON intake_version FOR EACH ROW EXECUTE FUNCTION hold_keeps_words()
