"""Accounts of the organisation on the platforms: credentials, capabilities, health."""
