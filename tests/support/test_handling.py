"""Working on a case together: notes, hand-over, putting off, merging, who writes now, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests import factories as make
from tests import house as h
from tests.house import House, refused

from evenhand.actions import manual
from evenhand.actions.models import Action, ManualTask
from evenhand.cases import pausing, queue, snoozing
from evenhand.cases.models import Assignment, Case, Snooze
from evenhand.cases.queue import take
from evenhand.intake.storing import store_item
from evenhand.people.models import User
from evenhand.support import handling, replying
from evenhand.support.models import Merge, Note, Writing
from evenhand.support.replying import Reply

pytestmark = pytest.mark.store


def asked(house: House, text: str = h.QUESTION, by: str = "ann") -> Case:
    return house.case(house.write(text, by=by), "question")


def holder(case: Case) -> User | None:
    row = Assignment.objects.filter(case=case, released_at__isnull=True).first()
    return row.person if row else None


def off(case: Case) -> bool:
    return Case.objects.filter(snoozing.put_off(), pk=case.pk).exists()


# Notes and hand-over


def test_a_note_is_kept_on_record_and_never_sent(house: House) -> None:
    case = asked(house)
    handling.note(case, house.moderator, " She rang too.\r\nTwice. ")
    house.run()
    assert [one.words for one in case.notes.all()] == ["She rang too.\nTwice."]
    assert house.content("case.noted") == {"words": "She rang too.\nTwice."}
    assert not Action.objects.exists()
    refused(lambda: handling.note(case, house.moderator, " "), field="note")
    refused(lambda: handling.note(case, house.moderator, "x" * 5001), field="note", says="at most")
    refused(lambda: handling.note(case, make.person("auditor"), "No."), says="role")


def test_a_case_is_handed_over_with_a_note_by_who_has_it(house: House) -> None:
    case, other, third = asked(house), make.person("moderator"), make.person("moderator")
    take(case, house.moderator)
    handling.hand_over(case, house.moderator, other, "You know the college.")
    assert holder(case) == other
    told = Note.objects.get()
    assert (told.kind, told.person, told.to, told.words) == (
        "hand_over",
        house.moderator,
        other,
        "You know the college.",
    )
    refused(lambda: handling.hand_over(case, house.moderator, third, "Take it."), field="to", says="has this case")
    lead = make.person("responder_lead")
    handling.hand_over(case, lead, third, "Ann is away.")
    assert holder(case) == third
    assert Assignment.objects.filter(case=case, released_at__isnull=True).count() == 1
    assert house.entries("case.handed_over")[-1].facts["to"] == f"person:{third.pk}"


def test_nobody_hands_a_case_to_themselves_to_who_may_not_or_without_a_word(house: House) -> None:
    case, other = asked(house), make.person("moderator")
    refused(lambda: handling.hand_over(case, house.moderator, house.moderator, "x"), field="to")
    refused(lambda: handling.hand_over(case, house.moderator, make.person("auditor"), "x"), field="to")
    refused(lambda: handling.hand_over(case, house.moderator, other, ""), field="note")
    house.answer(case)
    refused(lambda: handling.hand_over(case, house.moderator, other, "x"), says="answered this case already")
    assert holder(case) is None


# Putting off


def test_what_is_put_off_is_out_of_the_lists_until_its_time_and_its_clock_goes_on(house: House) -> None:
    case = asked(house)
    due = case.due_at
    snoozing.snooze(case, house.moderator, house.now + timedelta(hours=2), "The college opens at two.")
    assert off(case)
    found = snoozing.running(case)
    assert found is not None
    assert found.reason == "The college opens at two."
    house.wait(121)
    assert not off(case)
    assert snoozing.running(case) is None
    case.refresh_from_db()
    assert case.due_at == due


def test_it_comes_back_once_it_is_due_or_its_author_writes_or_somebody_says_so(house: House) -> None:
    case, other, third = asked(house), asked(house, by="bo"), asked(house, by="cy")
    for one in (case, other, third):
        snoozing.snooze(one, house.moderator, house.now + timedelta(days=7))
    house.wait(1)
    house.write("Anybody there?", by="bo")
    snoozing.wake(third, house.moderator)
    assert (off(case), off(other), off(third)) == (True, False, False)
    refused(lambda: snoozing.wake(third, house.moderator), says="not put off")
    house.wait(60 * 24 * 2)
    assert not off(case)


def test_an_edit_by_somebody_unnamed_brings_it_back(house: House) -> None:
    written = house.write(h.QUESTION, unsigned=True)
    case = house.case(written, "question")
    snoozing.snooze(case, house.moderator, house.now + timedelta(hours=2))
    house.wait(1)
    item = house.item(written)
    item.text, item.dated_at = "When do applications for prison officer open in Leeds and York?", house.now
    store_item(written.channel, replace(house.on("facebook").listed(item), author=None), house.now)
    house.run()
    written.refresh_from_db()
    assert (written.author, written.latest_version) == (None, 2)
    assert not off(case)
    assert house.entries("case.brought_back")[-1].actor == "machine"


def test_what_was_seen_before_it_was_put_off_brings_nothing_back(house: House) -> None:
    house.write("Hello there.", run=False)
    house.wait(1)
    case = make.case(house.write(h.KIND, run=False), "question")
    Case.objects.filter(pk=case.pk).update(due_at=house.now + timedelta(days=1))
    snoozing.snooze(case, house.moderator, house.now + timedelta(hours=2))
    house.run()
    assert off(case)


@pytest.mark.parametrize(
    ("priority", "why", "back"), [(3, "It asks.", False), (3, "New.", True), (1, "It asks.", True)]
)
def test_more_reasons_or_more_urgency_bring_it_back(house: House, priority: int, why: str, *, back: bool) -> None:
    case = asked(house)
    Case.objects.filter(pk=case.pk).update(priority=3, why=["It asks."])
    snoozing.snooze(case, house.moderator, house.now + timedelta(hours=2))
    queue.open_case(case.contribution, Case.Kind.QUESTION, priority=priority, why=[why])
    assert off(case) is not back


def test_one_more_report_brings_it_back(house: House) -> None:
    comment = house.write(h.MILD, by="bo")
    said = f"Please look at this comment: {comment.permalink}"
    house.message(said)
    case = house.case(comment, "member_report")
    snoozing.snooze(case, house.moderator, house.now + timedelta(hours=2))
    house.message(said, by="cy")
    assert not off(case)


def test_it_is_put_off_to_a_time_ahead_and_near_and_anew_in_place_of_before(house: House) -> None:
    case = asked(house)
    refused(lambda: snoozing.snooze(case, house.moderator, house.now), field="until")
    refused(lambda: snoozing.snooze(case, house.moderator, house.now + timedelta(days=31)), field="until")
    review = house.case(house.write(h.MILD, by="bo"))
    refused(lambda: snoozing.snooze(review, house.moderator, house.now + timedelta(hours=1)), field="until")
    for hours in (1, 2):
        snoozing.snooze(case, house.moderator, house.now + timedelta(hours=hours))
    assert Snooze.objects.filter(case=case, ended_at__isnull=True).count() == 1
    house.answer(case)
    assert not Snooze.objects.filter(ended_at__isnull=True).exists()
    refused(lambda: snoozing.snooze(case, house.moderator, house.now + timedelta(hours=1)), says="already")


# Merging


def test_two_questions_of_one_person_go_on_as_one_and_say_so(house: House) -> None:
    first, second = asked(house), asked(house, "And how do I apply to be an officer?")
    handling.merge(first, second, house.moderator)
    first.refresh_from_db()
    assert (first.state, first.outcome, first.outcome_reason) == (
        "closed",
        "closed",
        f"It goes on in case {second.pk}.",
    )
    assert [one.words for one in second.notes.all()] == [f"Case {first.pk} goes on here."]
    second.refresh_from_db()
    assert second.due_at == first.due_at
    assert house.stands(first.contribution) == "kept"
    assert Merge.objects.get().into == second
    assert not handling.can_merge(second).exists()


def test_other_peoples_other_kinds_of_and_ended_cases_are_not_merged(house: House) -> None:
    case, other = asked(house), asked(house, by="bo")
    refused(lambda: handling.merge(case, other, house.moderator), field="into", says="same author")
    refused(lambda: handling.merge(case, case, house.moderator), field="into")
    review = house.case(house.write(h.MILD))
    refused(lambda: handling.merge(case, review, house.moderator), field="into", says="kind")
    mine = asked(house, "And how do I apply to be an officer?")
    house.answer(mine)
    refused(lambda: handling.merge(case, mine, house.moderator), field="into", says="closed meanwhile")
    case.refresh_from_db()
    assert case.state == "open"


def test_a_case_goes_on_only_where_its_answer_arrives_and_in_no_more_public_a_place(house: House) -> None:
    live, gone, waits = asked(house), asked(house, "And in York?"), asked(house, "What does it pay in Leeds?")
    private = house.case(house.message("When do my applications open?"), "question")
    house.take_back(gone.contribution)
    pausing.pause(waits, house.moderator, "Which grade?")
    for ours, into in ((live, gone), (live, waits), (private, live)):
        refused(lambda ours=ours, into=into: handling.merge(ours, into, house.moderator), field="into", says="arrive")  # type: ignore[misc]  # mypy knows no lambda's defaults
    assert list(handling.can_merge(live)) == [private]
    assert not handling.can_merge(private).exists()
    assert not Merge.objects.exists()
    handling.merge(live, private, house.moderator)


def test_what_is_put_off_comes_back_with_what_goes_on_in_it(house: House) -> None:
    first, second = asked(house), asked(house, "And how do I apply to be an officer?")
    snoozing.snooze(second, house.moderator, house.now + timedelta(hours=2))
    handling.merge(first, second, house.moderator)
    assert not off(second)


def test_what_goes_on_in_a_case_is_known_however_often_it_went_on(house: House) -> None:
    first, second, third = asked(house), asked(house, "And in York?"), asked(house, "What does it pay in Leeds?")
    handling.merge(first, second, house.moderator)
    handling.merge(second, third, house.moderator)
    assert handling.gone_on_in(third.contribution) == [first, second]
    assert handling.gone_on_in(first.contribution) == []


# Who writes


def test_who_else_writes_now_is_known_for_a_while(house: House) -> None:
    case, other = asked(house), make.person("moderator")
    handling.is_writing(case, other)
    handling.is_writing(case, other)
    assert handling.others_writing(case, house.moderator) == [other]
    assert handling.others_writing(case, other) == []
    house.wait(1)
    assert handling.others_writing(case, house.moderator) == []
    handling.is_writing(case, other)
    handling.stopped_writing(case, other)
    assert not Writing.objects.exists()


# What does not arrive


def test_an_answer_that_does_not_arrive_opens_the_question_again(house: House) -> None:
    case = asked(house)
    house.item(case.contribution).removed = True  # before we know of it
    replying.answer(case, house.moderator, Reply("They open on 4 January.", "k1"))
    house.run()
    again = house.case(case.contribution, "question")
    assert again.pk != case.pk
    assert any(why.startswith("Our answer did not reach them") for why in again.why)
    assert Action.objects.get().state == "moot"


def test_an_answer_that_a_person_could_not_send_by_hand_comes_back_too(house: House) -> None:
    written = house.message(h.QUESTION)
    house.on("facebook").faults.append("refused")
    house.answer(house.case(written, "question"))
    assert not Case.objects.filter(contribution=written, state="open").exists()
    manual.confirm(ManualTask.objects.get(), house.moderator, done=False, note="The window has closed.")
    house.run()
    again = house.case(written, "question")
    assert again.why[-1] == "Our answer did not reach them: The window has closed."
    assert house.stands(written) == "waiting"


def test_nothing_stands_under_what_its_author_took_back(house: House) -> None:
    case = asked(house)
    house.take_back(case.contribution)
    refused(lambda: house.answer(case), field="answer", says="gone from the platform")
    refused(lambda: house.answer(case, privately=True), field="answer", says="gone from the platform")


@pytest.mark.parametrize("text", ["", "   "])
def test_a_message_without_words_is_looked_at_by_a_person(house: House, text: str) -> None:
    case = house.case(house.message(text), "question")
    assert case.why == ["It holds no words: it may be a picture or a file. Look at it on the platform."]


def test_emoji_alone_ask_nothing_and_stand_as_kept(house: House) -> None:
    written = house.message("👍👍")
    assert house.cases(written) == set()
    assert house.stands(written) == "kept"
    assert house.cases(house.write("")) == set()  # a comment of a picture alone is seen where it stands


def test_an_answer_too_long_says_by_how_much(house: House) -> None:
    case = house.case(house.write(h.QUESTION, on="x"), "question")
    refused(lambda: house.answer(case, "x" * 300), field="answer", says="It is 20 over.")


# The tables


def never(step: Callable[[], object]) -> None:
    def checked() -> None:
        step()
        connection.check_constraints()

    with pytest.raises(IntegrityError), transaction.atomic():
        checked()


def test_the_tables_hold_what_a_note_a_snooze_and_a_merge_are(house: House) -> None:
    case, me, other = asked(house), house.moderator, make.person("moderator")
    never(lambda: Note.objects.create(case=case, person=me, words=""))
    never(lambda: Note.objects.create(case=case, person=me, kind="hand_over", words="x"))
    never(lambda: Note.objects.create(case=case, person=me, kind="hand_over", to=me, words="x"))
    never(lambda: Note.objects.create(case=case, person=me, to=other, words="x"))
    never(lambda: Merge.objects.create(case=case, into=case, person=me))
    never(lambda: Snooze.objects.create(case=case, person=me, until=house.now, started_at=house.now))
    snoozing.snooze(case, me, house.now + timedelta(hours=1))
    never(lambda: Snooze.objects.create(case=case, person=me, until=house.now + timedelta(hours=3)))
