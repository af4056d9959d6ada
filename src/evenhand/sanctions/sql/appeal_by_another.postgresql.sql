CREATE OR REPLACE FUNCTION appeal_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('upheld', 'turned_down', 'repeated') AND NEW.state <> OLD.state AND (
        EXISTS (
            SELECT 1 FROM cases_decision
            WHERE version_id = NEW.version_id AND verdict = 'breach' AND person_id = NEW.decided_by_id
        ) OR EXISTS (
            SELECT 1 FROM sanctions_confirmation
            WHERE contribution_id = NEW.contribution_id AND person_id = NEW.decided_by_id
        ) OR EXISTS (
            SELECT 1 FROM sanctions_threatground
            WHERE contribution_id = NEW.contribution_id AND NEW.decided_by_id IN (senior_id, confirmed_by_id)
        ) OR EXISTS (
            SELECT 1 FROM sanctions_appeal
            WHERE NEW.state = 'turned_down' AND state = 'turned_down'
            AND decision_id = NEW.decision_id AND id <> NEW.id AND decided_by_id = NEW.decided_by_id
        ) OR EXISTS (
            SELECT 1 FROM sanctions_block
            LEFT JOIN sanctions_ladderground ON sanctions_ladderground.id = sanctions_block.ladder_id
            LEFT JOIN sanctions_strike ON sanctions_strike.id = sanctions_ladderground.strike_id
            LEFT JOIN sanctions_warning ON sanctions_warning.id = sanctions_ladderground.warning_id
            LEFT JOIN sanctions_strike warned ON warned.id = sanctions_warning.strike_id
            LEFT JOIN sanctions_discriminationground ON sanctions_discriminationground.id = sanctions_block.discrimination_id
            LEFT JOIN sanctions_threatground ON sanctions_threatground.id = sanctions_block.threat_id
            LEFT JOIN sanctions_linkedground ON sanctions_linkedground.origin_id = sanctions_block.id
            WHERE NEW.decided_by_id IN (
                sanctions_block.approved_by_id, sanctions_linkedground.said_by_id,
                sanctions_linkedground.confirmed_by_id, sanctions_linkedground.approved_by_id
            ) AND NEW.contribution_id IN (
                sanctions_strike.contribution_id, warned.contribution_id,
                sanctions_discriminationground.contribution_id, sanctions_threatground.contribution_id
            )
        )
    ) THEN
        RAISE EXCEPTION 'Who had a part in what an appeal is against does not decide the appeal.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appeal_by_another BEFORE UPDATE ON sanctions_appeal
    FOR EACH ROW EXECUTE FUNCTION appeal_by_another()
