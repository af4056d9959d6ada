"""Guidelines as data: a body's policy is read, checked, named by its content, published, compared and applied.

`load` reads a file or names all its faults; `compiled` makes it judge. Which signals exist is told from
outside; what is done about a verdict is left to `judgement` and the apps after it.
"""

from __future__ import annotations

from evenhand.policy.answers import SeedAnswer, SeedLibrary, load_answers
from evenhand.policy.cards import Card, Cards, Standing, load_cards
from evenhand.policy.claims import FalseClaim, Register, load_claims
from evenhand.policy.conditions import VARIABLES
from evenhand.policy.difference import Change, Difference, diff
from evenhand.policy.faults import Fault, PolicyFaults
from evenhand.policy.judge import Judge, Ruling, Verdict, compiled
from evenhand.policy.letters import AUTOMATIC, LETTERS, LetterGap, language_of, render
from evenhand.policy.loading import find, load, load_with_places
from evenhand.policy.public import render_public
from evenhand.policy.schema import Example, Guideline, IntentRule, Kind, Nature, Outcome, Policy, Track

__all__ = [
    "AUTOMATIC",
    "LETTERS",
    "VARIABLES",
    "Card",
    "Cards",
    "Change",
    "Difference",
    "Example",
    "FalseClaim",
    "Fault",
    "Guideline",
    "IntentRule",
    "Judge",
    "Kind",
    "LetterGap",
    "Nature",
    "Outcome",
    "Policy",
    "PolicyFaults",
    "Register",
    "Ruling",
    "SeedAnswer",
    "SeedLibrary",
    "Standing",
    "Track",
    "Verdict",
    "compiled",
    "diff",
    "find",
    "language_of",
    "load",
    "load_answers",
    "load_cards",
    "load_claims",
    "load_with_places",
    "render",
    "render_public",
]
