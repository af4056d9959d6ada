"""What may not be kept goes in time: platforms' limits, legal decisions, classes, holds; the record says how much."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings
from tests import factories as make
from tests.house import House
from tests.rights.stories import in_tables

from evenhand import records
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case
from evenhand.desk.reading import GONE, read_latest
from evenhand.intake.batches import store_items
from evenhand.intake.models import Author, Contribution, Delivery, Version
from evenhand.platforms.capabilities import storage
from evenhand.platforms.interface import Platform
from evenhand.records.models import Entry
from evenhand.rights import holds, keeping, retention, schedule
from evenhand.sanctions import linking, same_person
from evenhand.sanctions.same_person import Said
from evenhand.store.marks import ERASED
from evenhand.support.models import FormReport

WORD = "Zanzibarquux"
RUDE = f"Embarrassing {WORD}, imagine actually believing that."


def later(house: House, **much: float) -> Counter[str]:
    """The clock goes on, and the sweep comes round."""
    house.wait(timedelta(**much).total_seconds() / 60)
    return retention.sweep(house.now)


def aged(of: Contribution, house: House) -> Contribution:
    """Seen at the house's own time: the clock that counts."""
    Contribution.objects.filter(pk=of.pk).update(first_seen_at=house.now)
    return of


def words(of: Contribution) -> str:
    return Version.objects.filter(contribution=of).latest("number").text


def test_on_linkedin_an_undecided_comment_loses_its_words_within_48_hours_and_stays_a_case(house: House) -> None:
    row = house.write(RUDE, on="linkedin", by="wil")
    assert "platform_limit:intake.Version" not in later(house, hours=45)
    assert words(row) == RUDE
    told = later(house, hours=1)
    assert told["platform_limit:intake.Version"] == 1
    assert in_tables(WORD) == []
    assert str(read_latest([row])[row.pk].passages[0].text) == GONE
    assert house.stands(row) in {"waiting", "kept"}
    assert house.stuck() == []


def test_what_it_still_lists_is_the_same_text_and_is_not_stored_again(house: House) -> None:
    row = house.write(RUDE, on="linkedin", by="wil")
    later(house, hours=47)
    listed = house.platforms["linkedin"].listed(house.item(row))
    store_items(house.channels["linkedin"], [listed], house.now)
    house.run()
    assert in_tables(WORD) == []
    assert Version.objects.filter(contribution=row).count() == 1
    house.edit(row, "Other words altogether.")
    assert words(row) == "Other words altogether."


def test_the_newer_text_of_an_edited_comment_has_its_own_48_hours(house: House) -> None:
    row = house.write(RUDE, on="linkedin", by="wil")
    house.wait(40 * 60)
    house.edit(row, "I changed my mind about the open day.")
    later(house, hours=6)
    assert [one.text for one in row.versions.order_by("number")] == ["", "I changed my mind about the open day."]
    later(house, hours=41)
    assert words(row) == ""


@pytest.mark.parametrize("decided", ["", "kept"])
def test_an_upheld_breach_keeps_its_words_only_by_a_recorded_legal_decision(house: House, decided: str) -> None:
    row = house.write(RUDE, on="linkedin", by="wil")
    house.decide(make.case(row) if not house.cases(row) else house.case(row), "harassment", ("platform_report",))
    if decided:
        keeping.decide(
            row.channel,
            make.person("information_officer"),
            "Public task.",
            timezone.localdate(house.now) + timedelta(days=90),
        )
    later(house, hours=60)
    assert bool(words(row)) is bool(decided)
    facts = row.decisions.get(verdict="breach").facts
    assert facts == "It is what it says."  # the moderator's own summary stays for reasons and appeals
    later(house, days=100)  # what was decided to be kept runs out with the decision
    assert words(row) == ""


def test_elsewhere_nothing_goes_before_its_class_ends(house: House) -> None:
    kept, breach = house.write("I was at the open day on Tuesday.", by="kim"), house.write(RUDE, by="wil")
    house.decide(
        make.case(breach) if not house.cases(breach) else house.case(breach), "harassment", ("platform_report",)
    )
    for row in Case.objects.filter(state="open"):
        house.decide(row, "none")
    aged(kept, house)
    assert later(house, days=300) == {}
    house.wait(70 * 24 * 60)
    for row in Case.objects.filter(state="open"):
        house.decide(row, "none")
    told = retention.sweep(house.now)
    assert told["class_kept:intake.Version"] == 1, told
    assert (words(kept), words(breach)) == ("", RUDE)


