"""Letters: what people are sent, as templates with named fields that are filled or refused.

A letter with a gap is worse than none: a warning without the guideline and the link to the guidelines must
not be sent (clause 44), and a public warning says nothing against anybody. Each letter's fields are fixed
here; the texts stand in `policies/letters/`. When a letter is sent is left to `sanctions`, `support`, `care`.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from evenhand.policy.faults import Fault, nearest
from evenhand.policy.schema import Guideline, Policy

UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class LetterSpec:
    """A letter's purpose, the fields it must use and those it may use; no other field is filled."""

    purpose: str
    required: frozenset[str]
    allowed: frozenset[str] = frozenset()


def _spec(purpose: str, required: str, allowed: str = "") -> LetterSpec:
    needed = frozenset(required.split())
    return LetterSpec(purpose, needed, needed | frozenset(allowed.split()))


PARTS: Mapping[str, str] = {
    "done_hide_facebook": "In a statement: hidden on Facebook, and who still sees it",
    "done_hide_instagram": "In a statement: hidden on Instagram, and who still sees it",
    "done_hide_youtube": "In a statement: held back on YouTube",
    "done_hide_x": "In a statement: hidden on X, and who still sees it",
    "done_delete": "In a statement: deleted",
    "done_platform_report": "In a statement: reported to the platform",
    "done_warn": "In a statement: warned",
    "done_block": "In a statement: blocked",
    "by_machine": "In a statement: a filter decided by itself",
    "by_person": "In a statement: a person decided",
    "by_person_after_filter": "In a statement: a filter pointed it out, and a person decided",
}
"""The sentences of a statement that depend on what was done, where and by whom (clause 40: what hiding means)."""

_REASONS = "guideline_title guidelines_url policy_version"
_WAYS = "review_route help_route"

LETTERS: Mapping[str, LetterSpec] = {
    "warning": _spec(
        "A private warning",
        f"{_REASONS} {_WAYS}",
        "guideline_number guideline_published organisation decision_number",
    ),
    "warning_public": _spec(
        "A warning as a public reply: neutral words, never an accusation",
        "guideline_number guideline_topic guidelines_url",
        "organisation review_route",
    ),
    "block": _spec(
        "A notice that the author is blocked, and how to be heard", f"{_REASONS} {_WAYS} review_date", "decision_number"
    ),
    "block_linked": _spec(
        "A notice that the author is blocked here too, since an account of theirs on another channel is",
        f"{_REASONS} {_WAYS} review_date decision_number",
    ),
    "removal": _spec(
        "The reason why a comment was hidden or deleted",
        f"{_REASONS} {_WAYS}",
        "guideline_published organisation",
    ),
    "statement": _spec(
        "The statement of reasons for a decision: what was done and why, by whom, under which version, and redress",
        f"what_was_done guideline_published facts automation decided_on decision_number {_REASONS} {_WAYS}",
        "guideline_number organisation",
    ),
    **{name: _spec(purpose, "") for name, purpose in PARTS.items()},
    "privacy": _spec("A kind note that personal details were hidden", "guidelines_url policy_version help_route"),
    "concern": _spec("Where a concern about a named person can be heard", f"{_REASONS} {_WAYS} concern_route"),
    "concern_short": _spec("The same, where the platform takes no long messages", "concern_route guidelines_url"),
    "correction": _spec("A public correction with its source", "correction source guidelines_url"),
    "care": _spec("A letter to a person who may be at risk", "help_route", "organisation"),
    "out_of_hours": _spec("Automatic: outside the hours of replies", "next_reply help_route"),
    "report_received": _spec("Automatic: a report of a comment has come in", "help_route", "guidelines_url"),
    "which_comment": _spec("Automatic: asks which comment is meant", "help_route"),
    "signposting": _spec("Automatic: where help can be found", "help_route", "organisation"),
    "warning_withdrawn": _spec(
        "To whoever was warned, where the breach was found to be none: the warning counts no more, and we are sorry",
        "guidelines_url help_route",
        "organisation",
    ),
    "warning_withdrawn_public": _spec(
        "The same as a public reply, where the warning was one: neutral words", "guidelines_url", "organisation"
    ),
    "appeal_upheld": _spec(
        "The end of an appeal: we were wrong, it is put right, and we are sorry",
        "appeal_number reasons help_route",
        "organisation guidelines_url",
    ),
    "appeal_turned_down": _spec(
        "The end of an appeal: another person looked, the decision stays, and why",
        "appeal_number reasons guideline_title guidelines_url policy_version help_route",
        "organisation",
    ),
    "appeal_again": _spec(
        "The end of an appeal like one that was turned down before: that answer stays, and why",
        "appeal_number earlier_number earlier_day reasons review_route help_route",
        "organisation guideline_title guidelines_url policy_version",
    ),
    "report_acted": _spec(
        "To who reported a comment: we looked and acted; not what was done, nor to whom", "help_route"
    ),
    "report_kept": _spec(
        "To who reported a comment: we looked, and nothing may be done about it", "help_route guidelines_url"
    ),
}

AUTOMATIC = ("out_of_hours", "report_received", "which_comment", "signposting")
_IN_PUBLIC = ("warning_public", "warning_withdrawn_public")
_ACCUSING = ("breach", "broke", "abus", "offen", "removed your", "your comment", "your behaviour", "warning")


