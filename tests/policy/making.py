"""A small whole policy for tests, ways to spoil it, and the signals that its conditions are compared with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evenhand.policy import LETTERS, Policy, load

GOOD = """\
id: demo
name: Rules of the demo
organisation: [The Demo Office]
published: Be kind.
guidelines_url: https://demo.example/rules
review_route: Write to us.
help_route: Ring us.
outcomes: [escalate, remove_and_block, remove, allow]
warning_months: 12
credible_threat: threat > 0.9
letters: letters
guidelines:
  - id: language
    kinds: [PROF]
    title: Bad language
    topic: clean language
    published: Do not swear.
    cites: [30, 38]
    definition: A swear word.
    is_not: A place name.
    breach: [{text: a}, {text: b}, {text: c}, {text: d}, {text: e}]
    no_breach: [{text: f}, {text: g}, {text: h}, {text: i}, {text: j}]
    condition: profanity > 0.5 && quoted < 0.5
    automatic: {facebook: hide, youtube: hide, linkedin: none}
    automatic_when: profanity > 0.8 && quoted < 0.2
    priority: 4
    approvals: 1
    track: warn_first
    strike: true
    strike_first_time_exempt: true
    nature: abuse
    outcome: remove
    letter: removal
  - id: hate
    kinds: [DISC]
    title: Hatred
    topic: equal respect
    published: Put nobody down.
    definition: A slur.
    is_not: A quotation.
    breach: [{text: k}, {text: l}, {text: m}, {text: n}, {text: o}]
    no_breach: [{text: p}, {text: q}, {text: r}, {text: s}, {text: t}]
    condition: slur > 0.5
    score: slur
    priority: 1
    approvals: 2
    track: immediate_block
    strike: true
    nature: abuse
    outcome: remove_and_block
    letter: block
intents:
  at_risk: {condition: at_risk > 0.5, meaning: Somebody may be at risk.}
  question: {condition: question > 0.3, meaning: A question.}
"""


@dataclass(frozen=True)
class Spec:
    """A stand-in for a signal of the catalogue."""

    may_drive_automatic: bool


SIGNALS = {
    "profanity": Spec(may_drive_automatic=True),
    "slur": Spec(may_drive_automatic=True),
    "threat": Spec(may_drive_automatic=True),
    "quoted": Spec(may_drive_automatic=False),
    "accusation": Spec(may_drive_automatic=False),
    "organisation_named": Spec(may_drive_automatic=False),
    "at_risk": Spec(may_drive_automatic=False),
    "question": Spec(may_drive_automatic=False),
}


def spoilt(*changes: tuple[str, str]) -> str:
    """The good policy with each old text replaced, once, by a new one."""
    text = GOOD
    for old, new in changes:
        assert old in text, f"{old!r} is not in the good policy"
        text = text.replace(old, new, 1)
    return text


def write_letters(folder: Path, language: str = "en") -> None:
    """Write every letter with its required fields and nothing more."""
    (folder / "letters" / language).mkdir(parents=True, exist_ok=True)
    for name, spec in LETTERS.items():
        body = "Hello. " + " ".join(f"{{{field}}}" for field in sorted(spec.required))
        (folder / "letters" / language / f"{name}.txt").write_text(f"# status: test\n{body}\n", encoding="utf-8")


def write_policy(folder: Path, text: str = GOOD, name: str = "demo") -> Path:
    """Write a policy file with its letters; gives the file."""
    write_letters(folder)
    file = folder / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def good(*changes: tuple[str, str]) -> Policy:
    """The good policy, loaded from text, without letters."""
    return load(spoilt(*changes), signals=SIGNALS)
