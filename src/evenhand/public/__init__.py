"""Pages for everyone: the guidelines in force, the form of appeals with its outcome, and the two health probes."""
