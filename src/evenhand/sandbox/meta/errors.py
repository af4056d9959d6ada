"""How Graph says no. The messages are our own words; codes, types and statuses are Graph's."""

from __future__ import annotations

import json
from collections.abc import Mapping

from evenhand.sandbox.state.ids import token
from evenhand.sandbox.wire.answer import Answer


def error(  # noqa: PLR0913 -- the parts of Graph's error
    code: int,
    message: str,
    *,
    subcode: int = 0,
    kind: str = "OAuthException",
    status: int = 400,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Graph's error object."""
    body: dict[str, object] = {"message": message, "type": kind, "code": code}
    if subcode:
        body["error_subcode"] = subcode
    body["fbtrace_id"] = f"A{token(message, 22)}"
    name = f"{code}/{subcode}" if subcode else str(code)
    return Answer(status, {"error": body}, headers or {}, error=name)


def gone(external_id: str, method: str = "get") -> Answer:
    """100/33: there is no such object, or this token may not see it."""
    return error(
        100,
        f"Unsupported {method.lower()} request. Object with ID '{external_id[:80]}' does not exist, cannot be loaded "
        "due to missing permissions, or does not support this operation.",
        subcode=33,
        kind="GraphMethodException",
    )


def nonexisting(name: str) -> Answer:
    """A field that the node does not have."""
    return error(100, f"(#100) Tried accessing nonexisting field ({name[:80]})")


def invalid(message: str) -> Answer:
    """A parameter that is wrong."""
    return error(100, f"(#100) {message}")


def token_dead(subcode: int = 460) -> Answer:
    """190: the token no longer works; 460 is a changed password."""
    message = "Error validating access token: The session has been invalidated because the password was changed."
    return error(190, message, subcode=subcode)


def no_token() -> Answer:
    """Nobody asked."""
    return error(2500, "An active access token must be used to query information about the current user.")


def bad_token() -> Answer:
    """A token that never was one."""
    return error(190, "Invalid OAuth access token - Cannot parse access token")


def permission(message: str, code: int = 200) -> Answer:
    """10 or 200: the token's permissions do not reach this."""
    return error(code, f"(#{code}) {message}", status=403)


def throttled(params: Mapping[str, object], account: str, kind: str, default: int) -> Answer:
    """4, 32, 80001...: too many calls. HTTP 400, with the minutes to wait in a header."""
    code, minutes = params.get("code", default), params.get("minutes", 1)
    number = code if isinstance(code, int) else default
    wait = minutes if isinstance(minutes, int) else 1
    said = error(number, f"(#{number}) Request limit reached")
    return Answer(said.status, said.body, usage(account, kind, 100, wait), error=said.error)


def used_up(code: int, account: str, kind: str, minutes: int) -> Answer:
    """The account's own limit, not a fault: as `throttled`, with the wait that is true."""
    return throttled({"code": code, "minutes": minutes}, account, kind, code)


def usage(account: str, kind: str, percent: int, minutes: int = 0) -> dict[str, str]:
    """The two headers in which Meta tells the share that is used."""
    spent: dict[str, object] = {"call_count": percent, "total_cputime": percent // 3, "total_time": percent // 3}
    business = {account: [{"type": kind, **spent, "estimated_time_to_regain_access": minutes}]}
    return {"x-app-usage": json.dumps(spent), "x-business-use-case-usage": json.dumps(business)}
