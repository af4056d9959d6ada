CREATE TRIGGER hold_keeps_words BEFORE UPDATE ON intake_version WHEN NEW.text = '' AND OLD.text <> '' AND EXISTS (
    SELECT 1 FROM rights_hold h LEFT JOIN cases_case c ON c.id = h.case_id LEFT JOIN intake_contribution held ON held.id = c.contribution_id
    JOIN intake_contribution x ON x.id = OLD.contribution_id
    WHERE h.lifted_at IS NULL AND (h.author_id = x.author_id OR held.id = x.id)
)
BEGIN SELECT RAISE(ABORT, 'A legal hold stands on this: its words stay until the hold is lifted'); END
