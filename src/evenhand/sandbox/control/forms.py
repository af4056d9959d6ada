"""Serves the control pages and takes their forms: each does what the control API does, and comes back to its page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from importlib.resources import files
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from evenhand.sandbox.control import one, switchboard
from evenhand.sandbox.control.api import Control, Handler
from evenhand.sandbox.control.asked import Asked
from evenhand.sandbox.control.html import Told
from evenhand.sandbox.control.page import page
from evenhand.sandbox.control.switches import Switches
from evenhand.sandbox.state.world import ImpossibleError, World
from evenhand.sandbox.webhooks.delivery import Deliveries
from evenhand.sandbox.wire.faults import Faults

STRICT = {"content-security-policy": "default-src 'none'; style-src 'self'; form-action 'self'"}
NARROWING = ("only", "operation", "seconds")
Shown = Callable[[Mapping[str, str], Told], str]


class Forms:
    """The pages and their forms."""

    def __init__(
        self, world: World, faults: Faults, control: Control, switches: Switches, deliveries: Deliveries
    ) -> None:
        self._world = world
        self._faults = faults
        self._switches = switches
        self._deliveries = deliveries
        # act → what does it, what is said then, and the page that it comes back to
        self._acts: Mapping[str, tuple[Handler, str, str]] = {
            "publish": (control.publish, "Published.", "/"),
            "traffic": (switches.set_traffic, "Done.", "/"),
            "clock": (control.move_clock, "The clock is moved.", "/"),
            "fault": (self._add_fault, "The fault is switched on.", "/faults"),
            "no_fault": (switches.clear_faults, "The fault is switched off.", "/faults"),
            "no_faults": (switches.clear_faults, "All faults are switched off.", "/faults"),
            "limits": (switches.limits, "The limits are set.", "/limits"),
            "edit": (control.edit, "Edited.", "/contribution"),
            "remove": (control.remove, "Removed by its author.", "/contribution"),
            "filter": (control.filter, "The platform's own filter has looked at it.", "/contribution"),
            "by_hand": (control.by_hand, "Done by hand.", "/contribution"),
        }

    def routes(self) -> list[Route]:
        """The pages, their style sheet, their forms."""
        return [
            Route("/", self._endpoint(self._front)),
            Route("/contribution", self._endpoint(self._one)),
            Route("/faults", self._endpoint(self._faults_page)),
            Route("/limits", self._endpoint(self._limits)),
            Route("/ledger", self._endpoint(self._ledger)),
            Route("/_sandbox/page.css", self.style),
            Route("/_sandbox/page/{act}", self.act, methods=["POST"]),
        ]

    def _endpoint(self, shown: Shown) -> Callable[[Request], Awaitable[Response]]:
        async def show(request: Request) -> Response:
            asked = dict(request.query_params)
            told = Told(asked.get("told", "")[:500], asked.get("wrong") == "1")
            try:
                with self._world.lock:
                    body = shown(asked, told)
            except ImpossibleError as error:
                return RedirectResponse(f"/?{urlencode({'told': str(error), 'wrong': '1'}, errors='replace')}", 303)
            return HTMLResponse(body, headers=STRICT)

        return show

    def _front(self, asked: Mapping[str, str], told: Told) -> str:
        return page(self._world, self._switches.traffic(Asked({})), asked.get("platform", ""), told)

    def _one(self, asked: Mapping[str, str], told: Told) -> str:
        found = self._world.find(asked.get("platform", ""), asked.get("id", ""))
        if found is None:
            raise ImpossibleError("There never was anything with that id there.")
        return one.page(self._world, found, told)

    def _faults_page(self, asked: Mapping[str, str], told: Told) -> str:
        del asked
        hooks = [(each.platform, each.url) for each in self._deliveries.hooks.values()]
        return switchboard.faults_page(self._faults, hooks, told)

    def _limits(self, asked: Mapping[str, str], told: Told) -> str:
        del asked
        return switchboard.limits_page(self._switches.every_limit(), told)

    def _ledger(self, asked: Mapping[str, str], told: Told) -> str:
        return switchboard.ledger_page(self._world.ledger, asked.get("platform", ""), told)

    def _add_fault(self, asked: Asked) -> dict[str, object]:
        """The form's fields for what narrows a fault, as its params."""
        params: dict[str, object] = {name: asked.text(name) for name in NARROWING[:2] if asked.text(name)}
        seconds = asked.maybe_number("seconds")
        if seconds is not None:
            params["seconds"] = seconds
        rest = {name: value for name, value in asked.values.items() if name not in NARROWING}
        return self._switches.add_fault(Asked({**rest, "params": params}))

    async def style(self, _request: Request) -> Response:
        """The style sheet."""
        css = files("evenhand.sandbox.control").joinpath("page.css").read_text("utf-8")
        return Response(css, media_type="text/css", headers=STRICT)

    async def act(self, request: Request) -> Response:
        """Take a form; what came of it is said at the top of the page that it stands on."""
        handler, said, back = self._acts.get(request.path_params["act"], (None, "", "/"))
        values = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        told: dict[str, str] = {"told": said}
        if handler is None:
            told = {"told": "There is no such form.", "wrong": "1"}
        else:
            try:
                with self._world.lock:
                    done = handler(Asked(dict(values)))
                values["id"] = str(done["id"]) if back == "/contribution" and "id" in done else values.get("id", "")
            except ImpossibleError as error:
                told = {"told": str(error), "wrong": "1"}
        which = {name: values.get(name, "") for name in ("platform", "id")} if back == "/contribution" else {}
        return RedirectResponse(f"{back}?{urlencode({**which, **told}, errors='replace')}", 303)
