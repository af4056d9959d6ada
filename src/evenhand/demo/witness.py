"""The independent witness: the sandbox's ledger and views, read over HTTP. Knows nothing of the house."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import httpx


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the sandbox's ledger."""

    n: int
    at: datetime
    platform: str
    event: str
    id: str
    author: str
    operation: str
    effect: bool
    detail: dict[str, Any]


@dataclass(slots=True)
class Witness:
    """Reads the sandbox; `entries` grows with every `refresh`."""

    url: str
    entries: list[Entry] = field(default_factory=list)
    _next: int = 0
    _moved: dict[tuple[str, str], str] = field(default_factory=dict)

    def get(self, path: str, **params: str) -> Any:  # noqa: ANN401 (plain JSON from the sandbox)
        """One reading of the sandbox's control API."""
        answer = httpx.get(f"{self.url}/_sandbox/{path}", params=params, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, body: dict[str, Any]) -> Any:  # noqa: ANN401 (as above)
        """One order to the sandbox: publish, edit, fault."""
        answer = httpx.post(f"{self.url}/_sandbox/{path}", json=body, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def refresh(self) -> list[Entry]:
        """Read the ledger to its end; gives all of it."""
        while True:
            page = self.get("ledger", after=str(self._next))
            fresh = [_entry(row) for row in page["entries"]]
            self.entries.extend(fresh)
            self._moved |= {(one.platform, str(one.detail["previous_id"])): one.id for one in fresh if _has_moved(one)}
            if not page["entries"]:
                return self.entries
            self._next = page["next"]

    def effects(self, *operations: str) -> Iterator[Entry]:
        """Every change that was made, through the API or by hand on the platform's own pages.

        What was edited has the id that it has now: X gives it a new one.
        """
        for entry in self.entries:
            if entry.event in {"api.write", "by_hand"} and entry.effect and entry.operation in operations:
                yield self._as_now(entry)

    def _as_now(self, entry: Entry) -> Entry:
        target, said = str(entry.detail.get("target") or ""), entry.detail
        if newest := self._newest(entry.platform, target):
            said = entry.detail | {"target": newest}
        return replace(entry, id=self._newest(entry.platform, entry.id) or entry.id, detail=said)

    def _newest(self, platform: str, external_id: str) -> str:
        """Its present id, or nothing where it is still the first."""
        newest = ""
        while after := self._moved.get((platform, newest or external_id)):
            newest = after
        return newest

    def contributions(self, platform: str = "") -> list[dict[str, Any]]:
        """All contributions as the platforms hold them now."""
        rows: list[dict[str, Any]] = self.get("contributions", platform=platform)["contributions"]
        return rows

    def sees(self, platform: str, external_id: str, viewer: str) -> dict[str, Any]:
        """How author, stranger, friend or moderator see one contribution."""
        view: dict[str, Any] = self.get("view", platform=platform, id=external_id, **{"as": viewer})
        return view


def _has_moved(entry: Entry) -> bool:
    return entry.event == "contribution.edited" and entry.detail.get("previous_id") not in {None, "", entry.id}


def _entry(row: dict[str, Any]) -> Entry:
    detail = row.get("detail") or {}
    return Entry(
        n=int(row["n"]),
        at=datetime.fromisoformat(str(row["at"])),
        platform=str(row.get("platform") or ""),
        event=str(row.get("event") or ""),
        id=str(row.get("id") or ""),
        author=str(row.get("author") or ""),
        operation=str(row.get("operation") or ""),
        effect=bool(row.get("effect")),
        detail=detail if isinstance(detail, dict) else {"said": detail},
    )
