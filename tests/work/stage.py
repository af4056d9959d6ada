"""A stage for attempts: a task and an effect that note what they are given and end as a test wants."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from evenhand import work
from evenhand.work.models import Task
from evenhand.work.types import JSON, TaskInfo


@dataclass
class Stage:
    """What the handlers below did, and what they are to do next."""

    ran: list[JSON] = field(default_factory=list)
    infos: list[TaskInfo] = field(default_factory=list)
    outcomes: list[JSON | Exception] = field(default_factory=list)
    in_run: list[Exception] = field(default_factory=list)
    in_prepare: list[Exception] = field(default_factory=list)
    in_perform: list[Exception] = field(default_factory=list)
    in_settle: list[Exception] = field(default_factory=list)
    gave_up: list[str] = field(default_factory=list)
    nothing_to_do: bool = False
    broken: set[int] = field(default_factory=set)


def register_tasks(stage: Stage) -> None:
    @work.task("t.run")
    def run(payload: dict[str, JSON]) -> None:
        work.enqueue("t.follow", {}, key=f"follow:{payload['n']}:{len(stage.ran)}", lane="follow")
        stage.ran.append(payload["n"])
        if stage.in_run:
            raise stage.in_run.pop(0)

    @work.task("t.follow")
    def follow(payload: dict[str, JSON]) -> None:
        del payload


def register_effect(stage: Stage) -> None:
    @work.effect("t.effect", time_limit=timedelta(seconds=5))
    class Effect:
        def prepare(self, payload: dict[str, JSON], info: TaskInfo) -> JSON:
            stage.infos.append(info)
            if stage.in_prepare:
                raise stage.in_prepare.pop(0)
            return None if stage.nothing_to_do else {"n": payload["n"]}

        async def perform(self, prepared: JSON) -> JSON:
            stage.ran.append(prepared)
            if isinstance(prepared, dict) and prepared["n"] in stage.broken:
                raise ConnectionError
            if stage.in_perform:
                raise stage.in_perform.pop(0)
            return "effect"

        def settle(self, payload: dict[str, JSON], prepared: JSON, outcome: JSON | Exception) -> None:
            stage.outcomes.append(outcome)
            work.enqueue("t.follow", {}, key=f"settled:{payload['n']}:{len(stage.outcomes)}", lane="follow")
            assert prepared == {"n": payload["n"]}
            if stage.in_settle:
                raise stage.in_settle.pop(0)
            if isinstance(outcome, Exception):
                raise outcome

        def gave_up(self, payload: dict[str, JSON], reason: str) -> None:
            stage.gave_up.append(f"{payload['n']}: {reason}")


def enqueue(name: str, number: int, lane: str = "author:1", *, priority: int = 5, max_attempts: int = 8) -> Task:
    return work.enqueue(
        name, {"n": number}, lane=lane, key=f"{name}:{number}", priority=priority, max_attempts=max_attempts
    )


def state(task: Task) -> str:
    task.refresh_from_db()
    return task.state
