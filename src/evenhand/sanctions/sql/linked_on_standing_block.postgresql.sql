-- FOR SHARE: nobody lifts the block, or finds two persons, until the ground is committed, or the ground is not made.
CREATE OR REPLACE FUNCTION linked_on_standing_block() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM sanctions_block
    WHERE id = NEW.origin_id AND state IN ('planned', 'in_force') AND (
        threat_id IS NULL
        OR EXISTS (SELECT 1 FROM sanctions_threatground WHERE id = threat_id AND confirmed_by_id IS NOT NULL)
    ) FOR SHARE;
    IF FOUND THEN
        PERFORM 1 FROM sanctions_sameperson WHERE id = NEW.same_person_id AND ended_at IS NULL FOR SHARE;
    END IF;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'A linked block follows a block that stands, while two people say that it is one person.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER linked_on_standing_block BEFORE INSERT ON sanctions_linkedground
    FOR EACH ROW EXECUTE FUNCTION linked_on_standing_block()
