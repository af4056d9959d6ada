"""Wiring: settings, addresses and the WSGI door. Holds no rules of the house."""
