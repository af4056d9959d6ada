"""One transport an event loop: it remembers limits from task to task, and ends with its loop, or with the process."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import textwrap

from evenhand.platforms import sharing
from evenhand.platforms.sharing import shared_transport
from evenhand.platforms.transport import Transport

PROGRAM = """
        import asyncio, atexit, http.server, threading
        ways = []
        atexit.register(lambda: print([way._client.is_closed for way in ways]))  # what is registered first runs last
        from evenhand.platforms.interface import Account, Platform
        from evenhand.platforms.meta.dialect import DIALECT
        from evenhand.platforms.sharing import shared_transport
        from evenhand.platforms.wire import Call

        class Page(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def do_GET(self):
                body = b'{"id": "1"}'
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *_told):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        page = Account(Platform.FACEBOOK, "1", f"http://127.0.0.1:{server.server_port}", "t")

        async def read():
            ways.append(await shared_transport())
            return (await ways[0].send(page, DIALECT, Call("GET", "/1"))).data

        print(asyncio.run_coroutine_threadsafe(read(), loop).result())
"""


async def _twice() -> tuple[Transport, Transport]:
    first, second = await asyncio.gather(shared_transport(), shared_transport())
    return first, second


def test_a_loop_has_one_and_closes_it() -> None:
    first, second = asyncio.run(_twice())
    assert first is second
    assert first._client.is_closed
    assert not any(transport is first for _, transport in sharing._living.values())


def test_another_loop_has_another() -> None:
    assert asyncio.run(_twice())[0] is not asyncio.run(_twice())[0]


def test_a_loop_that_was_closed_without_its_end_is_forgotten() -> None:
    loop = asyncio.new_event_loop()
    made = loop.run_until_complete(shared_transport())
    loop.close()
    asyncio.run(_twice())
    assert loop not in sharing._living
    asyncio.run(made.aclose())


def test_a_process_that_ends_leaves_no_connection_open() -> None:
    """A daemon thread runs the loop, as a worker's does; it is closed before Python ends."""
    argv = [sys.executable, "-W", "always", "-c", textwrap.dedent(PROGRAM)]
    ran = subprocess.run(argv, capture_output=True, text=True, timeout=30, check=False)  # noqa: S603 (our own text)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.endswith("{'id': '1'}\n[True]\n")
