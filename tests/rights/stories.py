"""One person whose words and name are in every room, and where to look for them afterwards."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection, transaction
from tests import factories as make
from tests.house import House

from evenhand.intake.models import Author, Contribution, Delivery, EarlierId
from evenhand.rights import erasing
from evenhand.rights.models import Erasure
from evenhand.work.models import Task

SECRET = "Zanzibarquux"
"""In every text that the person wrote, and in what was said about it; in nobody else's."""
NAME = "Wilhelmina Oystercatcher"
ID = "987654321012345"
HANDLE = "wil.oyster"
TRACES = (SECRET, NAME, ID, HANDLE)


def lived(house: House) -> Author:
    """Somebody breached, was warned, appealed, was told why; somebody else answered them and stays."""
    breach = house.write(f"Embarrassing {SECRET}, imagine actually believing that.", by="wil")
    reply = house.write("I was at the open day on Tuesday.", by="other")
    decided = house.decide(breach, "harassment", ("hide", "warn"), facts=f"It calls her a {SECRET}.")
    message = house.message(f"I want to appeal, {SECRET} is no insult at all.", by="wil")
    with transaction.atomic():
        author = breach.author
        assert author is not None
        Author.objects.filter(pk=author.pk).update(external_id=ID, handle=HANDLE, display_name=NAME)
        author.refresh_from_db()
        Contribution.objects.filter(pk=breach.pk).update(permalink=f"https://social.example/{HANDLE}/1")
        Contribution.objects.filter(pk=reply.pk).update(parent=breach, parent_external_id=breach.external_id)
        EarlierId.objects.create(channel=breach.channel, external_id=f"{ID}-before", contribution=breach)
        make.statement(decided)
        make.confirmation(decided, house.approver, approver=True)
        Delivery.objects.create(
            platform="facebook",
            channel=breach.channel,
            digest="d" * 64,
            body=f'{{"from": "{ID}", "text": "{SECRET}"}}'.encode(),
            state="worked",
        )
        looked_again(breach)
    for one in list(house_cases(author)):
        end(house, one)
    assert message.author_id == author.pk
    house.run()
    return author


def looked_again(of: Contribution) -> None:
    """Something asked the platform about it again, and about somebody else's."""
    from evenhand.intake.hinted import Look, look_at  # noqa: PLC0415 (beside its one use)

    assert of.author is not None
    other = Look("somebody-else", "comment")
    look_at(of.channel, [Look(of.external_id, of.kind, author=of.author.external_id), other], key="test")
    Task.objects.filter(name="intake.fetch").update(state="done", finished_at=make.NOON)
    connection.cursor().execute("UPDATE work_lane SET head = NULL, due_at = NULL")


def house_cases(author: Author) -> Any:  # noqa: ANN401 (a query set)
    """The person's open cases."""
    from evenhand.cases.models import Case  # noqa: PLC0415 (beside its one use)

    return Case.objects.filter(contribution__author=author, state="open").order_by("pk")


def end(house: House, case: Any) -> None:  # noqa: ANN401 (a case)
    """Close a case, whatever it is, with words that quote the person."""
    from evenhand.cases import queue  # noqa: PLC0415 (beside its one use)
    from evenhand.sanctions.models import Appeal  # noqa: PLC0415 (as above)

    with transaction.atomic():
        Appeal.objects.filter(case=case, state="open").update(
            state="closed", reasons=f"They said {SECRET}.", ended_at=house.now
        )
        queue.close(case, outcome="closed", actor="machine", reason=f"They said {SECRET}.")


def erased(author: Author) -> Erasure:
    """Asked for by one person, confirmed by another."""
    first, second = make.person("information_officer"), make.person("approver")
    return erasing.confirm(erasing.ask(author, first, "request", "DP-2026/14"), second).erasure


def in_tables(*traces: str) -> list[str]:
    """The columns of every table in which one of the traces still stands."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            with connection.cursor() as cursor:
                table, column = model._meta.db_table, field.column
                cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL')  # noqa: S608 (our own names)
                for (value,) in cursor:
                    text = (
                        bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)
                    )
                    found += [f"{table}.{column}" for one in traces if one in text]
    return sorted(set(found))
