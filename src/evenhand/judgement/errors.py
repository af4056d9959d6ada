"""What this room refuses, in words for the person who asked."""

from __future__ import annotations


class NoPolicyInForceError(RuntimeError):
    """No policy version is in force, so nothing can be judged."""


class UnsignedModelsError(RuntimeError):
    """The detectors of this process are not those that were signed, so it must not judge."""


class ComparisonRefusedError(RuntimeError):
    """A comparison cannot be made, opened or signed as asked."""


class NotSignedError(RuntimeError):
    """A version may not come into force: its differences were not signed."""


class WordsErasedError(Exception):
    """The words of this version were erased before they were assessed; where it stands was said then."""
