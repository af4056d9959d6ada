CREATE TRIGGER block_action_has_block BEFORE INSERT ON actions_action
WHEN NEW.operation = 'block' AND NOT EXISTS (
    SELECT 1 FROM sanctions_block
    WHERE id = NEW.authority AND author_id = NEW.author_id AND channel_id = NEW.channel_id
)
BEGIN
    SELECT RAISE(ABORT, 'An action that blocks needs a block of this author on this channel, with its ground.');
END