class LetterGap(ValueError):  # noqa: N818  # named for what it is: a gap in a letter
    """A letter cannot be rendered; the message names the letter, the gap and the cure."""


def fields_of(text: str) -> set[str]:
    """Return the names of a template's fields. ValueError where its braces do not pair."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def status_of(text: str) -> str:
    """Return what a letter's first line says of it, as in `# status: unchecked`; empty when it says nothing."""
    first = text.split("\n", 1)[0]
    return first.removeprefix("# status:").strip() if first.startswith("# status:") else ""


def language_of(policy: Policy, name: str, language: str) -> str:
    """Return the language to write letter `name` in: `language` where the policy has it checked, else English."""
    text = policy.letters.get(language, {}).get(name, "")
    return language if text and status_of(text) != UNCHECKED else "en"


def body_of(text: str) -> str:
    """Return a letter without its comment lines."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("#")).strip()


def render(policy: Policy, name: str, language: str = "en", *, guideline: str = "", **fields: str) -> str:
    """Return letter `name` in `language`, filled. LetterGap where a field is missing, empty or unknown.

    What the policy knows (title, link, version, routes) is filled from it; `fields` gives the rest and may
    not be silently ignored. A language that the policy lacks falls back to English.
    """
    text = policy.letters.get(language, {}).get(name) or policy.letters.get("en", {}).get(name)
    if text is None:
        raise LetterGap(f"letter '{name}': policy {policy.version} has no such letter in '{language}' or in English")
    body = body_of(text)
    known = _known(policy, policy.guideline(guideline) if guideline else None)
    surplus = sorted(fields.keys() - LETTERS[name].allowed)
    if surplus:
        raise LetterGap(f"letter '{name}' takes no field {', '.join(surplus)}: leave it out")
    values = {**known, **fields}
    gaps = sorted(field for field in fields_of(body) if not values.get(field, "").strip())
    if gaps:
        raise LetterGap(f"letter '{name}' lacks {', '.join(gaps)}: give a value for each, none may be empty")
    return string.Formatter().vformat(body, (), values)


def _known(policy: Policy, guideline: Guideline | None) -> dict[str, str]:
    values = {
        "organisation": policy.organisation[0],
        "guidelines_url": policy.guidelines_url,
        "policy_version": policy.version,
        "review_route": policy.review_route,
        "help_route": policy.help_route,
        "concern_route": policy.concern_route,
    }
    if guideline is not None:
        values["guideline_title"] = guideline.title
        values["guideline_topic"] = guideline.topic
        values["guideline_published"] = guideline.published
        values["guideline_number"] = str(policy.number(guideline.id))
    return values


def read_letters(folder: Path) -> dict[str, dict[str, str]]:
    """Read `folder`/LANGUAGE/NAME.txt into language → name → text; empty where there is no such folder."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted(folder.glob("*/*.txt")):
        found.setdefault(file.parent.name, {})[file.stem] = file.read_text(encoding="utf-8", errors="replace").strip()
    return found


def letter_faults(letters: Mapping[str, Mapping[str, str]], folder: str) -> Iterator[Fault]:
    """Find letters that are missing, unknown, or use their fields wrongly; English must be complete."""
    for name in LETTERS:
        if name not in letters.get("en", {}):
            cure = f"write {folder}/en/{name}.txt; its fields: {_listed(LETTERS[name].required)}"
            yield Fault(folder, 1, 1, f"the letter '{name}' is missing", cure)
    for language, texts in letters.items():
        for name, text in texts.items():
            yield from _faults_of(name, text, f"{folder}/{language}/{name}.txt")


def _faults_of(name: str, text: str, file: str) -> Iterator[Fault]:
    if name not in LETTERS:
        cure = nearest(name, list(LETTERS), "remove the file, or name it as one of the letters")
        yield Fault(file, 1, 1, f"there is no letter '{name}', so this text would never be sent", cure)
        return
    spec, body = LETTERS[name], body_of(text)
    try:
        used = fields_of(body)
    except ValueError as error:
        yield Fault(file, 1, 1, f"the braces do not pair: {error}", "write each field as {name}")
        return
    for field in sorted(used - spec.allowed):
        line, column = _position(text, f"{{{field}}}")
        cure = nearest(field, sorted(spec.allowed), f"use only {_listed(spec.allowed)}")
        yield Fault(file, line, column, f"letter '{name}' has no field '{field}'", cure, text.splitlines()[line - 1])
    for field in sorted(spec.required - used):
        yield Fault(file, 1, 1, f"letter '{name}' lacks the field '{field}'", f"write {{{field}}} where it belongs")
    if name in _IN_PUBLIC:
        yield from _accusations(text, file)


def _accusations(text: str, file: str) -> Iterator[Fault]:
    for word in _ACCUSING:
        if word in body_of(text).lower():
            line, column = _position(text.lower(), word)
            cause = f"a public warning accuses nobody, and '{word}' reads as an accusation"
            cure = "say only where the guidelines stand and which of them to read"
            yield Fault(file, line, column, cause, cure, text.splitlines()[line - 1])


def _position(text: str, part: str) -> tuple[int, int]:
    at = max(0, text.find(part))
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


def _listed(fields: frozenset[str]) -> str:
    return ", ".join(f"{{{field}}}" for field in sorted(fields))
