"""An X account over API v2, simulated."""
