"""The moderators' desk: every signed-in screen. Holds no rules, only permission checks and form checks."""
