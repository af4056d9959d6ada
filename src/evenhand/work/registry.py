"""The names that a worker of this process knows: tasks, effects, sweeps. Filled by decorators at import."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeAlias, TypeVar

from evenhand.work.types import JSON, Effect

SyncHandler: TypeAlias = Callable[[dict[str, JSON]], None]
SyncFunction = TypeVar("SyncFunction", bound=SyncHandler)
EffectClass = TypeVar("EffectClass", bound=type[Effect])
SweepFunction = TypeVar("SweepFunction", bound=Callable[[], object])

TIME_LIMIT = timedelta(seconds=60)
"""How long `perform` may take unless the effect says otherwise."""


@dataclass(frozen=True, slots=True)
class EffectHandler:
    """An effect and how long its `perform` may take."""

    effect: Effect
    time_limit: timedelta


@dataclass(frozen=True, slots=True)
class SweepHandler:
    """A sweep: how often, and whether it runs inside one transaction."""

    function: Callable[[], object]
    every: timedelta
    in_transaction: bool


@dataclass(slots=True)
class Registry:
    """Everything known by name."""

    tasks: dict[str, SyncHandler | EffectHandler] = field(default_factory=dict)
    sweeps: dict[str, SweepHandler] = field(default_factory=dict)


known = Registry()


def task(name: str) -> Callable[[SyncFunction], SyncFunction]:
    """Register a function `(payload) -> None`. It runs in one transaction with the task's completion."""

    def register(function: SyncFunction) -> SyncFunction:
        _check_shape(f"The task '{name}'", function, 1, "(payload)")
        _check_new(name, known.tasks.get(name), function)
        known.tasks[name] = function
        return function

    return register


def effect(name: str, *, time_limit: timedelta = TIME_LIMIT) -> Callable[[EffectClass], EffectClass]:
    """Register a class of the shape `types.Effect`; it is made once, without arguments."""

    def register(cls: EffectClass) -> EffectClass:
        instance = cls()
        _check_shape(f"prepare of the effect '{name}'", instance.prepare, 2, "(self, payload, info: TaskInfo)")
        _check_shape(f"perform of the effect '{name}'", instance.perform, 1, "(self, prepared)")
        _check_shape(f"settle of the effect '{name}'", instance.settle, 3, "(self, payload, prepared, outcome)")
        if not inspect.iscoroutinefunction(instance.perform):
            raise TypeError(f"perform of the effect '{name}' is not `async def`. All effects share one event loop.")
        earlier = known.tasks.get(name)
        _check_new(name, type(earlier.effect) if isinstance(earlier, EffectHandler) else earlier, cls)
        known.tasks[name] = EffectHandler(instance, time_limit)
        return cls

    return register


def sweep(name: str, every: timedelta, *, in_transaction: bool = True) -> Callable[[SweepFunction], SweepFunction]:
    """Register a function `() -> anything`, run by one worker at a time, `every` so often.

    It runs in one transaction with its completion, so it may enqueue. With `in_transaction=False` it makes
    its own, and may be run again if its worker dies.
    """

    def register(function: SweepFunction) -> SweepFunction:
        _check_shape(f"The sweep '{name}'", function, 0, "()")
        earlier = known.sweeps.get(name)
        _check_new(name, earlier and earlier.function, function)
        known.sweeps[name] = SweepHandler(function, every, in_transaction)
        return function

    return register


@contextmanager
def registered_here() -> Iterator[Registry]:
    """Forget, at the end, what was registered inside. For tests."""
    tasks, sweeps = dict(known.tasks), dict(known.sweeps)
    try:
        yield known
    finally:
        known.tasks, known.sweeps = tasks, sweeps


def _check_new(name: str, earlier: object, new: object) -> None:
    """Refuse two handlers of one name. The same one imported again (a test run does it) is no second."""
    if earlier is not None and _place(earlier) != _place(new):
        raise ValueError(
            f"'{name}' is the name of {_place(earlier)} already; {_place(new)} cannot have it too. Rename one of them."
        )


def _place(handler: object) -> str:
    return f"{getattr(handler, '__module__', '?')}.{getattr(handler, '__qualname__', '?')}"


def _check_shape(who: str, function: Callable[..., object], wants: int, shape: str) -> None:
    try:
        inspect.signature(function).bind(*range(wants))
    except TypeError:
        raise TypeError(f"{who} must take {shape}; see evenhand.work.types.") from None
