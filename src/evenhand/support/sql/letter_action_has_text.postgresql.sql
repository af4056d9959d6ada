CREATE OR REPLACE FUNCTION letter_action_has_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.letter <> '' AND NOT EXISTS (
        SELECT 1 FROM support_automatictext
        WHERE id = NEW.authority AND letter = NEW.letter AND words = NEW.text
        AND message_id = NEW.contribution_id AND author_id = NEW.author_id
    ) THEN
        RAISE EXCEPTION 'The machine sends only the automatic text that is noted for this message, word for word.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER letter_action_has_text BEFORE INSERT ON actions_action
    FOR EACH ROW EXECUTE FUNCTION letter_action_has_text()
