"""Promise 2 in the tables: the machine sends four fixed texts, each once a conversation, whatever SQL says."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.house import House

from evenhand.actions.models import Action
from evenhand.intake.models import Contribution
from evenhand.platforms.interface import ContributionKind
from evenhand.policy.letters import AUTOMATIC
from evenhand.support.models import AutomaticText, Conversation, MemberReport


def refused(attempt: Callable[[], object]) -> None:
    """The attempt fails by the database's own rule, and nothing of it stays."""
    with pytest.raises(IntegrityError), transaction.atomic():
        checked(attempt)


def checked(attempt: Callable[[], object]) -> None:
    """The attempt, with what the database would check at commit."""
    attempt()
    connection.check_constraints()


def sql(words: str, *values: Any) -> None:  # noqa: ANN401 (whatever the store takes)
    with connection.cursor() as cursor:
        cursor.execute(words, values)


def copied(row: AutomaticText | Action | MemberReport | Conversation, **changes: object) -> None:
    """The same row again by raw SQL, with these columns changed; a new key unless one is given."""
    fields = {str(field.column): field for field in row._meta.concrete_fields}
    changes = ({"id": uuid.uuid4()} if isinstance(row, AutomaticText | Action) else {"id": 999_999}) | changes
    kept = [name for name in fields if name not in changes]
    places = ", ".join("%s" for _ in changes)
    values = [fields[name].get_db_prep_save(value, connection) for name, value in changes.items()]
    table = row._meta.db_table
    sql(
        f"INSERT INTO {table} ({', '.join([*changes, *kept])}) "  # noqa: S608 (our own names)
        f"SELECT {places}, {', '.join(kept)} FROM {table} WHERE id = %s",
        *values,
        fields["id"].get_db_prep_save(row.pk, connection),
    )


@pytest.fixture
def asked(house: House) -> AutomaticText:
    """Somebody was asked which comment they mean."""
    house.message("I want to report a horrible comment under your post.", by="rae")
    return AutomaticText.objects.get()


def another_message(house: House, by: str = "rae", kind: ContributionKind = ContributionKind.DIRECT_MESSAGE) -> int:
    return house.write("And another thing.", by=by, kind=kind).pk


def test_the_copy_itself_is_sound(asked: AutomaticText) -> None:
    copied(asked, letter="signposting")
    assert AutomaticText.objects.count() == 2


def test_no_text_twice_in_a_conversation(house: House, asked: AutomaticText) -> None:
    refused(lambda: copied(asked))
    refused(lambda: copied(asked, message_id=another_message(house)))


def test_no_second_conversation_beside_the_one_that_runs(house: House, asked: AutomaticText) -> None:
    refused(lambda: copied(asked.conversation, begun_by_id=another_message(house)))
    refused(lambda: copied(asked.conversation, begun_by_id=another_message(house, by="sam")))


@pytest.mark.parametrize("letter", ["warning", "care", "report_acted", "anything", ""])
def test_no_other_letter(asked: AutomaticText, letter: str) -> None:
    assert letter not in AUTOMATIC
    refused(lambda: copied(asked, letter=letter))
    action = Action.objects.get(authority=asked.pk)
    refused(lambda: copied(action, key="k", letter=letter))


def test_to_nobody_but_its_author_and_never_in_public(house: House, asked: AutomaticText) -> None:
    public = another_message(house, kind=ContributionKind.COMMENT)
    refused(lambda: copied(asked, letter="signposting", message_id=another_message(house, by="sam")))
    refused(lambda: copied(asked, letter="signposting", message_id=public))
    refused(lambda: copied(asked, letter="signposting", message_id=public, message_kind="comment"))
    refused(lambda: copied(asked, letter="signposting", words=""))


def test_an_action_of_the_machine_needs_its_text_word_for_word_and_once(house: House, asked: AutomaticText) -> None:
    action = Action.objects.get(authority=asked.pk)
    other = another_message(house)
    copied(asked, letter="signposting")
    second = AutomaticText.objects.get(letter="signposting")
    good: dict[str, Any] = {"key": "k", "letter": "signposting", "authority": second.pk}
    refused(lambda: copied(action, key="k"))
    for wrong in (
        {"authority": uuid.uuid4()},
        {"authority": None},
        {"text": "Other words."},
        {"contribution_id": other},
        {"letter": "out_of_hours"},
        {"actor": "person"},
        {"operation": "reply"},
        {"operation": "warn"},
        {"operation": "hide"},
        {"letter": ""},
        {"letter": "", "authority": None},
    ):
        refused(lambda wrong=wrong: copied(action, **good | wrong))  # type: ignore[misc]  # a default binds the loop's value
    copied(action, **good)
    assert Action.objects.filter(authority=second.pk).count() == 1


def test_what_was_sent_is_never_changed_deleted_or_replaced(asked: AutomaticText) -> None:
    refused(lambda: sql("UPDATE support_automatictext SET letter = 'signposting'"))
    refused(lambda: sql("DELETE FROM support_automatictext"))
    refused(lambda: sql("DELETE FROM support_conversation"))
    refused(lambda: sql("UPDATE actions_action SET letter = 'signposting'"))
    refused(lambda: sql("UPDATE support_conversation SET author_id = author_id + 1"))
    Conversation.objects.update(ended_at=asked.made_at)
    refused(lambda: sql("UPDATE support_conversation SET ended_at = NULL"))


@pytest.fixture
def report(house: House) -> MemberReport:
    """Somebody reported a comment that was found."""
    written = house.write("You are all vermin and should be ashamed.", by="vic")
    house.message(f"I want to report this comment {written.permalink}", by="rae")
    return MemberReport.objects.get()


def test_who_reported_and_what_was_found_stays(house: House, report: MemberReport) -> None:
    other = house.write("Something else.", by="una")
    refused(lambda: sql("UPDATE support_memberreport SET found_id = %s", other.pk))
    refused(lambda: sql("UPDATE support_memberreport SET author_id = %s", other.author_id))
    refused(lambda: sql("DELETE FROM support_memberreport"))
    refused(lambda: MemberReport.objects.update(state="open"))
    refused(lambda: MemberReport.objects.update(how=""))
    refused(lambda: copied(report))


def test_a_report_is_private_and_of_its_own_channel(house: House, report: MemberReport) -> None:
    elsewhere = house.write("Something else.", on="instagram", by="una")
    message = house.write("Well.", by="rae", kind=ContributionKind.DIRECT_MESSAGE)
    public = Contribution.objects.get(pk=another_message(house, kind=ContributionKind.COMMENT))
    refused(lambda: copied(report, message_id=message.pk, found_id=elsewhere.pk))
    refused(lambda: copied(report, message_id=public.pk))
    refused(lambda: copied(report, message_id=public.pk, message_kind="comment"))
    copied(report, message_id=message.pk)


def test_nobody_is_told_twice_of_one_case(house: House, report: MemberReport) -> None:
    message = house.write("Well.", by="rae", kind=ContributionKind.DIRECT_MESSAGE)
    copied(report, message_id=message.pk)
    assert report.found is not None
    house.decide(house.case(report.found, "member_report"), "disrespect", ("hide",))
    told = MemberReport.objects.get(outcome__isnull=False)
    other = MemberReport.objects.exclude(pk=told.pk).get()
    answer = house.message("When do applications for prison officer open in Leeds?", by="rae")
    decision = house.answer(answer)
    refused(lambda: MemberReport.objects.filter(pk=other.pk).update(case=told.case_id, outcome=decision))
    refused(lambda: MemberReport.objects.filter(pk=told.pk).update(outcome=decision))
