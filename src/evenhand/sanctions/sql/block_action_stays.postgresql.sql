CREATE OR REPLACE FUNCTION block_action_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.operation IS DISTINCT FROM OLD.operation OR NEW.authority IS DISTINCT FROM OLD.authority
        OR NEW.author_id IS DISTINCT FROM OLD.author_id OR NEW.channel_id IS DISTINCT FROM OLD.channel_id
    THEN
        RAISE EXCEPTION 'What an action is, and whom it is aimed at, never changes. Plan another action.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER block_action_stays BEFORE UPDATE ON actions_action
    FOR EACH ROW EXECUTE FUNCTION block_action_stays()
