"""Registering: shapes are checked when the code is loaded, not when a task runs at night."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from evenhand import work
from evenhand.work.registry import Registry


def _with(**changed: Callable[..., Any]) -> type[Any]:
    async def perform(_self: object, prepared: object) -> object:
        return prepared

    shape: dict[str, Callable[..., Any]] = {
        "prepare": lambda _self, payload, _info: payload,
        "perform": perform,
        "settle": lambda _self, _payload, _prepared, _outcome: None,
    }
    return type("Effect", (), {**shape, **changed})


def test_an_effect_of_the_right_shape_is_known(registry: Registry) -> None:
    work.effect("t.effect")(_with())
    assert list(registry.tasks) == ["t.effect"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"prepare": lambda _self, payload: payload}, r"prepare of the effect 't\.effect' must take"),
        ({"settle": lambda _self, _payload: None}, r"settle of the effect 't\.effect' must take"),
        ({"perform": lambda _self, prepared: prepared}, "is not `async def`"),
    ],
)
def test_a_wrong_shape_is_named(registry: Registry, changed: dict[str, Callable[..., Any]], said: str) -> None:
    with pytest.raises(TypeError, match=said):
        work.effect("t.effect")(_with(**changed))
    assert registry.tasks == {}


def test_a_task_takes_its_payload(registry: Registry) -> None:
    with pytest.raises(TypeError, match=r"The task 't\.run' must take \(payload\)"):
        work.task("t.run")(_nothing)  # type: ignore[type-var]  # the wrong shape is what is tried
    assert registry.tasks == {}


def test_two_handlers_of_one_name_are_refused_but_not_the_same_one_again(registry: Registry) -> None:
    work.sweep("t.sweep", timedelta(hours=1))(_nothing)
    work.sweep("t.sweep", timedelta(hours=1))(_nothing)
    with pytest.raises(ValueError, match=r"is the name of .*_nothing already"):
        work.sweep("t.sweep", timedelta(hours=1))(_other)
    assert list(registry.sweeps) == ["t.sweep"]


def test_the_package_names_what_it_does_not_have() -> None:
    with pytest.raises(AttributeError, match="no attribute 'unheard_of'"):
        work.unheard_of  # noqa: B018  (the attribute is what is tried)


def test_everything_promised_is_there() -> None:
    for name in work.__all__:
        assert getattr(work, name) is not None


def _nothing() -> None: ...


def _other() -> None: ...