@pytest.mark.django_db
def test_the_class_of_the_guideline_counts_from_the_decision_and_takes_the_reasons_along() -> None:
    policy, now = make.policy_version(), timezone.now()
    rude = make.decision(make.contribution(RUDE), policy)
    slur = make.decision(make.contribution(RUDE), policy, "discrimination")
    retention.sweep(now + timedelta(days=720))
    assert (words(rude.contribution), words(slur.contribution)) == (RUDE, RUDE)
    told = retention.sweep(now + timedelta(days=740))
    assert told["class_breach:cases.Decision"] == 1
    rude.refresh_from_db()
    assert (words(rude.contribution), rude.facts, words(slur.contribution)) == ("", "[erased]", RUDE)
    retention.sweep(now + timedelta(days=6 * 366))
    assert words(slur.contribution) == ""


@pytest.mark.django_db
def test_open_work_and_a_block_in_force_are_waited_for() -> None:
    policy, now = make.policy_version(), timezone.now()
    rude = make.decision(make.contribution(RUDE), policy)
    case = make.case(rude.contribution)
    ground = make.laddered()
    retention.sweep(now + timedelta(days=740))
    assert words(rude.contribution) == RUDE
    assert words(ground.strike.contribution)
    make.case_closed(rude.contribution, case.kind)
    retention.sweep(now + timedelta(days=740))
    assert words(rude.contribution) == ""
    assert words(ground.strike.contribution)


def test_a_hold_beats_it_and_is_counted(house: House) -> None:
    row = house.write(RUDE, on="linkedin", by="wil")
    other = house.write(RUDE, on="linkedin", by="someone")
    assert row.author is not None
    hold = holds.set_hold(row.author, make.person("approver"), "A claim.")
    later(house, hours=60)
    assert (words(row), words(other)) == (RUDE, "")
    swept = Entry.objects.filter(kind="retention.swept").latest("pk")
    assert swept.facts["held"] == 1
    holds.lift(hold, make.person("approver"), "Settled.")
    later(house, hours=1)
    assert words(row) == ""


def test_what_was_never_read_is_not_read_later(house: House) -> None:
    row = house.write(RUDE, on="linkedin", by="wil", run=False)
    later(house, hours=60)
    assert house.stands(row) == "not_understood"
    house.run()
    assert house.stands(row) == "not_understood"


def test_it_says_what_it_did_and_the_seal_holds(house: House) -> None:
    house.write(RUDE, on="linkedin", by="wil")
    told = later(house, hours=60)
    swept = Entry.objects.filter(kind="retention.swept").get()
    assert swept.facts["counts"] == dict(told)
    assert Entry.objects.filter(kind="retention.erased").get().facts["why"] == "platform_limit"
    assert later(house, hours=1) == {}
    assert Entry.objects.filter(kind="retention.swept").count() == 1
    records.seal()
    assert records.verify_live().ok


def test_raw_payloads_and_names_go_too(house: House) -> None:
    row = house.write(RUDE, on="linkedin", by="wil")
    assert row.author is not None
    Author.objects.filter(pk=row.author.pk).update(handle="wil", first_seen_at=house.now)
    for platform, state in (("facebook", "worked"), ("facebook", "stored"), ("linkedin", "not_understood")):
        Delivery.objects.create(
            platform=platform, digest=f"{platform}{state}", body=b"raw", state=state, received_at=house.now
        )
    told = later(house, hours=47)
    assert (told["profile_limit:intake.Author"], told["raw:intake.Delivery"]) == (1, 1)
    told = later(house, days=8)
    assert told["raw:intake.Delivery"] == 1
    assert {bytes(one.body) for one in Delivery.objects.exclude(state="stored")} == {b""}
    assert bytes(Delivery.objects.get(state="stored").body) == b"raw"


