"""`evenhand links`: what is dead, moved or out of reach, asked politely and never inside a private network."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests import factories as make
from tests.house import House, house
from typer.testing import CliRunner

from evenhand.cli import links
from evenhand.cli.link_checking import Checker, Found, State, is_public
from evenhand.cli.link_gathering import gathered, links_in
from evenhand.platforms.interface import Platform
from evenhand.platforms.reports import reports

__all__ = ["house"]
ASK = Checker(reachable=lambda number: number == "127.0.0.1", pause=0, timeout=2)


class Site(ThreadingHTTPServer):
    """A website on this machine: what it answers by path, and what it was asked, with how many at once."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.asked: list[tuple[str, str, str]] = []
        self.at_once = self.most = 0
        self.lock = threading.Lock()
        self.url = f"http://127.0.0.1:{self.server_port}"


class Answering(BaseHTTPRequestHandler):
    """The path says the answer: /200, /404, /301?to=..., /no-head, /slow."""

    server: Site

    def do_HEAD(self) -> None:
        with self.server.lock:
            self.server.at_once += 1
            self.server.most = max(self.server.most, self.server.at_once)
            self.server.asked.append((self.command, self.path, self.headers["Host"]))
        path, _, to = self.path.partition("?to=")
        if path == "/slow":
            time.sleep(3)
        time.sleep(0.02)
        status = {"/no-head": 200 if self.command == "GET" else 405, "/slow": 200}.get(path) or int(path[1:4])
        with self.server.lock:
            self.server.at_once -= 1
        self.send_response(status)
        if to:
            self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815 (the server's own name)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


def state(site: Site, path: str) -> Found:
    (found,) = ASK.check([site.url + path])
    return found


@pytest.mark.parametrize(
    ("path", "became", "why"),
    [
        ("/200", State.THERE, ""),
        ("/no-head", State.THERE, ""),
        ("/404", State.DEAD, "is gone (404)"),
        ("/410", State.DEAD, "is gone (410)"),
        ("/403", State.UNREACHABLE, "answered 403: look in a browser"),
        ("/500", State.UNREACHABLE, "answered 500: look in a browser"),
        ("/302?to=/200", State.THERE, ""),
        ("/301?to=/404", State.DEAD, "is gone (404), at "),
        ("/301?to=/301?to=/301", State.UNREACHABLE, "answered 301"),
        ("/302?to=ftp://127.0.0.1/x", State.DEAD, "leads from http to ftp; that was not followed"),
        ("/302?to=javascript:alert(1)", State.DEAD, "leads to none; that was not followed"),
        ("/302?to=file:///etc/passwd", State.DEAD, "leads from http to file"),
        ("/302?to=http://10.0.0.1/", State.UNREACHABLE, "leads to 10.0.0.1, not on the public internet"),
        ("/302?to=http://169.254.169.254/latest", State.UNREACHABLE, "it was not asked"),
        ("/302?to=http://[::1]/", State.UNREACHABLE, "it was not asked"),
        ("/slow", State.UNREACHABLE, "no answer in 2 seconds"),
    ],
)
def test_what_became_of_an_address(site: Site, path: str, became: State, why: str) -> None:
    found = state(site, path)
    assert found.state is became
    assert why in found.why


def test_what_moved_for_good_says_where_to(site: Site) -> None:
    assert state(site, "/301?to=/200") == Found(
        f"{site.url}/301?to=/200", State.MOVED, f"moved for good to {site.url}/200"
    )


def test_a_circle_ends(site: Site) -> None:
    (found,) = ASK.check([f"{site.url}/302?to={site.url}/302?to=x"])
    assert found.state in {State.DEAD, State.UNREACHABLE}
    assert len(site.asked) <= 12


def test_one_at_a_time_is_asked_of_a_host_each_once_and_head_before_get(site: Site) -> None:
    wanted = [f"{site.url}/200?{number}" for number in range(8)]
    found = ASK.check([*wanted, *wanted, f"{wanted[0]}#part"])
    assert [one.link for one in found] == wanted
    assert site.most == 1
    assert [method for method, _, _ in site.asked] == ["HEAD"] * 8
    assert {host for _, _, host in site.asked} == {site.url.removeprefix("http://")}


def test_this_machine_is_not_asked_at_all_by_who_asks_in_earnest(site: Site) -> None:
    found = Checker(pause=0).check([f"{site.url}/200", f"http://localhost:{site.server_port}/200"])
    assert {one.state for one in found} == {State.UNREACHABLE}
    assert site.asked == []


@pytest.mark.parametrize(
    ("number", "public"),
    [
        *[(one, False) for one in ("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254")],
        *[(one, False) for one in ("100.64.0.1", "224.0.0.1", "::1", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1")],
        *[(one, False) for one in ("64:ff9b::a00:1", "2002:a00:1::")],
        *[(one, True) for one in ("8.8.8.8", "2606:4700::1111", "64:ff9b::808:808")],
    ],
)
def test_what_is_on_the_internet(number: str, public: bool) -> None:  # noqa: FBT001 (what is expected)
    assert is_public(number) is public


def test_an_address_ends_before_the_full_stop_and_keeps_its_own_brackets() -> None:
    told = "See https://a.example/x. Or (https://b.example/y_(z)), https://c.example/{id} and <https://d.example/>!"
    assert links_in(told) == ["https://a.example/x", "https://b.example/y_(z)", "https://d.example/"]


def test_every_place_is_gathered_and_what_people_may_write_is_not(house: House) -> None:
    found = gathered()
    assert house.policy
    assert "policy hmpps" in found["https://prisonandprobationjobs.gov.uk"]
    places = {place for told in found.values() for place in told}
    assert {"hmpps-cards.yaml", "hmpps-answers.yaml", "hmpps-claims.yaml"} <= places
    for platform in Platform:
        assert any("rules and report reasons" in place for place in found[reports(platform).rules])
        assert all(reason.rules in found for reason in reports(platform).reasons)
    assert not any("watches" in link or "bit.ly" in link for link in found), "an address out of an example"
    assert set(gathered("hmpps")) <= set(found)


def test_the_command_names_the_dead_with_where_they_stand_and_ends_with_1(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {f"{site.url}/404": ["policy hmpps"], f"{site.url}/301?to=/200": ["letter warning (en)"]}
    monkeypatch.setattr(links, "gathered", lambda _name: told)
    monkeypatch.setattr(links, "checker", lambda: ASK)
    done = CliRunner().invoke(links.app, ["check"])
    assert done.exit_code == 1
    assert f"DEAD: {site.url}/404 is gone (404) [policy hmpps]" in done.output
    assert f"moved: {site.url}/301?to=/200 moved for good to {site.url}/200 [letter warning (en)]" in done.output
    assert "2 addresses: 0 there, 1 moved, 1 dead, 0 not reached." in done.output
    told.pop(f"{site.url}/404")
    assert CliRunner().invoke(links.app, ["check"]).exit_code == 0


@pytest.mark.django_db
def test_without_a_policy_it_says_what_to_do() -> None:
    done = CliRunner().invoke(links.app, ["list"])
    assert done.exit_code == 2
    assert "evenhand links check hmpps" in done.output
    assert CliRunner().invoke(links.app, ["list", "nobody"]).exit_code == 2
    assert "https://" in CliRunner().invoke(links.app, ["list", "hmpps"]).output


def test_an_approved_answer_of_the_desk_is_gathered_as_it_stands_now(house: House) -> None:
    assert house.policy
    answer = make.answer(words={"en": "Book at https://www.gov.uk/an-official-page."})
    (place,) = gathered()["https://www.gov.uk/an-official-page"]
    assert place == f"approved answer {answer.pk} (en)"
