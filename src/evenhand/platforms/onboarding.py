"""What connecting a channel takes on each platform, as data: permissions, ids and secrets, steps of review, traps.

The data stand in each platform's onboarding.yaml, read from the platforms' documentation as the research of 22 November
2026 has it; nothing of it was tried with real credentials. The desk, the command line and the docs show the same words.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter
from ruamel.yaml import YAML

from evenhand.platforms.interface import Operation, Platform

Field = Literal[
    "account",
    "page",
    "token",
    "webhook_secret",
    "verify_token",
    "refresh_token",
    "client_id",
    "client_secret",
    "app_token",
    "person",
    "application",
]


class Scope(BaseModel):
    """One permission of a token, what it is for in plain words, and the operations that need it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    why: str
    operations: tuple[Operation, ...] = ()


class Question(BaseModel):
    """Something to ask for: an id, or a secret. `needed`: nothing works without it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: Field
    label: str
    where: str
    needed: bool = False
    secret: bool = False


class Guide(BaseModel):
    """One platform's file. `instead`: another login's permission, and the one that it counts as."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    before: tuple[str, ...]
    scopes: tuple[Scope, ...]
    instead: dict[str, str] = {}
    questions: tuple[Question, ...]
    review: tuple[str, ...]
    webhook: tuple[str, ...] = ()
    life: str


@cache
def guide(platform: Platform) -> Guide:
    """The platform's file, read once."""
    folder = resources.files("evenhand.platforms") / platform.value
    data = YAML(typ="safe", pure=True).load((folder / "onboarding.yaml").read_text("utf-8"))
    return TypeAdapter(Guide).validate_python(data)


def missing_scopes(platform: Platform, operation: Operation, granted: Iterable[str]) -> tuple[str, ...]:
    """The permissions that `operation` needs and are not among those granted."""
    told = guide(platform)
    have = set(granted)
    have |= {told.instead[name] for name in have if name in told.instead}
    return tuple(one.name for one in told.scopes if operation in one.operations and one.name not in have)
