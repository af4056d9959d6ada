"""Believable traffic: our own written texts, an invented cast, seeded. All people and places are invented."""
