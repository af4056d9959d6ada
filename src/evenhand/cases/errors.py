"""Why a decision or a step on a case is refused, in words that the desk shows as they are."""

from __future__ import annotations


class RefusedError(ValueError):
    """The step is not allowed; the message says what, why and what to do. `field` names the form field, if any."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class ConflictError(RefusedError):
    """This person may not decide this one: it names them, or they had a part in it. Somebody else may."""


class ChangedError(RefusedError):
    """Somebody was quicker: what the page showed has changed since. The message says what changed."""
