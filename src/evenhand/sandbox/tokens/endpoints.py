"""Where tokens are refreshed and asked about, in each platform's own shape. The app's id and secret are checked."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from evenhand.sandbox.meta import errors as meta_errors
from evenhand.sandbox.state.model import Channel
from evenhand.sandbox.state.tokens import LIVES, PERSON_TOKEN, TokenState, give
from evenhand.sandbox.state.world import World
from evenhand.sandbox.wire.answer import Answer

Form = Mapping[str, str]
Handler = Callable[[str, Form], Response]
YEAR = 365 * 24 * 3600


class TokenEndpoints:
    """All of them; they pass no gate, as they are other hosts in truth."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """Before the platforms' own paths."""
        return [
            self._route("youtube", "/youtube/token", self.google),
            self._route("youtube", "/youtube/tokeninfo", self.google_info),
            self._route("x", "/x/2/oauth2/token", self.x),
            self._route("linkedin", "/linkedin/oauth/v2/accessToken", self.linkedin),
            self._route("linkedin", "/linkedin/oauth/v2/introspectToken", self.linkedin_info),
            *[self._route(name, f"/{name}/{{v}}/oauth/access_token", self.meta) for name in ("facebook", "instagram")],
            *[self._route(name, f"/{name}/{{v}}/debug_token", self.meta_info) for name in ("facebook", "instagram")],
            self._route("instagram", "/instagram/refresh_access_token", self.instagram, methods=("GET",)),
        ]

    def google(self, name: str, form: Form) -> Response:
        """`refresh_token` stays; `invalid_grant` when it is over."""
        refused = self._refused(name, form, used_up="invalid_grant")
        if refused:
            return refused
        token = self._fresh(name).token
        body = {
            "access_token": token,
            "expires_in": _seconds(name),
            "scope": self._scopes(name),
            "token_type": "Bearer",
        }
        return JSONResponse(body)

    def google_info(self, name: str, form: Form) -> Response:
        """What a token may do, and for how long."""
        state, token = self._state(name), form.get("access_token", "")
        if not state.is_alive(token, self._now):
            return JSONResponse({"error": "invalid_token", "error_description": "Invalid Value"}, 400)
        body = {"scope": self._scopes(name), "access_type": "offline", "aud": state.client_id}
        return JSONResponse(body | {"expires_in": str(self._left(state, token))})

    def x(self, name: str, form: Form) -> Response:
        """A refresh token works once; the answer holds the next."""
        refused = self._refused(name, form, used_up="invalid_request")
        if refused:
            return refused
        state = self._state(name)
        channel = self._fresh(name)
        state.refresh_token = f"sandbox-x-refresh-{state.refreshed + 1}"
        body = {"token_type": "bearer", "expires_in": _seconds(name), "access_token": channel.token}
        return JSONResponse(body | {"scope": self._scopes(name), "refresh_token": state.refresh_token})

    def linkedin(self, name: str, form: Form) -> Response:
        """The refresh token stays, and its own end comes nearer."""
        refused = self._refused(name, form, used_up="invalid_grant")
        if refused:
            return refused
        state, token = self._state(name), self._fresh(name).token
        left = int((state.refresh_ends_at - self._now).total_seconds()) if state.refresh_ends_at else YEAR
        body = {"access_token": token, "expires_in": _seconds(name), "scope": ",".join(state.scopes)}
        return JSONResponse(body | {"refresh_token": state.refresh_token, "refresh_token_expires_in": left})

    def linkedin_info(self, name: str, form: Form) -> Response:
        """Only the app itself may ask."""
        state, token = self._state(name), form.get("token", "")
        if not _is_app(state, form):
            return JSONResponse({"error": "invalid_client", "error_description": "Client authentication failed"}, 401)
        if not state.is_alive(token, self._now):
            return JSONResponse({"active": False, "status": "expired"})
        end = state.ends[token] or self._now + LIVES[name]
        body = {"active": True, "status": "active", "client_id": state.client_id, "auth_type": "3L"}
        return JSONResponse(body | {"scope": ",".join(state.scopes), "expires_at": int(end.timestamp())})

    def meta(self, name: str, form: Form) -> Response:
        """A long-lived token of the person for another; the Page's is then read from the Page."""
        state = self._state(name)
        if form.get("grant_type") != "fb_exchange_token" or not _is_app(state, form):
            return _graph(meta_errors.error(101, "Error validating application. Invalid application ID."))
        person = form.get("fb_exchange_token", "")
        if person != PERSON_TOKEN or self._is_over(state):
            return _graph(meta_errors.bad_token())
        return JSONResponse({"access_token": person, "token_type": "bearer", "expires_in": _seconds(name)})

    def meta_info(self, name: str, form: Form) -> Response:
        """`debug_token`, for the app."""
        state, token = self._state(name), form.get("input_token", "")
        if form.get("access_token") != f"{state.client_id}|{state.client_secret}":
            return _graph(meta_errors.bad_token())
        alive = state.is_alive(token, self._now)
        end = state.ends.get(token)
        data: dict[str, object] = {"app_id": state.client_id, "type": "PAGE", "is_valid": alive}
        data |= {"expires_at": int(end.timestamp()) if end else 0, "scopes": list(state.scopes) if alive else []}
        if not alive:
            data["error"] = {"code": 190, "subcode": 463, "message": "The session has expired."}
        return JSONResponse({"data": data})

    def instagram(self, name: str, form: Form) -> Response:
        """Instagram's own login: the token itself is refreshed."""
        state = self._state(name)
        if form.get("grant_type") != "ig_refresh_token" or not state.is_alive(form.get("access_token", ""), self._now):
            return _graph(meta_errors.bad_token())
        channel = self._fresh(name)
        return JSONResponse({"access_token": channel.token, "token_type": "bearer", "expires_in": _seconds(name)})

    @property
    def _now(self) -> datetime:
        return self._world.clock.now()

    def _state(self, name: str) -> TokenState:
        return self._world.tokens[name]

    def _scopes(self, name: str) -> str:
        return " ".join(self._state(name).scopes)

    def _left(self, state: TokenState, token: str) -> int:
        end = state.ends[token]
        return int((end - self._now).total_seconds()) if end else 3599

    def _is_over(self, state: TokenState) -> bool:
        return state.refresh_ends_at is not None and self._now >= state.refresh_ends_at

    def _refused(self, name: str, form: Form, *, used_up: str) -> Response | None:
        """RFC 6749's 'no': the app first, then what is to be refreshed."""
        state = self._state(name)
        if not _is_app(state, form):
            return JSONResponse({"error": "invalid_client", "error_description": "Unauthorized"}, 401)
        if form.get("grant_type") != "refresh_token":
            return JSONResponse({"error": "unsupported_grant_type"}, 400)
        if form.get("refresh_token") != state.refresh_token or self._is_over(state):
            told = {"error": used_up, "error_description": "Value passed for the token was invalid."}
            self._world.ledger.add(self._now, name, "token.refused")
            return JSONResponse(told, 400)
        return None

    def _fresh(self, name: str) -> Channel:
        channel = give(self._state(name), self._world.channels[name], self._now)
        self._world.channels[name] = channel
        self._world.ledger.add(self._now, name, "token.refreshed")
        return channel

    def _route(self, name: str, path: str, handler: Handler, methods: tuple[str, ...] = ("POST",)) -> Route:
        return Route(path, self._endpoint(name, handler), methods=list(methods))

    def _endpoint(self, name: str, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            form = dict(parse_qsl(request.url.query))
            form |= dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
            scheme, _, value = request.headers.get("authorization", "").partition(" ")
            if scheme.lower() == "bearer":
                form.setdefault("access_token", value)
            elif scheme.lower() == "basic":
                form |= _from_basic(value)
            with self._world.lock:
                return handler(name, form)

        return answer


def _is_app(state: TokenState, form: Form) -> bool:
    return form.get("client_id") == state.client_id and form.get("client_secret") == state.client_secret


def _from_basic(value: str) -> dict[str, str]:
    try:
        client, _, secret = base64.b64decode(value).decode().partition(":")
    except ValueError:
        return {}
    return {"client_id": client, "client_secret": secret}


def _seconds(name: str) -> int:
    return int(LIVES[name].total_seconds())


def _graph(answer: Answer) -> Response:
    return JSONResponse(dict(answer.body or {}), answer.status)
