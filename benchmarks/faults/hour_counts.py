"""What the hour is judged by: the sandbox's ledger and limits on one side, the house's rows on the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, Sum
from django.utils import timezone

from evenhand.actions.models import Action, Attempt
from evenhand.demo import promises
from evenhand.demo.witness import Witness
from evenhand.intake.models import Contribution, Delivery, Version
from evenhand.work.models import Task

ON_THE_WAY = (Action.State.PLANNED, Action.State.TRYING, Action.State.UNKNOWN)
GONE = {"removed_by_author", "deleted"}
TELLS_STATE = {"facebook", "instagram", "youtube"}
CHECKED = {
    1: "blocks without their ground",
    2: "acts of the machine beyond hiding",
    3: "decisions that are not whole",
    5: "effects doubled, or done without one",
    6: "effects before their evidence",
}
Row = dict[str, Any]


def open_work() -> int:
    """Actions still on their way, contributions not yet read, tasks that are due."""
    due = Task.objects.filter(
        Q(state=Task.State.LEASED) | Q(state=Task.State.READY, run_at__lte=timezone.now()),
        name__in=["actions.perform", "actions.carry_out", "judgement.assess", "cases.route", "sanctions.follow"],
    )
    return (
        Action.objects.filter(state__in=ON_THE_WAY).count()
        + Contribution.objects.filter(disposition__state="received").count()
        + due.count()
    )


def lost(rows: list[Row]) -> Iterator[str]:
    """What the public wrote and the house does not hold exactly once, or never read."""
    for row in rows:
        held = list(Contribution.objects.filter(channel__platform=row["platform"], external_id=row["id"]))
        if not held and (row["state"] in GONE | {"rejected"} or _never_shown(row)):
            continue
        name = f"{row['platform']} {row['id']} ({row['kind']}, {row['state']})"
        if len(held) != 1:
            yield f"{name} is held {len(held)} times"
        elif held[0].disposition.state == "received":
            yield f"{name} was never read"


def _never_shown(row: Row) -> bool:
    """YouTube lists no replies that it holds, and no webhook tells of them: nobody outside can know of such a one."""
    return bool(row["platform"] == "youtube" and row["parent"] and row["state"] == "held")


def unreconciled(rows: list[Row]) -> Iterator[str]:
    """Where the house's record and the platform differ: text, or how it is shown, as far as that can be read."""
    for row in rows:
        held = Contribution.objects.filter(channel__platform=row["platform"], external_id=row["id"]).first()
        if held is None:
            continue
        name = f"{row['platform']} {row['id']} ({row['kind']})"
        shown, told = "gone" if row["state"] in GONE else row["state"], held.platform_state
        if _differ(row, shown, told):
            yield f"{name} is {shown} there and {told} here"
        newest = Version.objects.filter(contribution=held).exclude(change="removed").order_by("-number").first()
        if shown != "gone" and not _rejected(row, shown) and newest is not None and newest.text != row["text"]:
            yield f"{name} reads otherwise there"


def _differ(row: Row, shown: str, told: str) -> bool:
    """Whether two states differ, as far as the platform's lists could tell it."""
    if _rejected(row, shown):
        return told not in {"rejected", "gone"}
    if "gone" in {shown, told}:
        return shown != told
    if row["kind"] == "mention":  # somebody's own post elsewhere: no list says how it is shown there
        return False
    return row["platform"] in TELLS_STATE and not _never_shown(row) and shown != told


def _rejected(row: Row, shown: str) -> bool:
    """YouTube shows what was rejected neither in lists nor by its id, so an edit before that may never be seen."""
    return bool(row["platform"] == "youtube" and shown == "rejected")


def figures(witness: Witness) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Counts to be shown, and everything that broke, by what it is."""
    witness.refresh()
    rows = [row for row in witness.contributions() if not row["by_organisation"]]
    limits = witness.get("limits")["limits"]
    broken = {name: promises.verdict(number, witness, []).broken for number, name in CHECKED.items()}
    broken |= {
        "contributions lost": list(lost(rows)),
        "not reconciled": list(unreconciled(rows)),
        "budget exceeded": [
            f"{each['platform']} {each['name']}: {each['refused']} of {each['calls']} calls beyond {each['limit']}"
            for each in limits
            if each["refused"]
        ],
        "actions without an end": [f"action {each.pk}: {each.state}" for each in _unfinished()],
        "dead letters": [f"{each.name}: {each.last_error}" for each in Task.objects.filter(state=Task.State.DEAD)],
        "webhooks never worked on": [
            f"delivery {each}"
            for each in Delivery.objects.filter(state=Delivery.State.STORED).values_list("pk", flat=True)
        ],
    }
    return _counts(witness, rows, limits), broken


def _unfinished() -> list[Action]:
    return list(Action.objects.filter(state__in=ON_THE_WAY))


def _counts(witness: Witness, rows: list[Row], limits: list[Row]) -> dict[str, int]:
    events = Counter(entry.event for entry in witness.entries)
    effects = Counter(entry.operation for entry in witness.effects(*promises.WRITES))
    states = Counter(Action.objects.values_list("state", flat=True))
    work = Task.objects.aggregate(attempts=Sum("attempts"), failures=Sum("failures"))
    return {
        "contributions": len(rows),
        "held by the house": Contribution.objects.count(),
        "edits": events["contribution.edited"],
        "removals": events["contribution.removed"],
        "hidden by the platforms": events["platform.filtered"],
        "webhook tries": events["webhook.sent"],
        "webhooks lost": events["webhook.lost"],
        **{f"effects: {name}": count for name, count in sorted(effects.items())},
        **{f"actions {name}": count for name, count in sorted(states.items())},
        "attempts at actions": Attempt.objects.count(),
        "answers unclear": Attempt.objects.filter(outcome=Attempt.Outcome.UNKNOWN).count(),
        "task attempts": work["attempts"] or 0,
        "task failures": work["failures"] or 0,
        "calls": sum(each["calls"] for each in limits),
    }
