"""Conditions in CEL: compiled, checked against the list of signals, and tried with typed stand-ins.

The compiler alone accepts a name that nothing measures and a comparison of a number with a word, so each
condition is also run: once with nothing measured, and with each of its signals high, alone and together.
The list of signals comes in as a value; this package does not know who measures them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Protocol

from evenhand.policy.engine import cel
from evenhand.policy.faults import nearest

Value = float | str | bool

# What a condition may use beside signals, with the value that stands for "nothing known".
VARIABLES: Mapping[str, Value] = {"language": "", "platform": "", "kind": "", "post_sensitive": False}

MOST_TRIED = 2000  # combinations of texts that a condition is tried with
MAX_LENGTH = 4000  # characters; a longer condition is a mistake, and deep nesting is slow to refuse
_TEXT = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_ABOUT = r"(?:platform|kind|language)"
# What a plain condition is made of; only of such a one can be told which signals hold it back.
_ATOM = re.compile(
    rf"\b(?:(?P<signal>[a-z_]\w*)\s*(?P<way>[<>])=?\s*[0-9.]+|{_ABOUT}\s*[!=]=\s*''|{_ABOUT}\s+in\s+\['(?:',\s*')*'\]"
    r"|post_sensitive\b)"
)
_PLAIN = re.compile(r"[@\s()&|]*")
_SYNTAX = re.compile(r"ERROR: <input>:\d+:(\d+): (.*?)(?:\n|$)")


class SignalLike(Protocol):
    """What this package needs to know of a signal; evenhand.signals.SignalSpec is one."""

    @property
    def may_drive_automatic(self) -> bool:
        """Whether the machine may act on this signal by itself."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a condition: `word` is where in it, if one word is to blame."""

    cause: str
    cure: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled CEL expression. `drivers` are the signals that can make it true; the others hold it back."""

    source: str
    program: cel.Program
    names: tuple[str, ...]
    drivers: tuple[str, ...]

    @property
    def signals(self) -> tuple[str, ...]:
        """The names that are signals, in alphabetical order."""
        return tuple(name for name in self.names if name not in VARIABLES)


def compiled_expression(source: str) -> Expression:
    """Compile `source`; ValueError with the compiler's words where it is no CEL."""
    if len(source) > MAX_LENGTH:
        raise ValueError(f"it is {len(source)} characters long, over the limit of {MAX_LENGTH}")
    try:
        program = cel.compile(source)
    except UnicodeEncodeError as error:
        raise ValueError("it holds a broken character") from error
    names = tuple(program.variables())
    drivers = tuple(name for name in names if name not in VARIABLES and not holds_back(name, source))
    return Expression(source, program, names, drivers)


def holds_back(name: str, source: str) -> bool:
    """Tell whether `name` can only make `source` false: more of it, and the condition holds less.

    True only where the condition is plain (signals compared with numbers, joined by && and ||, nothing
    negated) and each use of `name` is `name < number`, as in `profanity > 0.5 && name < 0.3`.
    """
    bare = _TEXT.sub("''", source)
    if not _PLAIN.fullmatch(_ATOM.sub("@", bare)):
        return False
    return all(atom["way"] == "<" for atom in _ATOM.finditer(bare) if atom["signal"] == name)


def problems(source: str, signals: Mapping[str, SignalLike] | None, result: type = bool) -> Iterator[Problem]:
    """Find what is wrong with a condition (`result` bool) or a score (`result` float).

    `signals` None leaves the names unchecked, for reading a policy without its catalogue.
    """
    try:
        expression = compiled_expression(source)
    except ValueError as error:
        yield _not_cel(source, str(error))
        return
    unknown = [] if signals is None else [n for n in expression.names if n not in VARIABLES and n not in signals]
    for name in unknown:
        yield _unknown(name, [*(signals or ()), *VARIABLES])
    if not expression.signals:
        cure = "compare at least one signal with a number, as in 'profanity > 0.6'"
        yield Problem("the condition asks for no signal, so nothing about the text can make it true", cure)
    elif not unknown:
        yield from _tried(expression, result)


def _not_cel(source: str, message: str) -> Problem:
    found = _SYNTAX.search(message)
    if found is None:
        return Problem(f"the condition cannot be read: {message}", "write a shorter condition in CEL")
    column, reason = int(found[1]), found[2].removeprefix("Syntax error: ").split(" expecting ")[0]
    near = source[max(0, column - 1) :].split()[:1]
    return Problem(f"the condition is not valid CEL at its character {column}: {reason}", _CEL_CURE, *near)


_CEL_CURE = "write it in CEL, as in 'profanity > 0.6 && quoted < 0.5'"


def _unknown(name: str, known: Sequence[str]) -> Problem:
    cure = nearest(name, known, "choose one from `evenhand policy signals`")
    return Problem(f"no detector measures a signal '{name}'", cure, name)


def _tried(expression: Expression, result: type) -> Iterator[Problem]:
    wanted = "true or false" if result is bool else "a number"
    cure = f"compare signals with numbers so that it gives {wanted}; numbers and words do not mix"
    for values in _stand_ins(expression):
        try:
            given = expression.program.execute(cel.Context(values))
        except (TypeError, RuntimeError, ValueError) as error:
            yield Problem(f"the condition cannot be run: {_first_sentence(error)}", cure)
            return
        if type(given) is not result:
            yield Problem(f"the condition gives a {type(given).__name__}, not {wanted}", cure)
            return
        if given is True and not any(values[name] for name in expression.signals):
            cause = "the condition is true when no signal fired, so it would judge every text"
            yield Problem(cause, "join the parts with '&&' and ask for at least one signal above a number")
            return


def _first_sentence(error: Exception) -> str:
    return str(error).split(". ", 1)[0].rstrip(".")


def _stand_ins(expression: Expression) -> Iterator[dict[str, Value]]:
    """Yield values to try: each signal alone and everything but each; nothing and everything, with every text."""
    signals = expression.signals
    for one in signals:
        yield {**VARIABLES, **{name: float(name == one) for name in signals}}
        yield {**VARIABLES, **{name: float(name != one) for name in signals}}
    for around in _around(expression):
        yield {**around, **dict.fromkeys(signals, 0.0)}
        yield {**around, **dict.fromkeys(signals, 1.0)}


def _around(expression: Expression) -> Iterator[dict[str, Value]]:
    """Yield what may be known around a text: each text that the condition names, in each place for one."""
    named = {"", *(first or second for first, second in _TEXT.findall(expression.source))}
    used = [name for name in VARIABLES if name in expression.names]
    choices = [(False, True) if VARIABLES[name] is False else tuple(sorted(named)) for name in used]
    for values in islice(product(*choices), MOST_TRIED):
        yield {**VARIABLES, **dict(zip(used, values, strict=True))}


def automatic_problems(source: str, signals: Mapping[str, SignalLike]) -> Iterator[Problem]:
    """Find signals that drive the machine though the catalogue says that they may not (promise 7)."""
    try:
        expression = compiled_expression(source)
    except ValueError:
        return  # named by `problems`
    for name in expression.drivers:
        if name in signals and not signals[name].may_drive_automatic:
            cause = f"'{name}' may not drive an automatic action: it can confuse criticism with abuse"
            cure = f"leave '{name}' to people, or only let it hold the machine back, as in '{name} < 0.3'"
            yield Problem(cause, cure, name)
