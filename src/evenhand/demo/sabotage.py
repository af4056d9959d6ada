"""One planted fault against each promise, behind the house's back, to show that the check sees it.

Some speak to the sandbox with the channel's own token, as a bug or an intruder would; some change rows with the
database's own guards switched off.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import httpx
from django.db import connection, transaction
from django.utils import timezone

from evenhand.cases.models import Case, Decision
from evenhand.demo.scenes import Scene
from evenhand.demo.witness import Witness
from evenhand.intake.models import Contribution, Delivery
from evenhand.judgement.models import PolicyActivation
from evenhand.store import guards

LOOSENED = (
    ("cases_decision", "decision_has_facts"),
    ("cases_case", "case_question_has_outcome"),
    ("judgement_policyactivation", "activation_first_or_signed"),
)


class NoSuchFaultError(ValueError):
    """There is no fault to plant against this promise yet."""


def plant(number: int, witness: Witness, scenes: list[Scene]) -> None:
    """Plant the fault against promise `number`; NoSuchFaultError where it is not built."""
    fault = FAULTS.get(number)
    if fault is None:
        raise NoSuchFaultError(f"Promise {number} is not built, so there is no fault to plant. Choose 1 to 11.")
    fault(witness, scenes)


def _block_a_critic(witness: Witness, scenes: list[Scene]) -> None:
    critic = _on_facebook(scenes, "criticism-0")
    _graph(witness, "POST", "/{page}/blocked", user=critic.author)


def _machine_deletes(witness: Witness, scenes: list[Scene]) -> None:
    _graph(witness, "DELETE", f"/{_on_facebook(scenes, 'profanity').id}")


def _decision_without_facts(_witness: Witness, _scenes: list[Scene]) -> None:
    row = Decision.objects.filter(verdict="breach").order_by("pk").first()
    with _unguarded():
        Decision.objects.filter(pk=row.pk if row else 0).update(facts="")


def _lose_a_webhook(_witness: Witness, _scenes: list[Scene]) -> None:
    """What a webhook said, since a contribution that is lost comes back with the next poll."""
    row = Delivery.objects.order_by("pk").first()
    with _unguarded():
        Delivery.objects.filter(pk=row.pk if row else 0).update(body=b"")


def _answer_twice(witness: Witness, scenes: list[Scene]) -> None:
    question = _on_facebook(scenes, "question")
    _graph(witness, "POST", f"/{question.id}/comments", message=question.answer)


def _hide_without_evidence(witness: Witness, scenes: list[Scene]) -> None:
    _graph(witness, "POST", f"/{_on_facebook(scenes, 'criticism-1').id}", is_hidden="true")


def _hide_criticism(witness: Witness, scenes: list[Scene]) -> None:
    _graph(witness, "POST", f"/{_on_facebook(scenes, 'criticism-2').id}", is_hidden="true")


def _swallow_the_question(_witness: Witness, scenes: list[Scene]) -> None:
    target = Contribution.objects.get(external_id=_on_facebook(scenes, "question").id)
    with _unguarded():
        Case.objects.filter(contribution=target, kind="question").update(kind="legal")


def _forget_who_asked(_witness: Witness, _scenes: list[Scene]) -> None:
    row = Case.objects.filter(kind="question").order_by("-pk").first()
    with _unguarded():
        Case.objects.filter(pk=row.pk if row else 0).update(
            state="closed", closed_at=timezone.now(), outcome="gone", outcome_reason=""
        )


def _name_the_reporter(witness: Witness, scenes: list[Scene]) -> None:
    reporter = _on_facebook(scenes, "report").author
    _graph(
        witness, "POST", f"/{_on_facebook(scenes, 'reported').id}/comments", message=f"{reporter} told us about this."
    )


def _go_back_unsigned(_witness: Witness, _scenes: list[Scene]) -> None:
    first, last = PolicyActivation.objects.order_by("number")[0], PolicyActivation.objects.order_by("-number")[0]
    with _unguarded():
        PolicyActivation.objects.create(
            number=last.number + 1,
            policy_version=first.policy_version,
            assessor=first.assessor,
            previous=last.number,
            replaced=last.assessor,
        )


def _on_facebook(scenes: list[Scene], name: str) -> Scene:
    return next(one for one in scenes if one.platform == "facebook" and one.name == name)


def _graph(witness: Witness, method: str, path: str, **fields: str) -> None:
    channel = next(one for one in witness.get("config")["channels"] if one["platform"] == "facebook")
    address = f"{witness.url}/facebook/{channel['api_version'] or 'v26.0'}{path.format(page=channel['external_id'])}"
    headers = {"Authorization": f"Bearer {channel['token']}"}
    httpx.request(method, address, data=fields or None, headers=headers, timeout=10).raise_for_status()


@contextlib.contextmanager
def _unguarded() -> Iterator[None]:
    """The database with its checks and triggers off, as an intruder with its password would have it."""
    with guards.uninstalled(connection):
        _loosen("ON")
        try:
            with transaction.atomic():
                yield
        finally:
            _loosen("OFF")


def _loosen(state: str) -> None:
    if connection.vendor == "sqlite":
        _execute(f"PRAGMA ignore_check_constraints = {state}")
    elif state == "ON":
        for table, rule in LOOSENED:
            _execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {rule}")


def _execute(sql: str, *values: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values) or None)


FAULTS: dict[int, Callable[[Witness, list[Scene]], None]] = {
    1: _block_a_critic,
    2: _machine_deletes,
    3: _decision_without_facts,
    4: _lose_a_webhook,
    5: _answer_twice,
    6: _hide_without_evidence,
    7: _hide_criticism,
    8: _swallow_the_question,
    9: _forget_who_asked,
    10: _name_the_reporter,
    11: _go_back_unsigned,
}
__all__ = ["FAULTS", "NoSuchFaultError", "plant"]
