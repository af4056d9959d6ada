"""Serves the control page and takes its forms: each does what the control API does, and comes back to the page."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from evenhand.sandbox.control.api import Control, Handler
from evenhand.sandbox.control.asked import Asked
from evenhand.sandbox.control.page import Told, page
from evenhand.sandbox.control.switches import Switches
from evenhand.sandbox.state.world import ImpossibleError, World
from evenhand.sandbox.wire.faults import Faults

STRICT = {"content-security-policy": "default-src 'none'; style-src 'self'; form-action 'self'"}


class Forms:
    """The page and its forms."""

    def __init__(self, world: World, faults: Faults, control: Control, switches: Switches) -> None:
        self._world = world
        self._faults = faults
        self._switches = switches
        self._acts: Mapping[str, tuple[Handler, str]] = {
            "publish": (control.publish, "Published."),
            "fault": (switches.add_fault, "The fault is switched on."),
            "no_faults": (switches.clear_faults, "All faults are switched off."),
            "traffic": (switches.set_traffic, "Done."),
            "clock": (control.move_clock, "The clock is moved."),
        }

    def routes(self) -> list[Route]:
        """The page, its style sheet, its forms."""
        return [
            Route("/", self.show),
            Route("/_sandbox/page.css", self.style),
            Route("/_sandbox/page/{act}", self.act, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """The page."""
        asked = request.query_params
        with self._world.lock:
            traffic = self._switches.traffic(Asked({}))
            told = Told(asked.get("told", "")[:500], asked.get("wrong") == "1")
            body = page(self._world, self._faults, traffic, asked.get("platform", ""), told)
        return HTMLResponse(body, headers=STRICT)

    async def style(self, _request: Request) -> Response:
        """The style sheet."""
        css = files("evenhand.sandbox.control").joinpath("page.css").read_text("utf-8")
        return Response(css, media_type="text/css", headers=STRICT)

    async def act(self, request: Request) -> Response:
        """Take a form; what came of it is said at the top of the page."""
        handler, said = self._acts.get(request.path_params["act"], (None, ""))
        values = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        told: dict[str, str] = {"told": said}
        if handler is None:
            told = {"told": "There is no such form.", "wrong": "1"}
        else:
            try:
                with self._world.lock:
                    handler(Asked(dict(values)))
            except ImpossibleError as error:
                told = {"told": str(error), "wrong": "1"}
        return RedirectResponse(f"/?{urlencode(told, errors='replace')}", 303)
