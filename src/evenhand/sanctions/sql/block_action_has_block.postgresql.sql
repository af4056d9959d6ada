CREATE OR REPLACE FUNCTION block_action_has_block() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.operation = 'block' AND NOT EXISTS (
        SELECT 1 FROM sanctions_block
        WHERE id = NEW.authority AND author_id = NEW.author_id AND channel_id = NEW.channel_id
    ) THEN
        RAISE EXCEPTION 'An action that blocks needs a block of this author on this channel, with its ground.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER block_action_has_block BEFORE INSERT ON actions_action
    FOR EACH ROW EXECUTE FUNCTION block_action_has_block()
