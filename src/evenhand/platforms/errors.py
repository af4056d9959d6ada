"""How a platform can fail, typed by what the caller must do next; decided by code, never by text."""

# ruff: noqa: N818 -- each name says what happened and what the caller may do; "Error" would add nothing

from __future__ import annotations

from datetime import datetime

NOT_OURS = "not_ours_to_change"
"""The code of what we refuse without asking: somebody's own post elsewhere. It says nothing of the channel's rights."""


class PlatformError(Exception):
    """Base. `code` is the platform's own code, safe to log; `status` the HTTP status, 0 when none came."""

    def __init__(self, message: str, *, code: str = "", status: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


class Transient(PlatformError):
    """Nothing happened on the platform; trying again is safe."""


class Throttled(PlatformError):
    """Slow down; nothing happened. `resume_at` is when the platform lets us on again."""

    def __init__(self, message: str, *, resume_at: datetime, code: str = "", status: int = 0) -> None:
        super().__init__(message, code=code, status=status)
        self.resume_at = resume_at


class TokenDead(PlatformError):
    """The credentials no longer work; a person must connect the channel again."""


class PermissionMissing(PlatformError):
    """The credentials work but may not do this."""


class Gone(PlatformError):
    """The target no longer exists."""


class Refused(PlatformError):
    """The platform will not do this, however often it is asked."""


class Unsupported(PlatformError):
    """The platform has no such operation; it is a manual task."""


class OutcomeUnknown(PlatformError):
    """The answer was lost after the request left: read back before trying again."""


class NotUnderstood(PlatformError):
    """A payload of a shape nobody knows: keep it, count it, show it."""
