"""A platform that answers from a list and keeps every request, and accounts to speak as."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import httpx

from evenhand.platforms.interface import Account, Adapter, Platform
from evenhand.platforms.registry import adapter_for
from evenhand.platforms.transport import Transport

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass
class Asked:
    """One request as a platform saw it."""

    method: str
    path: str
    query: dict[str, str]
    body: dict[str, Any]
    headers: Mapping[str, str]
    url: str


@dataclass
class FakePlatform:
    """Answers in order; the last answer is repeated. An exception in the list is raised."""

    answers: list[httpx.Response | Exception] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    now: datetime = START
    pauses: list[float] = field(default_factory=list)

    def says(self, data: object, status: int = 200, headers: Mapping[str, str] | None = None) -> FakePlatform:
        """Adds a JSON answer."""
        content = json.dumps(data).encode()  # escaped, as Meta does; httpx cannot write a lone surrogate
        told = {"content-type": "application/json"} | dict(headers or {})
        self.answers.append(httpx.Response(status, content=content, headers=told))
        return self

    def sends(self, content: bytes, kind: str = "text/html", status: int = 200) -> FakePlatform:
        """Adds raw bytes as an answer."""
        self.answers.append(httpx.Response(status, content=content, headers={"content-type": kind}))
        return self

    def breaks(self, error: type[httpx.RequestError]) -> FakePlatform:
        """Adds a failure of the connection."""
        self.answers.append(error("broken on purpose"))
        return self

    def handle(self, request: httpx.Request) -> httpx.Response:
        content = request.content.decode()
        is_json = request.headers.get("content-type") == "application/json"
        self.asked.append(
            Asked(
                request.method,
                request.url.raw_path.decode().partition("?")[0],
                dict(request.url.params),
                json.loads(content) if is_json else dict(parse_qsl(content)),
                request.headers,
                str(request.url),
            )
        )
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += timedelta(seconds=seconds)

    def transport(self) -> Transport:
        client = httpx.AsyncClient(transport=httpx.MockTransport(self.handle))
        return Transport(client, now=lambda: self.now, sleep=self._sleep, jitter=lambda: 1.0)

    def adapter(self, platform: Platform, **changes: str) -> Adapter:
        return adapter_for(account(platform, **changes), self.transport())


def account(platform: Platform, **changes: str) -> Account:
    """An account of an invented body."""
    ids = {
        Platform.FACEBOOK: "700100",
        Platform.INSTAGRAM: "178400",
        Platform.X: "9001",
        Platform.LINKEDIN: "urn:li:organization:5501",
        Platform.YOUTUBE: "UCevenhand",
    }
    given: dict[str, Any] = {
        "platform": platform,
        "external_id": ids[platform],
        "base_url": f"https://{platform}.test",
        "token": "tok-secret",
        "name": "evenhandcouncil",
    }
    if platform is Platform.INSTAGRAM:
        given["page_id"] = "700100"
    return Account(**given | changes)
