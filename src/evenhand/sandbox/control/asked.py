"""A control request as plain values, and its answer as JSON. Bad JSON is told, never a crash."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from evenhand.sandbox.state.world import ImpossibleError


@dataclass(frozen=True, slots=True)
class Asked:
    """Path, query and body parameters in one."""

    values: Mapping[str, object]
    malformed: bool = False

    def text(self, name: str) -> str:
        """A text parameter; "" when absent."""
        value = self._checked().get(name, "")
        if not isinstance(value, str):
            raise ImpossibleError(f"'{name}' is a text.")
        return value

    def needed(self, name: str) -> str:
        """A text parameter that must be there."""
        value = self.text(name)
        if not value:
            raise ImpossibleError(f"'{name}' is missing.")
        return value

    def number(self, name: str, default: float) -> float:
        """A number; the default when absent."""
        found = self.maybe_number(name)
        return default if found is None else found

    def maybe_number(self, name: str) -> float | None:
        """A number, or None when absent."""
        value = self._checked().get(name)
        if value is None or value == "":
            return None
        try:
            number = float(str(value))
        except ValueError:
            number = float("nan")
        if isinstance(value, bool) or number != number or abs(number) == float("inf"):  # noqa: PLR0124 -- not a number
            raise ImpossibleError(f"'{name}' is a number.")
        return number

    def mapping(self, name: str) -> Mapping[str, object]:
        """An object; empty when absent."""
        value = self._checked().get(name) or {}
        if not isinstance(value, dict):
            raise ImpossibleError(f"'{name}' is an object.")
        return value

    def flag(self, name: str) -> bool:
        """Whether it is given and true."""
        return self._checked().get(name) in (True, "true", "1")

    def _checked(self) -> Mapping[str, object]:
        if self.malformed:
            raise ImpossibleError("The body is not a JSON object.")
        return self.values


async def read(request: Request) -> Asked:
    """The request's parameters: the body's before the query's before the path's."""
    raw = await request.body()
    body: object = {}
    if raw:
        try:
            body = json.loads(raw)
        except (ValueError, RecursionError):
            body = None
    known: dict[str, object] = {**request.query_params, **request.path_params}
    return Asked({**known, **body} if isinstance(body, dict) else known, malformed=not isinstance(body, dict))


def answer(body: Mapping[str, object], status: int = 200) -> Response:
    """JSON with everything outside ASCII escaped, so that any text can be told."""
    return Response(json.dumps(body).encode(), status, {"content-type": "application/json"})
