CREATE TRIGGER block_action_stays BEFORE UPDATE OF operation, authority, author_id, channel_id ON actions_action
WHEN NEW.operation IS NOT OLD.operation OR NEW.authority IS NOT OLD.authority
    OR NEW.author_id IS NOT OLD.author_id OR NEW.channel_id IS NOT OLD.channel_id
BEGIN
    SELECT RAISE(ABORT, 'What an action is, and whom it is aimed at, never changes. Plan another action.');
END
