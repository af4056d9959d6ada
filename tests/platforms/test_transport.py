"""The transport: what is tried again, what never is, and what each failure is called."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from tests.platforms.fakes import FakePlatform, account

from evenhand.platforms import breaker, errors, transport
from evenhand.platforms.interface import Budget, Platform
from evenhand.platforms.meta.dialect import DIALECT
from evenhand.platforms.wire import Answer, Call, segment
from evenhand.platforms.x.dialect import DIALECT as X_DIALECT

READ = Call("GET", "/v26.0/1")
WRITE = Call("POST", "/v26.0/1", form={"is_hidden": "true"})
LOST = [httpx.ReadTimeout, httpx.ReadError, httpx.WriteError, httpx.WriteTimeout, httpx.RemoteProtocolError]


@pytest.fixture
def send(fake: FakePlatform) -> Callable[[Call], Answer]:
    """Sends calls through one transport, as one worker would."""
    way, page = fake.transport(), account(Platform.FACEBOOK)
    return lambda call: asyncio.run(way.send(page, DIALECT, call))


def test_the_token_is_in_a_header_and_never_in_the_address(fake: FakePlatform, send: Callable[[Call], Answer]) -> None:
    fake.says({"id": "1"})
    assert send(READ).data == {"id": "1"}
    assert fake.asked[0].headers["authorization"] == "Bearer tok-secret"
    assert "tok-secret" not in fake.asked[0].url


@pytest.mark.parametrize("error", LOST)
def test_a_write_whose_answer_is_lost_is_unknown_and_not_tried_again(
    fake: FakePlatform, send: Callable[[Call], Answer], error: type[httpx.RequestError]
) -> None:
    fake.breaks(error)
    with pytest.raises(errors.OutcomeUnknown):
        send(WRITE)
    assert len(fake.asked) == 1


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout])
def test_a_write_that_never_left_is_tried_again(
    fake: FakePlatform, send: Callable[[Call], Answer], error: type[httpx.RequestError]
) -> None:
    fake.breaks(error).says({"success": True})
    assert send(WRITE).data == {"success": True}
    assert len(fake.asked) == 2
    assert fake.pauses == [transport.FIRST_PAUSE]


@pytest.mark.parametrize("error", [*LOST, httpx.ConnectError])
def test_a_read_is_tried_three_times_and_then_transient(
    fake: FakePlatform, send: Callable[[Call], Answer], error: type[httpx.RequestError]
) -> None:
    fake.breaks(error)
    with pytest.raises(errors.Transient):
        send(READ)
    assert len(fake.asked) == transport.RETRIES + 1


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<html>Sorry</html>", "text/html"),
        (b'{"success": tr', "application/json"),
        (b"", "application/json"),
        (b"[1]", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"\xff\xfe\xfd", "application/json; charset=UTF-8"),
    ],
)
def test_an_unreadable_answer_is_unknown_for_a_write_and_transient_for_a_read(
    fake: FakePlatform, send: Callable[[Call], Answer], content: bytes, kind: str
) -> None:
    fake.sends(content, kind)
    with pytest.raises(errors.OutcomeUnknown):
        send(WRITE)
    with pytest.raises(errors.Transient):
        send(READ)


def test_a_server_error_is_unknown_for_a_write(fake: FakePlatform, send: Callable[[Call], Answer]) -> None:
    fake.says({"error": {"code": 2, "message": "down"}}, 500)
    with pytest.raises(errors.OutcomeUnknown) as caught:
        send(WRITE)
    assert (caught.value.code, caught.value.status) == ("2", 500)


def test_once_told_to_slow_down_no_call_is_made_until_then(fake: FakePlatform, send: Callable[[Call], Answer]) -> None:
    usage = '{"77": [{"type": "pages", "call_count": 101, "estimated_time_to_regain_access": 7}]}'
    fake.says({"error": {"code": 80001}}, 400, {"x-business-use-case-usage": usage}).says({"id": "1"})
    with pytest.raises(errors.Throttled) as caught:
        send(WRITE)
    assert caught.value.resume_at == fake.now + timedelta(minutes=7)
    with pytest.raises(errors.Throttled) as again:
        send(READ)
    assert again.value.resume_at == caught.value.resume_at
    assert len(fake.asked) == 1
    fake.now += timedelta(minutes=7)
    assert send(READ).data == {"id": "1"}


def test_a_limit_of_one_endpoint_leaves_the_others_open(fake: FakePlatform, send: Callable[[Call], Answer]) -> None:
    fake.says({}, 429).says({"id": "1"})
    with pytest.raises(errors.Throttled):
        send(Call("GET", "/a", bucket="a"))
    assert send(Call("GET", "/b", bucket="b")).data == {"id": "1"}


def test_a_dead_host_is_left_alone_for_a_while(fake: FakePlatform, send: Callable[[Call], Answer]) -> None:
    fake.breaks(httpx.ReadTimeout)
    for _ in range(breaker.FAILURES_TO_OPEN):
        with pytest.raises(errors.OutcomeUnknown):
            send(WRITE)
    with pytest.raises(errors.Transient) as caught:
        send(Call("POST", "/x"))
    assert caught.value.code == "circuit_open"
    fake.answers = []
    fake.says({"success": True})
    fake.now += breaker.OPEN_FOR
    assert send(WRITE).data == {"success": True}


def test_the_budget_is_what_the_last_answer_said(fake: FakePlatform) -> None:
    way, page = fake.transport(), account(Platform.FACEBOOK)
    assert way.budget(page) == Budget()
    fake.says({}, headers={"x-app-usage": '{"call_count": 81, "total_time": 20}'})
    asyncio.run(way.send(page, DIALECT, READ))
    assert way.budget(page) == Budget(share_used=0.81)


def test_a_base_url_that_is_none_is_refused_in_words(fake: FakePlatform) -> None:
    fake.says({})
    with pytest.raises(errors.Refused, match="base URL"):
        asyncio.run(fake.transport().send(account(Platform.FACEBOOK, base_url="http://[::"), DIALECT, READ))


def test_a_token_with_a_line_break_is_refused_in_words(fake: FakePlatform) -> None:
    fake.says({})
    with pytest.raises(errors.Refused, match="token"):
        asyncio.run(fake.transport().send(account(Platform.FACEBOOK, token="\u2028é\ud800"), DIALECT, READ))


def test_an_empty_id_never_becomes_a_path() -> None:
    with pytest.raises(errors.Refused):
        segment("")
    assert segment("a/../b?c") == "a%2F..%2Fb%3Fc"


def test_with_its_own_clock_and_dice_a_closed_port_is_transient() -> None:
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    async def ask() -> None:
        async with transport.Transport(sleep=sleep) as way:
            await way.send(account(Platform.FACEBOOK, base_url="http://127.0.0.1:9"), DIALECT, WRITE)

    with pytest.raises(errors.Transient) as caught:
        asyncio.run(ask())
    assert caught.value.code == "unreachable"
    assert len(pauses) == transport.RETRIES
    assert 0.5 <= pauses[0] / transport.FIRST_PAUSE <= 1
    assert 1 <= pauses[1] / transport.FIRST_PAUSE <= 2


def test_httpx_is_kept_from_logging_addresses() -> None:
    assert logging.getLogger("httpx").level == logging.WARNING


def test_the_real_client_goes_to_loopback_directly_and_follows_no_redirect() -> None:
    async def made() -> httpx.AsyncClient:
        async with transport.Transport() as way:
            return way._client

    client = asyncio.run(made())
    assert client.is_closed
    assert client.follow_redirects is False


def test_a_limit_that_is_used_up_is_not_tried(fake: FakePlatform) -> None:
    way, us = fake.transport(), account(Platform.X)
    reset = str(int((fake.now + timedelta(minutes=7)).timestamp()))
    spent = {"x-rate-limit-limit": "50", "x-rate-limit-remaining": "0", "x-rate-limit-reset": reset}
    hide, read = Call("PUT", "/2/tweets/1/hidden", body={}, bucket="hide"), Call("GET", "/2/tweets/1", bucket="post")
    fake.says({"data": {"hidden": True}}, headers=spent).says({"data": {}})
    asyncio.run(way.send(us, X_DIALECT, hide))
    with pytest.raises(errors.Throttled) as caught:
        asyncio.run(way.send(us, X_DIALECT, hide))
    assert caught.value.resume_at == fake.now + timedelta(minutes=7)
    assert len(fake.asked) == 1
    asyncio.run(way.send(us, X_DIALECT, read))
    asyncio.run(way.send(account(Platform.X, base_url="https://other.test"), X_DIALECT, hide))
    fake.now += timedelta(minutes=7)
    asyncio.run(way.send(us, X_DIALECT, hide))
    assert len(fake.asked) == 4
