-- FOR SHARE: what this stands on does not change until it is committed.
CREATE OR REPLACE FUNCTION flip_while_comparing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM judgement_comparison WHERE id = NEW.comparison_id AND state = 'running'
    FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'A comparison that is ready takes no further flips. Compare anew.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER flip_while_comparing BEFORE INSERT ON judgement_flip
    FOR EACH ROW EXECUTE FUNCTION flip_while_comparing()
