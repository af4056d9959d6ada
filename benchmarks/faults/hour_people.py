"""The people of the hour: they decide what is in the queues, answer, warn, block, and do the manual tasks.

They call what the desk's forms call, so that there is something to do on the platforms beside the machine's hiding.
"""

from __future__ import annotations

import random
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import httpx
from django.db import DatabaseError

from evenhand.actions import manual
from evenhand.actions.models import Action
from evenhand.cases import answering, deciding
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case, Decision
from evenhand.demo.witness import Witness
from evenhand.people.models import User
from evenhand.platforms.interface import PlatformState
from evenhand.sanctions import blocks, discrimination, undone

QUESTIONS = ("Applications open on the jobs page.", "Visits start at nine; the page of the prison says more.")
AT_ONCE = 25


class People:
    """A moderator, an approver, and what they did so far."""

    def __init__(self, moderator: User, approver: User, witness: Witness, seed: int) -> None:
        self._moderator, self._approver, self._witness = moderator, approver, witness
        self._chance = random.Random(seed)  # noqa: S311  (what people choose is no secret)
        self._acts: dict[str, Callable[[Case], None]] = {
            Case.Kind.REVIEW: self._decide,
            Case.Kind.QUESTION: self._answer,
            Case.Kind.CONFIRMATION: self._confirm,
            Case.Kind.BLOCK_APPROVAL: self._approve,
        }
        self.did: Counter[str] = Counter()

    def work(self) -> int:
        """Look through the queues once; in how many cases something could be done.

        Where all that they try is refused, people wait for somebody or something else, and so does the case.
        """
        rows = Case.objects.filter(state=Case.State.OPEN, kind__in=list(self._acts))
        cases = list(rows.select_related("contribution__channel", "contribution__author").order_by("?")[:AT_ONCE])
        tried = [
            self._try(case.kind, lambda case=case: self._acts[case.kind](case))  # type: ignore[misc]  # bound now
            for case in cases
        ]
        for task in manual.open_tasks()[:AT_ONCE]:
            done = self._by_hand(task.action)
            note = "" if done else "The platform would not let me."
            self._try(
                "manual task",
                lambda task=task, done=done, note=note: manual.confirm(task, self._moderator, done=done, note=note),  # type: ignore[misc]  # as above
            )
        return sum(tried)

    def _try(self, what: str, step: Callable[[], object]) -> bool:
        """Try one step; whether it was done, or could be another time."""
        try:
            step()
        except RefusedError as error:
            self.did[f"{what} refused: {str(error)[:60]}"] += 1
            return False
        except DatabaseError as error:  # a lock waited for too long: the case comes round again
            self.did[f"{what} {type(error).__name__}"] += 1
        else:
            self.did[what] += 1
        return True

    def _decide(self, case: Case) -> None:
        assessment = deciding.latest_assessment(case.contribution)
        found = assessment.findings[0]["guideline_id"] if assessment.findings else ""
        if not found or self._chance.random() < 0.1:  # noqa: PLR2004  (people disagree now and then)
            self._choose(case, "no_breach", "", ())
            return
        away = [
            each
            for each in deciding.measures_on(case.contribution.channel.platform, case.contribution.kind)
            if each != "warn"
        ]
        measure = self._chance.choice(away or ["platform_report"])
        if case.contribution.platform_state == PlatformState.GONE:  # no warning can reach its author there any more
            self._choose(case, "breach", found, ("platform_report",))
            return
        try:
            decision = self._choose(case, "breach", found, (measure, "warn"))
        except RefusedError:  # not everything is warned for
            decision = self._choose(case, "breach", found, (measure,))
        if discrimination.needs_confirmation(decision):
            discrimination.confirm(decision, self._moderator, "race", "A whole group is demeaned.")

    def _choose(self, case: Case, verdict: str, guideline: str, measures: tuple[str, ...]) -> Decision:
        said = deciding.Choice(verdict, guideline, "As it is written there.", uuid.uuid4().hex, measures)
        return deciding.decide(case, self._moderator, said)

    def _answer(self, case: Case) -> None:
        privately = self._chance.random() < 0.3  # noqa: PLR2004  (most are answered in public)
        text = f"{self._chance.choice(QUESTIONS)} ({case.pk})"  # no two alike: each can be told from the others
        with suppress(RefusedError):
            answering.answer(case, self._moderator, text, key=uuid.uuid4().hex, privately=privately)
            return
        answering.close_without_answer(case, self._moderator, "closed", "There is no way to write to them.")

    def _confirm(self, case: Case) -> None:
        decision = Decision.objects.filter(contribution=case.contribution, verdict="breach").order_by("-pk")[0]
        discrimination.confirm(decision, self._approver, "race", "A whole group is demeaned.")

    def _approve(self, case: Case) -> None:
        waits = undone.waiting(case.contribution)
        if waits is not None:  # it could not be done, or could not be lifted: once more
            undone.answer(waits, self._approver, blocked=waits.operation == "block", reason="")
            return
        ground = blocks.proposed(case.contribution)
        if ground is None:
            raise RefusedError("There is no ground to approve.")
        blocks.approve(ground, self._approver)

    def _by_hand(self, action: Action) -> bool:
        """Do it on the platform's own pages, unless it is there already: a task may come from a lost answer."""
        operation = action.means if action.operation == "warn" else action.operation
        if operation == "platform_report" or self._there(action, operation):
            return True
        told = {"platform": action.channel.platform, "operation": operation, "text": action.text}
        aimed_at = action.contribution.external_id
        if operation in {"block", "unblock"} and action.author is not None:  # on a page of people, not of comments
            aimed_at = action.author.external_id
        with suppress(httpx.HTTPStatusError):
            self._witness.post("by_hand", {**told, "id": aimed_at})
            return True
        return False

    def _there(self, action: Action, operation: str) -> bool:
        """Whether the words stand there; everything else is the same when done twice."""
        platform, external_id = action.channel.platform, action.contribution.external_id
        if operation == "reply":
            shown = self._witness.sees(platform, external_id, "moderator")["replies"]
        elif operation == "message" and action.author is not None:
            shown = self._witness.get(f"authors/{platform}/{action.author.external_id}")["inbox"]
        else:
            return False
        return any(each["text"].strip() == action.text.strip() for each in shown)
