"""One request as data: path in parts, query, form or JSON body, token. Never fails on what a client sends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

from starlette.requests import Request

LONGEST_NUMBER = 20  # digits; X's ids have 19


@dataclass(frozen=True, slots=True)
class Call:
    """A request. `parts` is the path below the platform's prefix, split and unquoted; header names are lower case."""

    method: str
    parts: tuple[str, ...]
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    malformed: bool = False

    def given(self, name: str) -> str:
        """A parameter from the body or else the query, as text; "" when absent. Graph takes both."""
        value = self.body.get(name, self.query.get(name, ""))
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, str) else json.dumps(value)

    def several(self, name: str) -> list[str]:
        """A parameter that may be a list: as JSON (so Meta's own client sends it), or with commas between."""
        value = self.body.get(name, self.query.get(name, ""))
        if isinstance(value, str) and value.lstrip().startswith("["):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                return []
        if isinstance(value, list):
            return [str(each) for each in value]
        return [part for part in str(value).split(",") if part]

    def has(self, name: str) -> bool:
        """Whether the parameter was sent at all."""
        return name in self.body or name in self.query

    def number(self, name: str, default: int) -> int:
        """A whole number parameter, or the default for anything else."""
        text = self.given(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else default

    @property
    def token(self) -> str:
        """The bearer token, from the header or as Graph's parameter."""
        scheme, _, value = self.headers.get("authorization", "").partition(" ")
        return value.strip() if scheme.lower() in {"bearer", "oauth"} else self.given("access_token")


async def read(request: Request, prefix: str) -> Call:
    """The request as a call below `/{prefix}`."""
    raw = await request.body()
    headers = {name.lower(): value for name, value in request.headers.items()}
    body, malformed = _body(raw, headers.get("content-type", ""))
    path = request.scope.get("raw_path", request.url.path.encode()).split(b"?", 1)[0].decode("ascii", "replace")
    parts = tuple(unquote(part) for part in path.removeprefix(f"/{prefix}").split("/") if part)
    query: dict[str, str] = {}
    for name, value in parse_qsl(request.url.query, keep_blank_values=True):
        query[name] = f"{query[name]},{value}" if name in query else value
    return Call(request.method, parts, query, body, headers, malformed)


def _body(raw: bytes, kind: str) -> tuple[dict[str, object], bool]:
    if not raw:
        return {}, False
    if "json" in kind:
        try:
            data = json.loads(raw)
        except (ValueError, RecursionError):
            return {}, True
        return (data, False) if isinstance(data, dict) else ({}, True)
    return dict(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True)), False
