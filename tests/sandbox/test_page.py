"""The control page: plain, usable without a script, safe with any text."""

from __future__ import annotations

import time
from html.parser import HTMLParser

import httpx
import pytest
from tests.sandbox.helpers import Sandbox

from evenhand.sandbox.testing import running


class Reader(HTMLParser):
    """Notes what accessibility asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: set[str] = set()
        self.fields: list[str] = []
        self.headings: list[str] = []
        self.ids: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.seen.add(tag)
        self.ids += [given["id"]] if "id" in given else []
        if tag == "label":
            self.labels.add(given["for"])
        if tag in {"input", "select", "textarea"} and given.get("type") != "hidden":
            self.fields.append(given["id"])
        if tag in {"h1", "h2"}:
            self.headings.append(tag)


@pytest.mark.parametrize("path", ["/", "/faults", "/limits", "/ledger", "/contribution"])
def test_every_field_has_a_label_and_no_script_is_needed(sandbox: Sandbox, path: str) -> None:
    sandbox.fault("x", "slow", times=0)
    made = sandbox.publish("facebook")
    sandbox.control("edit", platform="facebook", id=made, text="edited")
    answer = sandbox.http.get(path, params={"platform": "facebook", "id": made})
    reader = Reader()
    reader.feed(answer.text)
    assert set(reader.fields) <= reader.labels
    assert len(reader.ids) == len(set(reader.ids))
    assert reader.headings[0] == "h1"
    assert {"main", "caption", "th", "title"} <= reader.seen
    assert "script" not in reader.seen
    assert '<html lang="en-GB">' in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert sandbox.http.get("/_sandbox/page.css").headers["content-type"].startswith("text/css")


def test_the_forms_do_what_the_api_does(sandbox: Sandbox) -> None:
    def post(form: str, **values: str) -> httpx.Response:
        return sandbox.http.post(f"/_sandbox/page/{form}", data=values, follow_redirects=True)

    shown = post("publish", platform="facebook", kind="comment", text="<b>bold & brave</b>", author="", parent="")
    assert "Published." in shown.text
    assert "&lt;b&gt;bold &amp; brave&lt;/b&gt;" in shown.text
    assert "<b>bold" not in shown.text
    narrowed = {"only": "write", "operation": "hide", "seconds": "0.5"}
    assert "switched on" in post("fault", platform="*", fault="slow", times="0", share="0.5", **narrowed).text
    on = sandbox.look("faults")["faults"][0]
    assert (on["fault"], on["share"], on["params"]) == (
        "slow",
        0.5,
        {"only": "write", "operation": "hide", "seconds": 0.5},
    )
    post("fault", platform="x", fault="slow", times="0", share="", only="", operation="", seconds="")
    assert "is switched off" in post("no_fault", id=str(on["id"])).text
    assert [each["platform"] for each in sandbox.look("faults")["faults"]] == ["x"]
    assert "switched off" in post("no_faults").text
    assert "2 times as fast" in post("clock", offset_seconds="60", rate="2").text
    assert sandbox.look("clock")["offset_seconds"] >= 60
    assert "The limits are set." in post("limits", platform="x", scale="1000").text
    assert "Stop traffic" in post("traffic", state="start", per_second="1").text
    assert "Start traffic" in post("traffic", state="stop").text
    wrong = post("publish", platform="linkedin", kind="direct_message", text="x")
    assert "<title>Error: Simulated platforms</title>" in wrong.text
    assert "There is no such form." in post("nothing").text


def test_the_page_of_a_contribution_shows_who_sees_it_and_takes_what_people_do(sandbox: Sandbox) -> None:
    made = sandbox.publish("x", "first words")

    def post(form: str, **values: str) -> str:
        values = {"platform": "x", "id": made, **values}
        return sandbox.http.post(f"/_sandbox/page/{form}", data=values, follow_redirects=True).text

    assert "Does not see it" not in sandbox.http.get("/contribution", params={"platform": "x", "id": made}).text
    assert "Only by a click" in post("by_hand", operation="hide")
    edited = post("edit", text="second words")  # which gives it another id on X, and the page is that one's
    assert "What it said before" in edited
    assert "first words" in edited
    assert "Nobody can" in post("by_hand", operation="delete")
    assert "Removed by its author." in post("remove")
    assert "As its author" not in sandbox.http.get("/contribution", params={"platform": "x", "id": made}).text
    lost = sandbox.http.get("/contribution", params={"platform": "x", "id": "none"}, follow_redirects=True)
    assert "There never was anything" in lost.text


def test_the_ledger_leads_to_what_it_tells_of(sandbox: Sandbox) -> None:
    made, other = sandbox.publish("facebook"), sandbox.publish("youtube")
    shown = sandbox.http.get("/ledger", params={"platform": "facebook"}).text
    assert "contribution.published" in shown
    assert f"id={made}" in shown
    assert other not in shown


def test_one_platform_at_a_time(sandbox: Sandbox) -> None:
    made = sandbox.publish("x")
    assert made in sandbox.http.get("/", params={"platform": "x"}).text
    assert made not in sandbox.http.get("/", params={"platform": "youtube"}).text
    assert made in sandbox.http.get("/", params={"platform": "<script>"}).text


def test_a_sandbox_starts_within_a_second_and_each_is_its_own() -> None:
    begun = time.monotonic()
    with running() as first:
        started = time.monotonic() - begun
        with running() as second:
            body = {"platform": "x", "text": "only here"}
            httpx.post(f"{first}/_sandbox/publish", json=body, trust_env=False)
            assert httpx.get(f"{second}/_sandbox/contributions", trust_env=False).json() == {"contributions": []}
    assert started < 1
