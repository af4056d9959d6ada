-- FOR SHARE: nobody withdraws the warning until the ground is committed, or the ground is not made.
CREATE OR REPLACE FUNCTION ladder_on_standing_warning() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM sanctions_warning WHERE id = NEW.warning_id AND state = 'delivered' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Only a delivered warning that was not withdrawn is a ground.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ladder_on_standing_warning BEFORE INSERT ON sanctions_ladderground
    FOR EACH ROW EXECUTE FUNCTION ladder_on_standing_warning()
