"""The door for tests and people: the control API under /_sandbox, and the plain page at /."""
