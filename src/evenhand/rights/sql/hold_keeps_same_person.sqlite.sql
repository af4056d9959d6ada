CREATE TRIGGER hold_keeps_same_person BEFORE UPDATE ON sanctions_sameperson
WHEN (NEW.evidence = '[erased]' AND OLD.evidence <> NEW.evidence OR OLD.ended_why <> '' AND NEW.ended_why <> OLD.ended_why) AND EXISTS (
    SELECT 1 FROM rights_hold h LEFT JOIN cases_case c ON c.id = h.case_id LEFT JOIN intake_contribution held ON held.id = c.contribution_id
    WHERE h.lifted_at IS NULL
    AND (h.author_id IN (OLD.first_id, OLD.second_id) OR held.author_id IN (OLD.first_id, OLD.second_id))
)
BEGIN SELECT RAISE(ABORT, 'A legal hold stands on this: its words stay until the hold is lifted'); END
