"""The public page as plain text: the guidelines, what follows from them, and how moderation works.

Everything is generated from the policy in force, so the page cannot say what the system does not do
(clause 1). Its HTML form is left to the `public` screens.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from evenhand.policy.schema import Guideline, Nature, Policy, Track

_WIDTH = 88

# What hiding means differs by platform, and people are told so (clause 40; research/platform-apis.md).
_HIDDEN = {
    "facebook": "Facebook: a hidden comment can still be seen by the person who wrote it and by their friends.",
    "instagram": "Instagram: a hidden comment can still be seen by the person who wrote it.",
    "youtube": "YouTube: a comment is held for review; nobody sees it until we have looked at it.",
    "x": "X: a hidden reply moves to a separate page, where anyone who looks for it can read it.",
    "linkedin": "LinkedIn: comments cannot be hidden; a person looks at them and may delete them.",
}
_NATURES = {
    Nature.ABUSE: "abuse",
    Nature.COMMERCE: "adverts and spam",
    Nature.FALSEHOOD: "falsehood",
    Nature.NONE: "",
}


def render_public(policy: Policy) -> str:
    """Return the public page of `policy` as plain text, 88 columns wide, ending in a newline."""
    lines: list[str] = [policy.name, "=" * len(policy.name), ""]
    lines += _paragraphs(policy.published)
    lines += _heading("Our guidelines")
    for number, guideline in enumerate(policy.guidelines, 1):
        lines += _guideline(number, guideline)
    lines += _heading("How we moderate")
    for text in _moderation(policy):
        lines += _wrapped(text)
    lines += _heading("What hiding means")
    lines += [*(line for platform in _HIDDEN for line in _bullet(_HIDDEN[platform])), ""]
    lines += _heading("If you think we got it wrong")
    lines += _wrapped(policy.review_route)
    lines += _heading("If you need help")
    lines += _wrapped(policy.help_route)
    lines += _heading("Version")
    lines += _wrapped(f"These guidelines are version {policy.version}. They stand at {policy.guidelines_url}.")
    return "\n".join(lines).rstrip() + "\n"


def _guideline(number: int, guideline: Guideline) -> list[str]:
    head = f"{number}. {guideline.title}"
    return [head, "-" * len(head), *_paragraphs(guideline.published), *_wrapped(" ".join(_consequences(guideline)))]


def _consequences(guideline: Guideline) -> Iterator[str]:
    platforms = [platform for platform, action in guideline.automatic.items() if action == "hide"]
    yield (
        "What follows: an automatic check may hide it at once, and a person decides what happens to it."
        if platforms
        else "What follows: a person decides; nothing is hidden automatically."
    )
    if guideline.track is Track.IMMEDIATE_BLOCK:
        yield "If two people confirm it, the author is blocked without a warning."
    elif guideline.strike:
        first = " A first time is not counted." if guideline.strike_first_time_exempt else ""
        yield f"It counts towards a warning ({_NATURES[guideline.nature]}).{first}"
    else:
        yield "It never counts against the author."


def _moderation(policy: Policy) -> Iterator[str]:
    yield (
        "An automatic check reads every public comment and private message. It may only hide a public "
        "comment, and only under the guidelines above that say so. It never deletes, warns or blocks, and "
        "it never hides a private message. Every hidden comment is looked at by a person."
    )
    yield (
        "Before anybody is blocked, they are warned: told which guideline, and where to read it. A block "
        "follows only if something of the same nature is posted after the warning was delivered, and a "
        f"second person approves. A warning lapses after {policy.warning_months} months."
    )
    blocks = [guideline.title for guideline in policy.guidelines if guideline.track is Track.IMMEDIATE_BLOCK]
    if blocks:
        yield (
            f"One exception: {' and '.join(blocks)}. There the published rule is the warning, and two "
            "different people must confirm before anybody is blocked."
        )
    yield (
        "Where somebody makes a credible threat to a person, a senior member of staff may block at once; "
        "a second person must confirm it within one working day or it lapses, and we publish that it was done."
    )
    yield (
        "Criticism of us, of ministers or of policy is welcome and stays up. A question inside a comment "
        "that breaks a guideline is still answered. Somebody at risk of harm is helped, never punished."
    )


def _heading(text: str) -> list[str]:
    return [text, "=" * len(text), ""]


def _paragraphs(text: str) -> list[str]:
    return [line for paragraph in text.split("\n\n") for line in _wrapped(paragraph)]


def _wrapped(text: str) -> list[str]:
    return [*textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False), ""]  # links stay whole


def _bullet(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="- ", subsequent_indent="  ")
