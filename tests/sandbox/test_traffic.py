"""The traffic: our own texts, enough of every kind, seeded, with people who come back."""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime

import pytest
from tests.sandbox.helpers import Json, Sandbox

from evenhand.sandbox.state.model import KINDS, PLATFORMS
from evenhand.sandbox.state.start import new_world
from evenhand.sandbox.traffic import corpus
from evenhand.sandbox.traffic.generator import Generator
from evenhand.sandbox.traffic.running import Traffic

WANTED = {
    "question",
    "application_help",
    "praise",
    "complaint",
    "criticism",
    "swearing_criticism",
    "abuse_staff",
    "slur",
    "discrimination",
    "threat",
    "risk",
    "advert",
    "scam",
    "accusation",
    "personal_details",
    "false_claim",
    "off_topic",
    "welsh",
    "counter_speech",
    "emoji",
    "spam_campaign",
}


def test_the_corpus_is_large_and_has_every_kind() -> None:
    public, private = corpus.comments(), corpus.messages()
    texts = [line.text for line in (*public, *private)]
    assert len(texts) >= 250
    assert len(set(texts)) == len(texts)
    assert {line.label for line in public} >= WANTED
    assert {line.label for line in private} >= {"report", "risk", "question", "complaint"}
    assert set(corpus.WEIGHTS) <= {line.label for line in public}
    assert len({post.slug for platform in PLATFORMS for post in new_world().posts_of(platform)}) >= 12


def test_posts_feature_staff_and_some_are_sensitive(sandbox: Sandbox) -> None:
    posts = sandbox.look("posts")["posts"]
    assert any(post["staff"] for post in posts)
    assert any(post["sensitive"] for post in posts)
    assert all(len(post["text"]) <= 280 for post in posts if post["platform"] == "x")
    for platform in PLATFORMS:
        assert len([post for post in posts if post["platform"] == platform]) >= 7


def test_the_same_seed_gives_the_same_traffic() -> None:
    def texts(seed: int) -> list[tuple[str, str, str]]:
        world = new_world()
        generator = Generator(world, seed)
        for _ in range(150):
            generator.step()
        return [(each.id, each.author, each.text) for each in world.all()]

    assert texts(7) == texts(7)
    assert texts(7) != texts(8)


def test_all_platforms_kinds_edits_removals_and_repeated_spam(sandbox: Sandbox) -> None:
    sandbox.control("traffic", state="step", steps=600, seed=11)
    found = sandbox.look("contributions")["contributions"]
    assert {(each["platform"], each["kind"]) for each in found} >= {
        (platform, kind) for platform, kinds in KINDS.items() for kind in kinds
    }
    assert any(each["edited_at"] for each in found)
    assert any(each["state"] == "removed_by_author" for each in found)
    spam = {line.text for line in corpus.comments() if line.label == "spam_campaign"}
    repeated = Counter((each["platform"], each["text"].removeprefix("@HMPPS_sandbox ")) for each in found)
    assert any(count >= 4 for (_, text), count in repeated.items() if text in spam)
    authors = Counter(each["author"] for each in found)
    assert max(authors.values()) >= 5
    assert not any("{" in each["text"] for each in found)
    assert any("facebook.com/" in each["text"] for each in found if each["kind"] == "direct_message")


def test_warned_people_breach_again(sandbox: Sandbox) -> None:
    sandbox.control("traffic", state="step", steps=300, seed=12)
    breaches = {line.text for line in corpus.comments() if line.label in corpus.BREACHES}
    found = [each for each in comments(sandbox) if each["text"] in breaches and each["state"] == "visible"]
    warned = {each["author"]: each["id"] for each in found[-20:]}
    for about in warned.values():
        sandbox.control("by_hand", platform="linkedin", operation="reply", id=about, text="Please stop")
    before = len(comments(sandbox))
    sandbox.control("traffic", state="step", steps=300, seed=12)
    again = [each for each in comments(sandbox)[before:] if each["text"] in breaches and each["author"] in warned]
    assert warned
    assert again


def comments(sandbox: Sandbox) -> list[Json]:
    found: list[Json] = sandbox.look("contributions", platform="linkedin")["contributions"]
    return [each for each in found if not each["by_organisation"]]


def test_traffic_flows_at_its_rate_until_it_is_stopped(sandbox: Sandbox) -> None:
    before = sandbox.look("traffic")["acts"]
    sandbox.control("traffic", state="start", per_second=200, seed=5)
    assert sandbox.look("traffic")["state"] == "running"
    end = time.monotonic() + 5
    while sandbox.look("traffic")["acts"] < before + 40 and time.monotonic() < end:
        time.sleep(0.02)
    stopped = sandbox.control("traffic", state="stop")
    assert stopped["state"] == "stopped"
    assert stopped["acts"] >= before + 40
    time.sleep(0.03)
    assert sandbox.look("traffic")["acts"] == stopped["acts"]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_weekend_begins_on_saturday(sandbox: Sandbox, seed: int) -> None:
    sandbox.control("traffic", state="start", per_second=1, seed=seed, weekend=True)
    now = datetime.fromisoformat(sandbox.look("clock")["now"])
    assert now.weekday() in {5, 6}


def test_blocked_authors_stop_nothing() -> None:
    world = new_world()
    traffic = Traffic(world)
    traffic.steps(50, 3)
    for author in world.authors.values():
        author.blocked = True
    traffic.steps(50, 3)
    assert traffic.state()["acts"] == 100
