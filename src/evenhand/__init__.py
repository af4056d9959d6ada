"""Evenhand keeps a public body's social channels open and safe."""
