CREATE TRIGGER letter_action_has_text BEFORE INSERT ON actions_action
WHEN NEW.letter <> '' AND NOT EXISTS (
    SELECT 1 FROM support_automatictext
    WHERE id = NEW.authority AND letter = NEW.letter AND words = NEW.text
    AND message_id = NEW.contribution_id AND author_id = NEW.author_id
)
BEGIN
    SELECT RAISE(ABORT, 'The machine sends only the automatic text that is noted for this message, word for word.');
END
