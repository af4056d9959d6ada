"""How the YouTube Data API says no."""

from __future__ import annotations

from evenhand.sandbox.wire.answer import Answer


def error(status: int, reason: str, message: str, *, domain: str = "youtube.comment", name: str = "") -> Answer:
    """Google's error object."""
    body: dict[str, object] = {
        "code": status,
        "message": message,
        "errors": [{"message": message, "domain": domain, "reason": reason}],
    }
    if name:
        body["status"] = name
    return Answer(status, {"error": body}, error=reason)


def unauthenticated() -> Answer:
    """No token, or a dead one."""
    return error(401, "authError", "Invalid Credentials", domain="global", name="UNAUTHENTICATED")


def quota_exceeded(reason: str = "quotaExceeded") -> Answer:
    """The day's units are used up; HTTP 403."""
    message = "The request cannot be completed because you have exceeded your quota."
    return error(403, reason, message, domain="youtube.quota")


def forbidden(message: str = "The request might not be properly authorized.") -> Answer:
    """Not for this token, or an id that never was."""
    return error(403, "forbidden", message)


def missing(name: str) -> Answer:
    """A parameter that must be there."""
    return error(400, "required", f"Required parameter: {name}", domain="global")


def invalid(name: str) -> Answer:
    """A parameter with a value it cannot have."""
    return error(400, "invalidParameter", f"Invalid value for parameter: {name}", domain="youtube.parameter")


def comment_not_found(reason: str = "commentNotFound") -> Answer:
    """404: one of the comments is not there."""
    return error(404, reason, "One or more of the specified comments cannot be found.")
