"""A LinkedIn organisation page over the versioned REST API, simulated."""
