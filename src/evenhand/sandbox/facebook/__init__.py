"""A Facebook Page over Graph v26.0, simulated."""
