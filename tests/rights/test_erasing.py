"""Erasing one person: two people, nothing left of them in any table, the seal whole, and what is not erased says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from tests import factories as make
from tests.house import House
from tests.rights import stories
from tests.rights.stories import TRACES, erased, in_tables, lived

from evenhand import records
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Decision
from evenhand.intake.batches import store_items
from evenhand.intake.models import Author, Contribution, Delivery, Version
from evenhand.records.models import Entry, Permit
from evenhand.rights import blanking, bundles, erasing, files, holds, log, retention
from evenhand.rights.bundles import Asked
from evenhand.rights.models import Erasure, OutputFile
from evenhand.sanctions import linking, same_person
from evenhand.sanctions.appeals import receiving
from evenhand.sanctions.models import Appeal, SamePerson
from evenhand.sanctions.same_person import Said
from evenhand.work.models import Task


@pytest.fixture
def person(house: House) -> Author:
    return lived(house)


def test_of_an_erased_person_nothing_is_left_in_any_table(person: Author) -> None:
    there = in_tables(*TRACES)
    assert {"intake_version.text", "records_content.body", "cases_decision.facts", "intake_delivery.body"} <= set(there)
    ids = list(person.contributions.values_list("external_id", flat=True))
    done = erased(person)
    assert in_tables(*TRACES, *ids) == []
    assert done.state == "done"
    assert done.counts["intake.Version"] == 2
    assert not Permit.objects.exists()


def test_the_preview_counts_what_is_then_erased(person: Author) -> None:
    told = erasing.preview(person)
    assert told.blockers == ()
    done = erased(person)
    alike = "judgement.LookAlike"  # they go with their group before they are counted
    assert {**told.counts, alike: 0} == {**done.counts, alike: 0}


def test_the_seal_holds_and_the_record_says_who_erased_and_why(person: Author) -> None:
    records.seal()
    erased(person)
    report = records.verify_live()
    assert report.ok, report.text()
    assert report.erased > 0


def test_what_others_wrote_stays(person: Author) -> None:
    others = Version.objects.exclude(contribution__author=person)
    before = dict(others.values_list("pk", "text"))
    erased(person)
    assert dict(others.values_list("pk", "text")) == before
    task = Task.objects.get(name="intake.fetch")
    assert [one["external_id"] for one in task.payload["looks"]] == ["somebody-else"]


def test_one_person_alone_erases_nothing(person: Author) -> None:
    ann = make.person("approver")
    asked = erasing.ask(person, ann, "request")
    with pytest.raises(RefusedError, match="Another person"):
        erasing.confirm(asked, ann)
    with pytest.raises(RefusedError, match="role"):
        erasing.confirm(asked, make.person("moderator"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.filter(pk=asked.pk).update(state="done", done_at=make.NOON, confirmed_by=ann)
    assert "intake_version.text" in in_tables(stories.SECRET)


def test_a_reference_holds_no_name(person: Author) -> None:
    with pytest.raises(RefusedError, match="no name"):
        erasing.ask(person, make.person("approver"), "request", "Wilhelmina asked")


def test_it_is_asked_for_once_and_can_be_taken_back(person: Author) -> None:
    ann = make.person("approver")
    asked = erasing.ask(person, ann, "request")
    with pytest.raises(RefusedError, match="already"):
        erasing.ask(person, make.person("approver"), "request")
    erasing.withdraw(asked, ann)
    with pytest.raises(RefusedError, match="taken back"):
        erasing.confirm(asked, make.person("approver"))
    assert erased(person).state == "done"


def test_open_work_is_done_first(house: House) -> None:
    row = house.write("You pathetic waste of space, Kelly.", by="wil")
    author = row.author
    assert author is not None
    asked = erasing.ask(author, make.person("approver"), "request")
    with pytest.raises(RefusedError, match="cases are open"):
        erasing.confirm(asked, make.person("approver"))
    assert Version.objects.get(contribution=row).text


@pytest.mark.django_db
def test_who_is_blocked_stays_until_the_block_is_lifted() -> None:
    ground = make.laddered()
    told = erasing.preview(ground.author)
    assert any("Lift the block first" in one for one in told.blockers)


def test_what_the_platform_still_shows_is_not_stored_again(house: House, person: Author) -> None:
    row = person.contributions.filter(kind="comment").get()
    item = house.platforms["facebook"].listed(house.item(row))
    count = Contribution.objects.count(), Author.objects.count()
    erased(person)
    store_items(house.channels["facebook"], [item], house.now)
    house.run()
    assert (Contribution.objects.count(), Author.objects.count()) == count
    assert in_tables(stories.SECRET) == []


def test_the_log_holds_nothing_personal(person: Author, erasure_log: Path) -> None:
    ids = list(person.contributions.values_list("external_id", flat=True))
    done = erased(person)
    (line,) = log.read()
    assert line.id == str(done.pk)
    assert len(line.contributions) == 3  # two contributions, one of them with an earlier id
    text = erasure_log.read_text("ascii")
    assert not [one for one in (*TRACES, *ids) if one in text]


def test_where_the_log_cannot_be_written_nothing_is_erased(
    person: Author, settings: pytest.FixtureRequest, tmp_path: Path
) -> None:
    settings.ERASURE_LOG = tmp_path  # type: ignore[attr-defined]  # a folder, so it cannot be written to
    with pytest.raises(log.ErasureLogError, match="nothing was erased"):
        erased(person)
    assert "intake_version.text" in in_tables(stories.SECRET)


def test_exports_go_and_what_was_moved_is_named(person: Author, tmp_path: Path) -> None:
    there, moved = tmp_path / "record.jsonl", tmp_path / "moved.jsonl"
    there.write_text(stories.SECRET)
    files.note(there, OutputFile.Kind.RECORD)
    files.note(moved, OutputFile.Kind.RECORD)
    first, second = make.person("information_officer"), make.person("approver")
    done = erasing.confirm(erasing.ask(person, first, "request"), second)
    assert not there.exists()
    assert done.moved == (str(moved),)


def test_a_webhook_that_nobody_has_worked_on_is_waited_for(person: Author) -> None:
    Delivery.objects.update(state="stored")
    assert any("came in about them" in one for one in erasing.preview(person).blockers)


def test_nobody_is_found_by_half_a_name(person: Author) -> None:
    assert erasing.find(person.channel, stories.ID) == person
    assert erasing.find(person.channel, f"@{stories.HANDLE}") == person
    with pytest.raises(RefusedError, match="Nobody with this id"):
        erasing.find(person.channel, "wil")


@pytest.mark.parametrize("nothing", ["", "@", "  "])
def test_nobody_is_found_by_nothing(person: Author, nothing: str) -> None:
    Author.objects.filter(pk=person.pk).update(handle="")
    Author.objects.exclude(pk=person.pk).update(handle="other")
    with pytest.raises(RefusedError, match="Give the platform's own id"):
        erasing.find(person.channel, nothing)


def test_an_appeal_by_form_that_was_found_to_be_theirs_goes_from_the_record_too(house: House, person: Author) -> None:
    formal(house, person)
    erased(person)
    assert in_tables("Quagmirefrond") == []


def test_retention_reaches_an_appeal_by_form_as_well(house: House, person: Author) -> None:
    appeal = formal(house, person)
    entry = Entry.objects.latest("pk")
    with transaction.atomic(), records.erasing(entry):
        blanking.blank_reasons([appeal.contribution_id or 0], "test")
    assert in_tables("Quagmirefrond") == []


def formal(house: House, person: Author) -> Appeal:
    decision = Decision.objects.get(contribution__author=person, verdict="breach")
    appeal = receiving.by_form(person.channel, "", "The Quagmirefrond was a joke.")
    appeal = receiving.found(appeal, decision, Appeal.How.PERSON, house.approver)
    for one in list(stories.house_cases(person)):
        stories.end(house, one)
    return appeal


def test_why_their_request_was_refused_goes_from_the_record(house: House, person: Author) -> None:
    officer = make.person("information_officer")
    made = bundles.receive(officer, Asked("DP-1", house.now.date(), author=person))
    bundles.refuse(made, officer, "Wilhelmina asked for Kim's.")
    house.run()
    erased(person)
    assert "records_content.body" not in in_tables("Wilhelmina")


def test_a_refusal_of_their_request_is_erased_where_it_stands(house: House, person: Author) -> None:
    olwen = house.person("olwen", "information_officer")
    made = bundles.receive(olwen, Asked("DP-8", house.now.date(), author=person))
    bundles.refuse(made, olwen, f"{stories.NAME} was sent it in May.")
    house.run()
    erased(person)
    made.refresh_from_db()
    assert (made.state, made.why_refused) == ("refused", "[erased]")
    assert in_tables(stories.NAME) == []


def test_an_appeal_by_form_under_an_earlier_name_goes_too(house: House) -> None:
    before = house.write("I was at the open day.", by="wil")
    author = before.author
    assert author is not None
    Author.objects.filter(pk=author.pk).update(handle="old.name")
    house.edit(before, "I was at the open day on Tuesday.")
    Author.objects.filter(pk=author.pk).update(handle="new.name")
    others = [receiving.by_form(before.channel, name, "Look again.") for name in ("someone.else",)]
    mine = [receiving.by_form(before.channel, name, "Look again.") for name in ("Old.Name", "new.name")]
    assert blanking.handles_of(Author.objects.get(pk=author.pk)) == {"old.name", "new.name"}
    for one in list(stories.house_cases(author)):
        stories.end(house, one)
    erased(Author.objects.get(pk=author.pk))
    assert {one.handle for one in Appeal.objects.filter(pk__in=[row.pk for row in mine])} == {""}
    assert [one.handle for one in Appeal.objects.filter(pk__in=[row.pk for row in others])] == ["someone.else"]


def test_a_handle_that_somebody_else_has_now_is_theirs(house: House) -> None:
    before = house.write("I was at the open day.", by="wil")
    author, other = before.author, house.write("So was I.", by="kim").author
    assert author is not None
    assert other is not None
    Author.objects.filter(pk=author.pk).update(handle="old.name")
    house.edit(before, "I was at the open day on Tuesday.")
    Author.objects.filter(pk=author.pk).update(handle="new.name")
    Author.objects.filter(pk=other.pk).update(handle="Old.Name")
    assert blanking.handles_of(Author.objects.get(pk=author.pk)) == {"new.name"}
    Author.objects.filter(pk=other.pk).update(handle="New.Name")
    assert "new.name" in blanking.handles_of(Author.objects.get(pk=author.pk))


def test_what_shows_whose_account_another_one_is_goes_with_either(house: House) -> None:
    mine, elsewhere = house.write("I was at the open day.", by="wil"), house.write("Me too.", on="instagram", by="w.o")
    assert mine.author is not None
    assert elsewhere.author is not None
    told = Said("w.o", "said_publicly", f"The page says: I am {stories.SECRET} too.")
    same = same_person.say(mine.author, elsewhere.channel, told, house.moderator)
    linking.end(same, house.approver, f"She rang: {stories.SECRET} is a sister.")
    other = same_person.say(mine.author, elsewhere.channel, told, house.moderator)
    for one in (mine.author, elsewhere.author):
        for case in list(stories.house_cases(one)):
            stories.end(house, case)
    assert Entry.objects.filter(subject=f"author:{mine.author.pk}", kind="same_person.ended").exists()
    counted = erasing.preview(elsewhere.author).counts["records.Content"]
    done = erased(elsewhere.author)
    assert in_tables(stories.SECRET) == []
    assert done.counts["records.Content"] == counted
    with pytest.raises(RefusedError, match="not kept any more"), transaction.atomic():
        same_person.confirm(SamePerson.objects.get(pk=other.pk), house.approver)


@pytest.mark.parametrize("on", ["author", "case"])
def test_what_a_hold_on_their_other_account_keeps_is_left_out_and_goes_once_it_is_lifted(house: House, on: str) -> None:
    mine, elsewhere = house.write("I was at the open day.", by="wil"), house.write("Me too.", on="instagram", by="w.o")
    assert mine.author is not None
    assert elsewhere.author is not None
    told = Said("w.o", "said_publicly", f"The page says: I am {stories.SECRET} too.")
    same = same_person.say(mine.author, elsewhere.channel, told, house.moderator)
    for one in (mine.author, elsewhere.author):
        for case in list(stories.house_cases(one)):
            stories.end(house, case)
    holder = make.person("approver")
    hold = holds.set_hold(elsewhere.author if on == "author" else make.case(elsewhere), holder, "A claim.")
    told_before = erasing.preview(mine.author)
    assert any(f"legal hold {hold.pk}" in sentence for sentence in told_before.kept)
    done = erased(mine.author)
    assert done.counts["records.Content"] == told_before.counts["records.Content"]
    assert "sanctions.SamePerson" not in done.counts
    same.refresh_from_db()
    assert stories.SECRET in same.evidence
    left = Entry.objects.filter(kind="same_person.said", content__isnull=False)
    assert [one.subject for one in left] == [f"author:{elsewhere.author.pk}"]
    assert Entry.objects.get(kind="erasure.done").facts["kept_for_a_hold"] == [same.pk]
    with pytest.raises(RefusedError, match="was erased"), transaction.atomic():
        same_person.confirm(same, house.approver)
    assert "same_person:sanctions.SamePerson" not in retention.sweep(house.now)
    holds.lift(hold, holder, "Settled.")
    assert retention.sweep(house.now)["same_person:sanctions.SamePerson"] == 1
    assert in_tables(stories.SECRET) == []


def test_the_table_keeps_what_shows_whose_an_account_is_while_either_is_held(house: House) -> None:
    mine, elsewhere = house.write("I was at the open day.", by="wil"), house.write("Me too.", on="instagram", by="w.o")
    assert mine.author is not None
    assert elsewhere.author is not None
    told = Said("w.o", "said_publicly", "The page says so.")
    same = same_person.say(mine.author, elsewhere.channel, told, house.moderator)
    holds.set_hold(elsewhere.author, make.person("approver"), "A claim.")
    entry = Entry.objects.latest("pk")
    with pytest.raises(IntegrityError, match="legal hold"), transaction.atomic(), records.erasing(entry):
        SamePerson.objects.filter(pk=same.pk).update(evidence="[erased]")
