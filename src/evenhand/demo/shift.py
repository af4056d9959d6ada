"""One shift at the desk: people decide, warn, confirm, approve, answer and do manual tasks, each by its form."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import httpx

from evenhand.actions.models import Action, ManualTask
from evenhand.cases.deciding import measures_on
from evenhand.cases.models import Case
from evenhand.demo import new_version
from evenhand.demo.people import FormRefusedError, Person
from evenhand.demo.scenes import ANSWER, Scene, abuse_again
from evenhand.demo.witness import Witness
from evenhand.intake.models import Contribution
from evenhand.sanctions.models import Warning

PATIENCE_SECONDS = 45.0


class Shift:
    """The people on duty and what they have seen so far."""

    def __init__(self, service: str, witness: Witness, until: float) -> None:
        self.moderator = Person(service, "morgan").sign_in()
        self.approver = Person(service, "alex").sign_in()
        self.lead = Person(service, "jo").sign_in()
        self.auditor = Person(service, "robin").sign_in()
        self.owner = Person(service, "chris").sign_in()
        self.witness, self.until = witness, until
        self.notes: list[str] = []

    def work(self, scenes: list[Scene]) -> list[Scene]:
        """Play every scene to its end; gives the scenes that came of it."""
        later: list[Scene] = []
        self._try(partial(new_version.try_unsigned, self.owner))
        for scene in [one for one in scenes if one.name == "abuse"]:
            self._decide(scene, "harassment", "It insults a named person.", warn=True)
        for scene in [one for one in scenes if one.name == "discrimination"]:
            self._discriminatory(scene)
        for scene in [one for one in scenes if one.name == "question"]:
            self._answer(scene)
        for scene in [one for one in scenes if one.name == "criticism-0"]:
            self._keep_if_queued(scene)
        for scene in [one for one in scenes if one.name == "reported"]:
            self._reported(scene)
        self.do_manual_tasks()
        for scene in [one for one in scenes if one.name == "abuse"]:
            if self._until(lambda scene=scene: _warned(scene)):  # type: ignore[misc]  # a default binds the loop's value
                again = abuse_again(self.witness, scene)
                later.append(again)
            else:
                self.notes.append(f"{scene.platform}: no warning was delivered in time ({_warning_state(scene)})")
        for again in later:
            self._decide(again, "harassment", "The same insults again, after a warning.", warn=False)
            self._approve(again)
        self.do_manual_tasks()
        self._try(self._sign_the_new_version)
        return later

    def _reported(self, scene: Scene) -> None:
        """Somebody who may not know who reported looks at the case; then it is decided, and its author warned."""
        case = self._case(scene, "member_report")
        if case is None:
            return
        self._try(lambda: self._look(scene, f"/desk/cases/{case.pk}/", "/desk/"))
        taken = self._take_away(case)
        said = {"guideline": "disrespect", "facts": "It mocks people who came.", "measures": [taken, "warn"]}
        self._try(lambda: self.moderator.on_case(case.pk, "decide", **said))

    def _look(self, scene: Scene, *paths: str) -> None:
        """Keep the pages as they are; none of them where one is an error, which shows nothing of what a page tells."""
        scene.more["pages"] = "\n".join([self.auditor.read(one) for one in paths])

    def _sign_the_new_version(self) -> None:
        if not self._until(new_version.is_ready):
            self.notes.append("the changed policy was not compared in time, so nobody could sign it")
            return
        if not new_version.sign(self.owner):
            self.notes.append("the changed policy was signed, and did not come into force")

    def do_manual_tasks(self) -> None:
        """Do every manual task by hand on the platform, and say at the desk how it went."""
        open_tasks = ManualTask.objects.filter(state=ManualTask.State.OPEN)
        for task in open_tasks.select_related("action__channel", "action__contribution__author"):
            done = self._by_hand(task.action)
            note = "" if done else "The platform would not let me."
            self._try(partial(self.moderator.finish_task, task.pk, done=done, note=note))

    def _by_hand(self, action: Action) -> bool:
        """What a moderator would do on the platform itself; the sandbox has no report button, so none is pressed."""
        if action.operation == "platform_report":
            return True
        operation = action.means if action.operation == "warn" else action.operation
        if operation == "message":
            return False  # what is for its author alone is never said in public instead
        body = {
            "platform": action.channel.platform,
            "operation": operation,
            "id": action.contribution.external_id,
            "text": action.text,
        }
        try:
            self.witness.post("by_hand", body)
        except httpx.HTTPStatusError:
            return False
        return True

    def _decide(self, scene: Scene, guideline: str, facts: str, *, warn: bool, **more: str) -> None:
        case = self._case(scene, "review")
        if case is None:
            return
        measures = [self._take_away(case), *(["warn"] if warn else [])]
        self._try(
            lambda: self.moderator.on_case(
                case.pk, "decide", guideline=guideline, facts=facts, measures=measures, **more
            )
        )

    @staticmethod
    def _take_away(case: Case) -> str:
        allowed = measures_on(case.contribution.channel.platform, case.contribution.kind)
        return next((one for one in ("hide", "delete", "platform_report") if one in allowed), "platform_report")

    def _discriminatory(self, scene: Scene) -> None:
        self._decide(
            scene,
            "discrimination",
            "It says that people of one race are worth less.",
            warn=False,
            characteristic="race",
        )
        case = self._case(scene, "confirmation")
        if case is not None:
            said = {"characteristic": "race", "reason": "A whole group is demeaned for its race."}
            self._try(lambda: self.approver.on_case(case.pk, "confirm", **said))

    def _answer(self, scene: Scene) -> None:
        case = self._case(scene, "question")
        if case is not None:
            self._try(lambda: self.moderator.on_case(case.pk, "answer", outcome="answered", answer=ANSWER))

    def _keep_if_queued(self, scene: Scene) -> None:
        case = Case.objects.filter(contribution__external_id=scene.id, kind="review", state="open").first()
        if case is not None:
            said = "It criticises the service, which the guidelines allow."
            self._try(lambda: self.moderator.on_case(case.pk, "decide", guideline="none", facts=said))

    def _approve(self, scene: Scene) -> None:
        case = self._case(scene, "block_approval")
        if case is not None:
            self._try(lambda: self.approver.on_case(case.pk, "block", answer="approve"))

    def _case(self, scene: Scene, kind: str) -> Case | None:
        def find() -> bool:
            return Case.objects.filter(contribution__external_id=scene.id, kind=kind, state="open").exists()

        if not self._until(find):
            state = (
                Contribution.objects.filter(external_id=scene.id).values_list("disposition__state", flat=True).first()
            )
            self.notes.append(
                f"{scene.platform}: no {kind} case came for '{scene.name}' (it is {state or 'not stored'})"
            )
            return None
        return Case.objects.select_related("contribution__channel").get(
            contribution__external_id=scene.id, kind=kind, state="open"
        )

    def _until(self, held: Callable[[], bool]) -> bool:
        """Wait for something, doing manual tasks meanwhile, at most until the shift ends."""
        end = min(self.until, time.monotonic() + PATIENCE_SECONDS)
        while not held():
            if time.monotonic() > end:
                return False
            time.sleep(0.2)
            self.do_manual_tasks()
        return True

    def _try(self, step: Callable[[], object]) -> None:
        try:
            step()
        except FormRefusedError as refused:
            self.notes.append(str(refused))


def _warned(scene: Scene) -> bool:
    rows = Warning.objects.filter(author__external_id=scene.author, author__channel__platform=scene.platform)
    return rows.filter(state=Warning.State.DELIVERED).exists()


def _warning_state(scene: Scene) -> str:
    rows = Warning.objects.filter(author__external_id=scene.author, author__channel__platform=scene.platform)
    found = [f"{row.state} {row.reason} action={row.action.state if row.action else None}" for row in rows]
    return "; ".join(found) or "none was written"


def settled() -> bool:
    """Whether everything stored was read against the policy, and no action is still on its way."""
    waiting = Contribution.objects.filter(disposition__state="received").exists()
    return not waiting and not Action.objects.filter(state__in=["planned", "trying", "unknown"]).exists()
