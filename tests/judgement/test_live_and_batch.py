"""The same texts in the same order give the same assessments, live and in a batch (a promise of the design)."""

from __future__ import annotations

import json
import random
from dataclasses import asdict, replace

import pytest
from django.utils import timezone
from tests import factories as make
from tests import house as h
from tests.house import House

from evenhand.assess import Assessment as Judged
from evenhand.assess import Assessor
from evenhand.assess.batch import assess_lines
from evenhand.assess.reading import BadLine, Line
from evenhand.assess.surroundings import Surroundings, surroundings
from evenhand.intake.models import Post
from evenhand.intake.storing import store_item
from evenhand.judgement import look_alikes, policies
from evenhand.judgement.context import context_for
from evenhand.judgement.models import Assessment
from evenhand.platforms.interface import ContributionKind
from evenhand.signals.lookalikes import LookAlikes

COPIED = "Join us on Saturday for the biggest party of the year, everybody is talking about it."
CHAIN = "Copy and paste this to ten friends or you will have bad luck for seven years, it is true."
WORDS = ("prison", "officer", "visit", "letter", "minister", "again", "friend", "saturday", "party", "luck", "years")
TEXTS = (
    h.KIND,
    h.CRITICISM,
    h.INSULT,
    h.OBSCENE,
    h.THREAT,
    h.AT_RISK,
    h.QUESTION,
    h.ADVERT,
    h.SLURRED,
    COPIED,
    CHAIN,
    "ok",
    "OK!!",
    "🙂🙂🙂",
    "",
    "Mae'r polisi yma'n warthus ac mae angen i'r gweinidog ymddiswyddo.",
    "مرحبا بكم في السجن",
)
FEATURED = ["Priya Shah"]


def near(text: str, dice: random.Random) -> str:
    """A copy with a word or two changed, as people and bots make them."""
    parts = text.split()
    for _ in range(dice.randint(0, 2)):
        if parts:
            parts[dice.randrange(len(parts))] = dice.choice(WORDS)
    return " ".join(parts)


def story(seed: int, length: int) -> list[tuple[str, str]]:
    """Texts with their authors: ordinary ones, copies, near copies of copies."""
    dice = random.Random(seed)  # noqa: S311 (a fixed seed, so that it comes again)
    told: list[tuple[str, str]] = []
    for _ in range(length):
        source = dice.choice(TEXTS) if dice.random() < 0.5 or not told else dice.choice(told)[0]
        text = near(source, dice) if dice.random() < 0.6 else source
        told.append((text, dice.choice(["ann", "bob", "cas", "dee"])))
    return told


def live(house: House, told: list[tuple[str, str]]) -> list[Assessment]:
    """What judgement keeps of them, one after another."""
    rows = [house.write(text, by=author) for text, author in told]
    return [house.judged(row) for row in rows]


def batch(house: House, told: list[tuple[str, str]], around: Surroundings, line: Line) -> list[Judged]:
    """What a batch says of the same."""
    lines = [replace(line, number=n, text=text, author=author) for n, (text, author) in enumerate(told, 1)]
    results = list(assess_lines(lines, policies.assessor(house.policy), around))
    return [result[1] for result in results if not isinstance(result, BadLine)]


def shared() -> Surroundings:
    """The context a batch takes from the policy's own files."""
    return surroundings(h.hmpps(), policies.policy_file("hmpps").parent)


def of_batch(one: Judged) -> dict[str, object]:
    """Everything in a batch's assessment, as JSON keeps it."""
    parts = {name: [asdict(part) for part in getattr(one, name)] for name in ("signals", "findings", "intents")}
    rest = {"outcome": one.outcome, "automatic": one.automatic or "", "at_risk": one.at_risk, "language": one.language}
    told: dict[str, object] = json.loads(json.dumps({**parts, **rest, "models": dict(one.models)}))
    return told


def of_live(one: Assessment) -> dict[str, object]:
    """Everything in an assessment as judgement keeps it."""
    parts = {"signals": one.signals, "findings": one.findings, "intents": one.intents, "models": one.model_versions}
    rest = {"outcome": one.outcome, "automatic": one.automatic, "at_risk": one.at_risk, "language": one.language}
    return {**parts, **rest}


@pytest.mark.parametrize("seed", range(4))
def test_the_same_story_is_judged_the_same(house: House, seed: int) -> None:
    told = story(seed, 40)
    Post.objects.all().delete()
    line = Line(1, None, "", platform="facebook", kind="comment")
    kept, judged = live(house, told), batch(house, told, shared(), line)
    assert len(kept) == len(judged) == len(told)
    for (text, _), one, other in zip(told, kept, judged, strict=True):
        assert of_live(one) == of_batch(other), text


