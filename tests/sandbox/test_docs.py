"""docs/sandbox.md keeps up: every path of the control API and every fault stands in it."""

from __future__ import annotations

from pathlib import Path

from starlette.routing import Route

from evenhand.sandbox.app import build
from evenhand.sandbox.wire.faults import KNOWN

DOCS = (Path(__file__).resolve().parents[2] / "docs" / "sandbox.md").read_text("utf-8")


def test_every_control_path_is_described() -> None:
    paths = {route.path for route in build().routes if isinstance(route, Route)}
    control = {path.replace(":path}", "}") for path in paths if path.startswith("/_sandbox/") and "page" not in path}
    assert len(control) > 12
    missing = {path for path in control if path not in DOCS and f"`/{path.rsplit('/', 1)[-1]}`" not in DOCS}
    assert missing == set()


def test_every_fault_is_described() -> None:
    assert {fault for fault in KNOWN if f"`{fault}`" not in DOCS} == set()
