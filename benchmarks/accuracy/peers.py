"""The peers beside us: filters that say of a text only whether it is profane. One that is not installed is left out."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable

Flags = Callable[[str], bool]


def peers() -> dict[str, Flags]:
    """Each peer's verdict by its name."""
    found: dict[str, Flags] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, make in (
            ("alt-profanity-check", _alt),
            ("better-profanity", _better),
            ("glin-profanity", _glin),
            ("badwords-py", _badwords),
        ):
            try:
                found[name] = make()
            except ImportError:
                print(f"{name} is not installed", file=sys.stderr)
    return found


def _alt() -> Flags:
    from profanity_check import predict  # noqa: PLC0415  # an optional peer

    return lambda text: bool(predict([text])[0])


def _better() -> Flags:
    from better_profanity import profanity  # noqa: PLC0415  # an optional peer

    profanity.load_censor_words()
    return lambda text: bool(profanity.contains_profanity(text))


def _glin() -> Flags:
    from glin_profanity import Filter  # noqa: PLC0415  # an optional peer

    judge = Filter()
    return lambda text: bool(judge.is_profane(text))


def _badwords() -> Flags:
    from badwords import ProfanityFilter  # noqa: PLC0415  # an optional peer

    judge = ProfanityFilter()
    judge.init(["en"])
    return lambda text: bool(judge.is_profane(text))
