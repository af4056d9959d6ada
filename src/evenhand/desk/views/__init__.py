"""The desk's views, a screen a module."""
