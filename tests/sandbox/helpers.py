"""A client for the running sandbox, with the few calls that every test makes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

VERSION = {"facebook": "v26.0", "instagram": "v26.0", "x": "2", "linkedin": "rest", "youtube": "youtube/v3"}
Json = dict[str, Any]


class Sandbox:
    """Speaks to the control API as itself and to each platform as the organisation."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=10, trust_env=False)
        self.url = url
        channels: list[Json] = self.http.get("/_sandbox/config").json()["channels"]
        self.channels = {each["platform"]: each for each in channels}

    def control(self, path: str, /, **body: object) -> Json:
        answer = self.http.post(f"/_sandbox/{path}", json=body)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def look(self, path: str, /, **query: str) -> Json:
        answer = self.http.get(f"/_sandbox/{path}", params=query)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def publish(self, platform: str, text: str = "When do visits start?", **more: str) -> str:
        return str(self.control("publish", platform=platform, text=text, **more)["id"])

    def author_of(self, platform: str, external_id: str) -> str:
        return str(self.item(platform, external_id)["author"])

    def item(self, platform: str, external_id: str) -> Json:
        found: list[Json] = self.look("contributions", platform=platform)["contributions"]
        return next(each for each in found if each["id"] == external_id)

    def post_of(self, platform: str) -> str:
        return str(self.look("posts", platform=platform)["posts"][0]["id"])

    def see(self, platform: str, external_id: str, viewer: str = "stranger") -> Json:
        return self.look("view", platform=platform, id=external_id, **{"as": viewer})

    def sights(self, platform: str, external_id: str) -> dict[str, bool]:
        viewers = ("author", "friend", "stranger", "moderator")
        return {viewer: bool(self.see(platform, external_id, viewer)["visible"]) for viewer in viewers}

    def fault(self, platform: str, fault: str, **more: object) -> Json:
        return self.control("faults", platform=platform, fault=fault, **({"times": 1} | more))

    def ledger(self, **wanted: object) -> list[Json]:
        """Every entry whose columns are as wanted."""
        entries: list[Json] = []
        after = 0
        while True:
            page = self.look("ledger", after=str(after))
            if not page["entries"]:
                break
            entries += page["entries"]
            after = page["next"]
        return [each for each in entries if all(each[name] == value for name, value in wanted.items())]

    def call(self, platform: str, method: str, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401 -- handed on to httpx as it is
        """One call to a platform with the channel's token; `headers` adds to it."""
        headers = {"authorization": f"Bearer {self.channels[platform]['token']}"}
        if platform == "linkedin":
            headers["linkedin-version"] = self.channels[platform]["api_version"]
        headers |= more.pop("headers", {})
        return self.http.request(method, f"/{platform}/{VERSION[platform]}/{path}", headers=headers, **more)

    def get(self, platform: str, path: str, /, **query: str) -> Json:
        answer = self.call(platform, "GET", path, params=query)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def drop_all(self) -> None:
        """Undo every switch, so that the next test begins without."""
        self.http.request("DELETE", "/_sandbox/faults")
        self.http.request("DELETE", "/_sandbox/webhooks")
        self.control("clock", offset_seconds=0, rate=1)
        self.control("traffic", state="stop")


class Listener:
    """An address that answers handshakes with `shake` and keeps what is delivered."""

    def __init__(self, shake: Callable[[dict[str, str]], str]) -> None:
        self.shake = shake
        self.statuses: list[int] = []  # answers to come; 200 after them
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.url = ""

    def wait(self, count: int, seconds: float = 5) -> list[tuple[dict[str, str], bytes]]:
        end = time.monotonic() + seconds
        while len(self.got) < count and time.monotonic() < end:
            time.sleep(0.01)
        assert len(self.got) >= count, f"{len(self.got)} of {count} deliveries came"
        return self.got


@contextmanager
def listening(shake: Callable[[dict[str, str]], str]) -> Iterator[Listener]:
    """Run a listener on a free port."""
    listener = Listener(shake)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            self._answer(200, listener.shake(query).encode())

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["content-length"]))
            status = listener.statuses.pop(0) if listener.statuses else 200
            listener.got.append(({name.lower(): value for name, value in self.headers.items()}, raw))
            self._answer(status, b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
