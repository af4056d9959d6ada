"""What an assessment is: a value that says what was measured, what it means under one policy, and what is proposed.

The JSON shape of an assessment, a contract with other programs, is in `wire.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from evenhand.signals.interface import Signal

HIDE: Literal["hide"] = "hide"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the original text, `[start, end)` in code points, and the signal that they gave."""

    start: int
    end: int
    signal: str
    detail: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A guideline judged breached, its score from 0 to 1, and the words that count, strongest first.

    `automatic`: this guideline lets the machine hide it now, on the context's platform.
    """

    guideline_id: str
    score: float
    evidence: tuple[Evidence, ...] = ()
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Intent:
    """Something the author wants, or that somebody may be at risk; score from 0 to 1."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Assessment:
    """One text in one context under one policy and one set of detectors.

    `findings` are most serious first, `intents` highest score first. `outcome` is a proposal to people.
    `automatic` is what the machine may do by itself now, on the context's platform.
    """

    signals: tuple[Signal, ...]
    findings: tuple[Finding, ...]
    intents: tuple[Intent, ...]
    outcome: str
    automatic: Literal["hide"] | None
    language: str
    policy_version: str
    models: Mapping[str, str] = field(default_factory=dict)
    at_risk: bool = False
