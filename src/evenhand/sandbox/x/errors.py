"""How X says no: problem+json, or 200 with `errors` for a single thing that is not there."""

from __future__ import annotations

from collections.abc import Mapping

from evenhand.sandbox.wire.answer import Answer

PROBLEM = "application/problem+json"
PROBLEMS = "https://api.x.com/2/problems"


def problem(status: int, title: str, detail: str, *, kind: str = "", **more: object) -> Answer:
    """One problem."""
    named = f"{PROBLEMS}/{kind}" if kind else "about:blank"
    body: dict[str, object] = {"title": title, "detail": detail, "type": named, "status": status, **more}
    return Answer(status, body, {}, PROBLEM, error=kind or str(status))


def unauthorized() -> Answer:
    """401: no token, or a dead one."""
    return problem(401, "Unauthorized", "Unauthorized")


def forbidden(detail: str = "You are not permitted to perform this action.") -> Answer:
    """403: not in this case."""
    return problem(403, "Forbidden", detail)


def not_enrolled(detail: str) -> Answer:
    """403: not on this plan."""
    return problem(403, "Client Forbidden", detail, kind="client-forbidden", reason="client-not-enrolled")


def invalid(parameter: str, detail: str) -> Answer:
    """400: a parameter that is wrong."""
    errors = [{"parameters": {parameter: []}, "message": detail}]
    message = "One or more parameters to your request was invalid."
    return problem(400, "Invalid Request", message, kind="invalid-request", errors=errors)


def missing(external_id: str, kind: str = "tweet") -> dict[str, object]:
    """The partial error for something that is not there."""
    return {
        "value": external_id,
        "detail": f"Could not find {kind} with id: [{external_id[:40]}].",
        "title": "Not Found Error",
        "resource_type": kind,
        "parameter": "id",
        "resource_id": external_id,
        "type": f"{PROBLEMS}/resource-not-found",
    }


def not_found(external_id: str, kind: str = "tweet") -> Answer:
    """200 with `errors` and no data: how X answers a look-up of one thing that is not there."""
    return Answer(200, {"errors": [missing(external_id, kind)]}, error="resource-not-found")


def gone(external_id: str, kind: str = "tweet") -> Answer:
    """404, for a write."""
    told = missing(external_id, kind)
    about = {name: told[name] for name in ("value", "resource_type", "parameter", "resource_id")}
    return problem(404, str(told["title"]), str(told["detail"]), kind="resource-not-found", **about)


def too_many(headers: Mapping[str, str]) -> Answer:
    """429, with when it ends in the headers."""
    body = {"title": "Too Many Requests", "detail": "Too Many Requests", "type": "about:blank", "status": 429}
    return Answer(429, body, headers, PROBLEM, error="429")
