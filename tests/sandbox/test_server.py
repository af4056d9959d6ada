"""Serving: the port, the command, and what is logged."""

from __future__ import annotations

import logging
import socket
from pathlib import Path

import httpx
import pytest
import typer
import uvicorn

from evenhand.cli.sandbox import sandbox as command
from evenhand.sandbox import server
from evenhand.sandbox.testing import running

SOURCE = Path(server.__file__).parent


def test_a_taken_port_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with server.listen("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(server.ListenError, match="Give another --port"):
            server.listen("127.0.0.1", port)
        with pytest.raises(typer.Exit):
            command(port=port)
    assert "cannot listen" in capsys.readouterr().err


def test_the_command_serves_where_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[int] = []

    def run(self: uvicorn.Server, sockets: list[socket.socket]) -> None:
        del self
        served.append(sockets[0].getsockname()[1])
        sockets[0].close()

    monkeypatch.setattr(uvicorn.Server, "run", run)
    with server.listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    command(port=port)
    assert served == [port]


def test_dropped_connections_are_not_logged_but_failures_are(caplog: pytest.LogCaptureFixture) -> None:
    with running() as url, httpx.Client(base_url=url, trust_env=False) as client:
        body = {"platform": "x", "fault": "lost_response"}
        client.post("/_sandbox/faults", json=body)
        with pytest.raises(httpx.RemoteProtocolError):
            client.put("/x/2/tweets/1/hidden", json={"hidden": True})
    assert caplog.records == []
    logging.getLogger("uvicorn.error").error("something else")
    assert [entry.getMessage() for entry in caplog.records] == ["something else"]


def test_it_imports_nothing_of_the_house_and_no_module_is_long() -> None:
    lengths = []
    for path in SOURCE.rglob("*.py"):
        text = path.read_text("utf-8")
        lengths.append(len(text.splitlines()))
        house = [line for line in text.splitlines() if "evenhand." in line and line.startswith(("import ", "from "))]
        assert all("evenhand.sandbox" in line for line in house), path
        assert text.startswith('"""'), path
    assert max(lengths) <= 400
    assert sorted(lengths)[len(lengths) // 2] < 100
