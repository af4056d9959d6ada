"""The store's commands."""
