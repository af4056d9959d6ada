CREATE TRIGGER risk_closes_on_outcome BEFORE UPDATE ON cases_case
WHEN NEW.kind = 'safeguarding' AND OLD.state = 'open' AND NEW.state = 'closed' AND NOT EXISTS (
    SELECT 1 FROM care_outcome WHERE case_id = NEW.id AND kind = NEW.outcome
)
BEGIN
    SELECT RAISE(ABORT, 'A case of a person at risk closes only with the recorded outcome of it.');
END