def test_a_report_by_the_form_whose_comment_nobody_found_loses_why_it_was_closed(house: House) -> None:
    house.on("facebook")
    made = FormReport.objects.create(
        reference="EH-R1",
        channel=house.channels["facebook"],
        words=f"He wrote {WORD}.",
        masks={"words": [[3, 8]], "link": []},
        state="closed",
        closed_by=house.moderator,
        reasons=f"Looked for {WORD} everywhere.",
        ended_at=house.now,
        due_at=house.now,
    )
    assert "form:support.FormReport" not in later(house, days=300)
    assert later(house, days=70)["form:support.FormReport"] == 1
    made.refresh_from_db()
    assert (made.words, made.masks, made.reasons) == ("", {}, ERASED)
    assert "form:support.FormReport" not in later(house, hours=1)


def test_what_shows_whose_an_account_is_goes_in_time(house: House) -> None:
    mine, _ = house.write("I was at the open day.", by="wil"), house.write("Me too.", on="instagram", by="w.o")
    assert mine.author is not None
    told = Said("w.o", "said_publicly", f"The page says: I am {WORD} too.")
    same = same_person.say(mine.author, house.channels["instagram"], told, house.moderator)
    linking.end(same, house.approver, f"{WORD} is a sister.")
    same_person.say(mine.author, house.channels["instagram"], told, house.moderator)
    later(house, days=700)
    assert {"records_content.body", "sanctions_sameperson.evidence"} <= set(in_tables(WORD))
    hold = holds.set_hold(mine.author, make.person("approver"), "A claim.")
    assert "same_person:sanctions.SamePerson" not in later(house, days=60)
    holds.lift(hold, make.person("approver"), "Settled.")
    assert later(house, hours=1)["same_person:sanctions.SamePerson"] == 2
    assert in_tables(WORD) == []
    assert "same_person:sanctions.SamePerson" not in later(house, hours=1)
    records.seal()
    assert records.verify_live().ok


@pytest.mark.django_db
def test_a_legal_decision_needs_a_ground_a_role_and_an_end() -> None:
    channel = make.channel("linkedin")
    officer, tomorrow = make.person("information_officer"), timezone.localdate() + timedelta(days=1)
    with pytest.raises(RefusedError, match="ground"):
        keeping.decide(channel, officer, " ", tomorrow)
    with pytest.raises(RefusedError, match="role"):
        keeping.decide(channel, make.person("moderator"), "Public task.", tomorrow)
    with pytest.raises(RefusedError, match="later than today"):
        keeping.decide(channel, officer, "Public task.", timezone.localdate())
    made = keeping.decide(channel, officer, "Public task.", tomorrow)
    assert retention.keeps_upheld(channel, timezone.now())
    with pytest.raises(RefusedError, match="stands"):
        keeping.decide(channel, officer, "Another.", tomorrow)
    keeping.end(made, officer)
    assert not retention.keeps_upheld(channel, timezone.now())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("classes: {kept: 12}", "breach"),
        ("classes: {kept: 12, breach: 24}\nguidelines: {threat: grave}", "grave"),
        ("classes: {kept: 0, breach: 24}", "greater than 0"),
        ("classes: [", "not right"),
    ],
)
def test_a_schedule_that_is_not_right_takes_nothing_away(
    tmp_path: Path, settings: Settings, text: str, says: str
) -> None:
    settings.POLICIES = tmp_path
    with pytest.raises(schedule.ScheduleError, match="cannot be read"):
        schedule.schedule()
    (tmp_path / "retention.yaml").write_text(text)
    with pytest.raises(schedule.ScheduleError, match=says):
        schedule.schedule()


def test_the_shipped_schedule_and_every_platform_say_what_they_must() -> None:
    plan = schedule.schedule()
    assert plan.class_of("discrimination") == "serious"
    assert plan.class_of("harassment") == "breach"
    assert storage(Platform.LINKEDIN).store_text_hours == 48
    for platform in Platform:
        told = storage(platform)
        assert not told.may_train, platform
        assert told.tested == frozenset(), "nothing was shown on a real platform yet"
    assert not storage(Platform.X).keeps_upheld
    assert not storage(Platform.LINKEDIN).keeps_upheld
