"""Figures and digests."""
