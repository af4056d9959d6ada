CREATE TRIGGER hold_keeps_author BEFORE UPDATE ON intake_author WHEN NEW.external_id IS NOT OLD.external_id AND EXISTS (
    SELECT 1 FROM rights_hold h LEFT JOIN cases_case c ON c.id = h.case_id LEFT JOIN intake_contribution held ON held.id = c.contribution_id
    WHERE h.lifted_at IS NULL AND (h.author_id = OLD.id OR held.author_id = OLD.id)
)
BEGIN SELECT RAISE(ABORT, 'A legal hold stands on this: its words stay until the hold is lifted'); END
