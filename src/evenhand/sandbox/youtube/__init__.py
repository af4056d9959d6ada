"""A YouTube channel over the Data API v3, simulated."""
