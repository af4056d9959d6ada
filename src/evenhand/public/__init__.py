"""Pages for everyone: the guidelines in force and the two health probes."""
