"""200 reports of one comment among 200,000: by link, by quote, by quote with slips, by its author's name, or vague."""

from __future__ import annotations

import json
import random
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DATA = Path("training/data/domain")
KINDS = ("link", "quote", "quote with slips", "name", "vague")
SLIPS = 0.06
"""Of the letters: six in a hundred are wrong, missing or doubled."""

LINKED = (
    "I want to report this comment {link}",
    "{link}",
    "this is grim {link} please look",
    "Is this allowed on your page?? {link}.",
    "Hi, somebody sent me this ({link}) and it made me feel sick",
)
QUOTED = (
    'Please remove the comment "{quote}"',
    "Somebody wrote “{quote}” under your post and it is not ok",
    'I saw "{quote}" on your page just now. Can you look at it',
    "Not sure if this is the place but a person has written: {quote}",
    '"{quote}" ... really? on a government page?',
)
NAMED = (
    "I want to report the comment by {name} under your last post",
    "can you look at what @{handle} put on your page please",
    "{name} is being vile under your video, please do something",
    'the user "{handle}" has written something horrible about my brother',
    "someone called {handle} left a disgusting comment",
)
VAGUE = (
    "There is a horrible comment under one of your posts, please remove it",
    "are you even looking at what people write under your videos? some of it is vile",
    "please delete that comment from this morning",
    "I want to report a comment, it upset me",
)
SORRY = ("Sorry, this one: {more}", "{more}", "I mean {more}", "it was this one {more}")


@dataclass(frozen=True, slots=True)
class Written:
    """One comment: its number, words, author's names and link."""

    number: int
    text: str
    handle: str
    name: str
    link: str


@dataclass(frozen=True, slots=True)
class Report:
    """One report: the messages that somebody writes, one after the other, and the comment that they mean."""

    kind: str
    messages: tuple[str, ...]
    meant: Written


def made_up(many: int, dice: random.Random) -> Iterator[str]:
    """Comments in real words: each is put together of pieces of three labelled texts, so that pieces come again."""
    lines = (line for file in sorted(DATA.glob("writer-*.jsonl")) for line in file.read_text("utf-8").splitlines())
    texts = [str(json.loads(line)["text"]).replace("\x00", "").split() for line in lines]
    for _ in range(many):
        words: list[str] = []
        for _ in range(3):
            source = dice.choice(texts)
            start = dice.randrange(len(source))
            words += source[start : start + dice.randint(4, 9)]
        yield " ".join(words)


def reports(among: list[Written], each: int, dice: random.Random) -> Iterator[Report]:
    """`each` reports of every kind, of comments chosen by chance."""
    for kind in KINDS:
        for _ in range(each):
            meant = dice.choice(among)
            if kind == "vague":
                said = _message(dice.choice(KINDS[:4]), meant, dice)
                yield Report(kind, (dice.choice(VAGUE), dice.choice(SORRY).format(more=said)), meant)
            else:
                yield Report(kind, (_message(kind, meant, dice),), meant)


def _message(kind: str, meant: Written, dice: random.Random) -> str:
    if kind == "link":
        return dice.choice(LINKED).format(link=_pasted(meant.link, dice))
    if kind == "name":
        return dice.choice(NAMED).format(name=meant.name, handle=meant.handle)
    words = meant.text.split()
    size = max(min(6, len(words)), int(len(words) * dice.uniform(0.5, 1.0)))
    start = dice.randint(0, len(words) - size)
    quote = " ".join(words[start : start + size]).replace('"', "").replace("“", "").replace("”", "")
    return dice.choice(QUOTED).format(quote=quote if kind == "quote" else _slips(quote, dice))


def _pasted(link: str, dice: random.Random) -> str:
    """As an app gives it: another host, tracking parts, no scheme."""
    return dice.choice(
        (
            link,
            f"{link}&fbclid=IwAR0abc",
            link.replace("www.", "m."),
            link.removeprefix("https://"),
            f"{link}&mibextid=xyz",
        )
    )


def _slips(quote: str, dice: random.Random) -> str:
    made = []
    for letter in quote:
        kind = dice.random() / SLIPS if letter.isalpha() else 9
        if kind < 0.3:  # noqa: PLR2004 (three in ten are left out)
            continue
        made.append(dice.choice(string.ascii_lowercase) if kind < 0.7 else letter)  # noqa: PLR2004 (four in ten are others)
        if 0.7 <= kind < 1:  # noqa: PLR2004 (the rest is doubled)
            made.append(letter)
    return "".join(made)