@pytest.mark.parametrize("seed", range(2))
def test_copies_of_copies_are_counted_the_same(house: House, seed: int) -> None:
    """Chains of near copies, where which group is asked first would show."""
    memory, dice, told = LookAlikes(), random.Random(seed), [COPIED, CHAIN]  # noqa: S311 (a fixed seed)
    house.on("facebook")
    writers = [make.author(house.channels["facebook"]) for _ in range(5)]
    different = 0
    for _ in range(150):
        text = near(near(dice.choice(told), dice), dice)
        told.append(text)
        writer = dice.choice(writers)
        version = make.contribution(text, by=writer).versions.get()
        before = memory.see(text, str(writer.pk))
        assert look_alikes.seen_before(version) == before, text
        different += before.count == 0
    assert 3 < different < 140


def test_look_alikes_are_really_counted_in_such_stories(house: House) -> None:
    kept = live(house, [(COPIED, name) for name in ("ann", "bob", "cas", "dee", "ann", "bob")])
    assert [one.outcome for one in kept][-1] == "remove"
    assert kept[0].outcome == "allow"
    assert "spam" in [found["guideline_id"] for found in kept[-1].findings]


def test_post_parent_and_featured_staff_are_the_same_context(house: House) -> None:
    house.on("facebook")
    post = Post.objects.create(
        channel=house.channels["facebook"],
        external_id="facebook-post",
        text="Meet Priya, one of our new prison officers.",
        published_at=house.now,
        featured=FEATURED,
        sensitive=True,
    )
    told = [("Priya Shah is a liar.", "ann"), ("lol imagine that. Kick off tonight, lads.", "bob"), (h.INSULT, "cas")]
    line = Line(
        1, None, "", platform="facebook", kind="comment", post=post.text, featured=("Priya Shah",), post_sensitive=True
    )
    for one, other in zip(live(house, told), batch(house, told, shared(), line), strict=True):
        assert of_live(one) == of_batch(other)


def test_a_sensitive_post_is_read_more_strictly(house: House) -> None:
    """Clause 18: under a post marked sensitive, baiting is seen sooner. Whether it is, the post alone says."""
    house.on("facebook")
    post = Post.objects.create(
        channel=house.channels["facebook"],
        external_id="facebook-post",
        text="A death in custody.",
        published_at=house.now,
    )
    asked: list[bool] = []
    real = Assessor.assess

    def assess(self: Assessor, text: str, context: object = None, *, post_sensitive: bool = False) -> Judged:
        asked.append(post_sensitive)
        return real(self, text, context, post_sensitive=post_sensitive)  # type: ignore[arg-type]  # handed on as it came

    house.patch.setattr(Assessor, "assess", assess)
    house.write(h.KIND)
    post.sensitive = True
    post.save()
    house.write(h.KIND + " Really.")
    assert asked == [False, True]


def test_the_parent_s_latest_words_are_the_context(house: House) -> None:
    parent = house.write("I think the new visiting hours are fair.")
    house.edit(parent, "I think the new visiting hours are very fair.")
    item = house.on("facebook").publish("bob", "Nobody asked you.", ContributionKind.REPLY)
    listed = replace(house.on("facebook").listed(item), parent_external_id=parent.external_id)
    row, _ = store_item(parent.channel, listed, house.now)
    assert row is not None
    house.run()
    around = context_for(row.versions.get(), h.hmpps())
    assert around.parent == "I think the new visiting hours are very fair."
    assert around.kind == "reply"


def test_edits_of_one_comment_are_no_look_alikes_of_each_other(house: House) -> None:
    written = house.write(COPIED)
    for count in range(6):
        house.edit(written, COPIED + "!" * (count + 1))
    assert house.judged(written).outcome == "allow"


def test_asking_again_gives_the_same_count(house: House) -> None:
    rows = [house.write(COPIED, by=name) for name in ("ann", "bob", "cas")]
    version = rows[0].versions.get()
    assert look_alikes.seen_before(version) == look_alikes.seen_before(version)
    assert look_alikes.seen_before(version).count == 0
    last = look_alikes.seen_before(rows[2].versions.get())
    assert (last.count, last.authors) == (2, 2)


def test_what_is_older_than_thirty_days_is_forgotten(house: House) -> None:
    house.write(COPIED)
    house.wait(60 * 24 * 31)
    again = house.write(COPIED, by="bob")
    assert look_alikes.seen_before(again.versions.get()).count == 0
    assert timezone.now() == house.now
