CREATE OR REPLACE FUNCTION hold_keeps_content() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF EXISTS (
    SELECT 1 FROM rights_hold h LEFT JOIN cases_case c ON c.id = h.case_id LEFT JOIN intake_contribution held ON held.id = c.contribution_id
    JOIN records_entry e ON e.id = OLD.entry_id
    LEFT JOIN intake_contribution x ON x.id = CASE WHEN e.subject LIKE 'contribution:%'
        THEN CAST(substr(e.subject, 14) AS BIGINT) END
    WHERE h.lifted_at IS NULL
    AND (h.author_id = x.author_id OR held.id = x.id OR e.subject = 'author:' || h.author_id)
) THEN
    RAISE EXCEPTION 'A legal hold stands on this: its words stay until the hold is lifted' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN OLD;
END $$;
CREATE TRIGGER hold_keeps_content BEFORE DELETE ON records_content FOR EACH ROW EXECUTE FUNCTION hold_keeps_content()
