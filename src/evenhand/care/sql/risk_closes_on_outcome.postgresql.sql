CREATE OR REPLACE FUNCTION risk_closes_on_outcome() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind = 'safeguarding' AND OLD.state = 'open' AND NEW.state = 'closed' AND NOT EXISTS (
        SELECT 1 FROM care_outcome WHERE case_id = NEW.id AND kind = NEW.outcome
    ) THEN
        RAISE EXCEPTION 'A case of a person at risk closes only with the recorded outcome of it.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER risk_closes_on_outcome BEFORE UPDATE ON cases_case
    FOR EACH ROW EXECUTE FUNCTION risk_closes_on_outcome()
