"""The control API's tokens: what was spent stays spent, and no wish is answered with a fault of our own."""

from __future__ import annotations

import httpx
import pytest
from tests.sandbox.helpers import Sandbox

CLIENT = {"grant_type": "refresh_token", "client_id": "sandbox-x-client"}


def refresh(sandbox: Sandbox, token: str) -> httpx.Response:
    channel = sandbox.channels["x"]
    keys = (str(channel["client_id"]), str(channel["client_secret"]))
    return httpx.post(
        f"{sandbox.url}/x/2/oauth2/token", data=CLIENT | {"refresh_token": token}, auth=keys, trust_env=False
    )


def test_a_refresh_token_of_x_that_was_spent_stays_so_when_everything_is_granted_anew(sandbox: Sandbox) -> None:
    spent = str(sandbox.channels["x"]["refresh_token"])
    first = refresh(sandbox, spent).json()
    assert refresh(sandbox, spent).status_code == 400
    sandbox.control("tokens", platform="x", grant=True)
    assert refresh(sandbox, spent).status_code == 400
    assert refresh(sandbox, first["refresh_token"]).status_code == 400
    config = {one["platform"]: one for one in sandbox.look("config")["channels"]}
    anew = refresh(sandbox, config["x"]["refresh_token"]).json()
    assert anew["access_token"] not in {first["access_token"], sandbox.channels["x"]["token"]}


@pytest.mark.parametrize("name", ["seconds", "refresh_seconds"])
def test_more_seconds_than_any_calendar_has_are_refused_in_words(sandbox: Sandbox, name: str) -> None:
    answer = httpx.post(f"{sandbox.url}/_sandbox/tokens", json={"platform": "x", name: 1e12}, trust_env=False)
    assert answer.status_code == 400
    assert "give fewer seconds" in answer.json()["error"]


@pytest.mark.parametrize("act", ["edit", "by_hand"])
def test_a_form_without_a_contribution_says_what_is_missing(sandbox: Sandbox, act: str) -> None:
    answer = httpx.post(f"{sandbox.url}/_sandbox/page/{act}", data={}, trust_env=False)
    assert answer.status_code == 303
    assert "wrong=1" in answer.headers["location"]
