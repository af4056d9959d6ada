"""How LinkedIn says no: flat, with a status, a code, sometimes a serviceErrorCode."""

from __future__ import annotations

from evenhand.sandbox.wire.answer import Answer


def error(status: int, code: str, message: str, service: int = 0) -> Answer:
    """LinkedIn's error."""
    body: dict[str, object] = {"status": status}
    if service:
        body["serviceErrorCode"] = service
    if code:
        body["code"] = code
    return Answer(status, {**body, "message": message}, error=code or str(service))


def no_version() -> Answer:
    """The header Linkedin-Version is missing."""
    return error(400, "VERSION_MISSING", "A version must be present. Please specify a version by adding the header.")


def expired(version: str) -> Answer:
    """The version is over, or never was."""
    return error(426, "NONEXISTENT_VERSION", f"Requested version {version[:20]} is not active")


def invalid_token() -> Answer:
    """401: no token, or a wrong one."""
    return error(401, "INVALID_ACCESS_TOKEN", "Invalid access token", 65600)


def revoked_token() -> Answer:
    """401: the token is dead."""
    return error(401, "REVOKED_ACCESS_TOKEN", "The token used in the request has been revoked by the user", 65601)


def denied(what: str) -> Answer:
    """403."""
    return error(403, "ACCESS_DENIED", f"Not enough permissions to access: {what}", 100)


def not_found(what: str) -> Answer:
    """404."""
    return error(404, "NOT_FOUND", f"Could not find entity {what[:120]}")


def illegal(message: str) -> Answer:
    """400."""
    return error(400, "ILLEGAL_ARGUMENT", message)


def too_many() -> Answer:
    """429: 101, until midnight UTC."""
    return error(429, "", "Resource level throttle limit for calls to this resource is reached.", 101)
