"""Tokens that end and are refreshed, as the platforms' own end points give them."""
