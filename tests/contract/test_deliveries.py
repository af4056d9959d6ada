"""Webhooks as the sandbox sends them: our handshake suits it, our check takes its signature, our hints lead there."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from tests.contract.stage import Stage

from evenhand.platforms.errors import NotUnderstood
from evenhand.platforms.interface import ContributionKind, Hint, Platform, Target, Webhook
from evenhand.platforms.registry import webhook_for
from evenhand.sandbox.testing import running

PUSHING = [Platform.FACEBOOK, Platform.INSTAGRAM, Platform.X, Platform.LINKEDIN]
TELLS_EDITS = [Platform.FACEBOOK, Platform.LINKEDIN]
MESSAGES = [Platform.FACEBOOK, Platform.INSTAGRAM, Platform.X]
SECONDS = 10.0


@dataclass
class Door:
    """A listening address for one platform: shakes hands, keeps what comes."""

    stage: Stage
    platform: Platform
    webhook: Webhook
    came: queue.Queue[tuple[dict[str, str], bytes]] = field(default_factory=queue.Queue)

    @property
    def secret(self) -> str:
        """The secret that the platform signs with."""
        return self.stage.channels[self.platform]["app_secret"]

    def challenged(self, query: dict[str, str]) -> str | None:
        """Our answer to the platform's handshake."""
        return self.webhook.handshake(query, [self.secret, "older"], self.stage.channels[self.platform]["verify_token"])

    def next(self) -> tuple[dict[str, str], bytes]:
        """The next delivery."""
        return self.came.get(timeout=SECONDS)

    def hints(self) -> list[Hint]:
        """What the next delivery leads to, its signature checked."""
        headers, raw = self.next()
        assert self.webhook.verify(headers, raw, ["newer", self.secret])
        assert not self.webhook.verify(headers, raw, ["newer"])
        return list(self.webhook.hints(raw))


def _handler(door: Door) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers the sandbox."""

        def do_GET(self) -> None:
            answer = door.challenged(dict(parse_qsl(urlsplit(self.path).query)))
            self._answer(200 if answer else 403, (answer or "").encode())

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["content-length"]))
            door.came.put(({name.lower(): value for name, value in self.headers.items()}, raw))
            self._answer(200, b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class's name
            """Say nothing."""

    return Handler


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with running() as url, httpx.Client(base_url=f"{url}/_sandbox/") as control:
        yield Stage(url, control)


@pytest.fixture
def door(stage: Stage, request: pytest.FixtureRequest) -> Iterator[Door]:
    """The platform delivers here from now on; registering fails unless our handshake is right."""
    platform = Platform(request.param)
    webhook = webhook_for(platform)
    assert webhook is not None
    made = Door(stage, platform, webhook)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        stage.control("POST", "webhooks", platform=platform, url=f"http://127.0.0.1:{server.server_port}/")
        yield made
    finally:
        stage.control("DELETE", "webhooks")
        stage.no_faults()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize("door", PUSHING, indirect=True)
def test_a_comment_is_hinted_and_the_hint_leads_to_it(stage: Stage, door: Door) -> None:
    made = stage.control("POST", "publish", platform=door.platform, kind="comment", text="Ça va / naïve \N{ROCKET}?")
    (hint,) = door.hints()
    assert (hint.external_id, hint.kind, hint.verb) == (made["id"], ContributionKind.COMMENT, "add")
    target = Target(hint.external_id, post_external_id=hint.post_external_id)
    item = stage.ask(door.platform, lambda adapter: adapter.fetch(target, hint.kind))
    assert "naïve \N{ROCKET}" in item.text
    assert item.kind is ContributionKind.COMMENT
    assert item.post_external_id in {post.external_id for post in stage.posts(door.platform)}


@pytest.mark.parametrize("door", TELLS_EDITS, indirect=True)
def test_edits_and_removals_are_hinted_where_the_platform_tells(stage: Stage, door: Door) -> None:
    made = stage.control("POST", "publish", platform=door.platform, kind="comment", text="First words")
    door.next()
    stage.control("POST", "edit", platform=door.platform, id=made["id"], text="Second thoughts")
    (edited,) = door.hints()
    stage.control("POST", "remove", platform=door.platform, id=made["id"])
    (removed,) = door.hints()
    assert {edited.external_id, removed.external_id} == {made["id"]}
    assert (edited.verb, removed.verb) == ("edit", "remove")


@pytest.mark.parametrize("door", MESSAGES, indirect=True)
def test_a_message_is_hinted(stage: Stage, door: Door) -> None:
    made = stage.control("POST", "publish", platform=door.platform, kind="direct_message", text="Can you help me?")
    (hint,) = door.hints()
    assert (hint.external_id, hint.kind) == (made["id"], ContributionKind.DIRECT_MESSAGE)
    item = stage.ask(door.platform, lambda adapter: adapter.fetch(Target(hint.external_id), hint.kind))
    assert item.text == "Can you help me?"


@pytest.mark.parametrize("door", PUSHING, indirect=True)
def test_a_bad_signature_is_refused_and_half_a_payload_not_understood(stage: Stage, door: Door) -> None:
    stage.fault(door.platform, "webhook_bad_signature")
    stage.control("POST", "publish", platform=door.platform, kind="comment", text="Hello")
    headers, raw = door.next()
    assert not door.webhook.verify(headers, raw, [door.secret])
    stage.fault(door.platform, "webhook_truncated")
    stage.control("POST", "publish", platform=door.platform, kind="comment", text="Hello")
    headers, raw = door.next()
    assert door.webhook.verify(headers, raw, [door.secret])
    with pytest.raises(NotUnderstood):
        door.webhook.hints(raw)


@pytest.mark.parametrize("door", [Platform.FACEBOOK], indirect=True)
def test_a_delivery_without_its_author_still_leads_there(stage: Stage, door: Door) -> None:
    stage.fault(door.platform, "webhook_no_author")
    made = stage.control("POST", "publish", platform=door.platform, kind="comment", text="Hello")
    assert [hint.external_id for hint in door.hints()] == [made["id"]]
