"""Platforms: what each can do, and how it is spoken to. Async; never touches the database.

Floor 1. One folder a platform: client, mapping, webhook, capabilities. The types every adapter
shares stand in `interface.py`. Not here: when to act and why (actions, cases), credentials at rest
(channels).
"""
