"""Random histories of writing, erasing and sealing are whole; any one change of their export is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.records.helpers import COMMITTING, empty, erase, exported

from evenhand import records
from evenhand.records import sealing
from evenhand.records.anchor import Anchor
from evenhand.records.canonical import canonical
from evenhand.records.keys import key_name, private_key
from evenhand.records.models import Content, Entry
from evenhand.records.verify import UnusableError, verify

pytestmark = [pytest.mark.store, COMMITTING, pytest.mark.usefixtures("key_file")]

texts = st.text(st.characters(), max_size=30)
steps = st.one_of(
    st.tuples(st.just("append"), st.none() | texts),
    st.tuples(st.just("roll back"), texts),
    st.tuples(st.just("erase"), st.integers(0, 50)),
    st.tuples(st.just("seal"), st.integers(1, 5)),
)


@dataclass
class History:
    """What was done so far, and what the record should say of it."""

    written: list[Entry] = field(default_factory=list)
    erased: set[int] = field(default_factory=set)

    def append(self, text: str | None) -> None:
        content = None if text is None else {"text": text}
        with transaction.atomic():
            facts = {"n": len(self.written), "half": len(self.written) / 2}
            entry = records.append("test.said", subject="x:1", actor="machine", facts=facts, content=content)
        self.written.append(entry)

    def roll_back(self, text: str) -> None:
        with transaction.atomic():
            records.append("test.said", subject="x:1", actor="machine", facts={}, content={"text": text})
            transaction.set_rollback(True)

    def erase(self, place: int) -> None:
        if not self.written:
            return
        entry = self.written[place % len(self.written)]
        if erase(entry):
            self.erased.add(entry.pk)

    def step(self, name: str, value: object) -> None:
        does: dict[str, Callable[[object], object]] = {
            "append": lambda text: self.append(text if isinstance(text, str) else None),
            "roll back": lambda text: self.roll_back(str(text)),
            "erase": lambda place: self.erase(int(str(place))),
            "seal": lambda size: sealing.seal(size=int(str(size))),
        }
        does[name](value)


@dataclass(frozen=True)
class Change:
    """One change that an attacker could make. Places count round and round, since exports differ in length."""

    way: str
    place: int
    other: int
    put: str
    value: object

    def of(self, lines: list[str]) -> list[str]:
        """`lines` with this change."""
        index = self.place % len(lines)
        line = lines[index]
        before, after = lines[:index], lines[index + 1 :]
        if self.way == "remove":
            return before + after
        if self.way == "double":
            return [*before, line, line, *after]
        if self.way == "swap":
            other = self.other % len(lines)
            changed = list(lines)
            changed[index], changed[other] = changed[other], changed[index]
            return changed
        if self.way == "cut":
            whole = "".join(lines)
            return whole[: self.place * 7919 % len(whole)].splitlines(keepends=True)
        if self.way == "character":
            at = self.other * 7919 % len(line)
            return [*before, line[:at] + self.put + line[at + 1 :], *after]
        return [*before, canonical(self._value_in(json.loads(line))) + "\n", *after]

    def _value_in(self, line: dict[str, object]) -> dict[str, object]:
        if self.way == "content" and "content" in line:
            return {**line, "content": None if self.other % 2 else {"salt": "00" * 32, "body": {}}}
        name = "entry" if "entry" in line else "batch" if "batch" in line else "format"
        part = line[name]
        if not isinstance(part, dict):
            return {**line, name: self.value}
        return {**line, name: {**part, sorted(part)[self.other % len(part)]: self.value}}


changes = st.builds(
    Change,
    way=st.sampled_from(["remove", "double", "swap", "cut", "character", "value", "content"]),
    place=st.integers(0, 10_000),
    other=st.integers(0, 10_000),
    put=st.sampled_from(["", "0", "9", "a", "F", " ", '"', "}", "\x00", "é", "\udcff", "\n"]),
    value=st.none() | st.integers(0, 9) | st.just("ab" * 32) | st.just({}),
)


def found(lines: list[str], keys: set[str], anchor: Anchor | None) -> bool:
    try:
        return not verify(lines, keys=keys, anchor=anchor).ok
    except UnusableError:
        return True


@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(history=st.lists(steps, min_size=1, max_size=25), attacks=st.lists(changes, min_size=25, max_size=25))
def test_a_history_is_whole_and_any_change_of_it_is_found(
    history: list[tuple[str, object]], attacks: list[Change]
) -> None:
    empty()
    done = History()
    done.append("the first words")
    for name, value in history:
        done.step(name, value)
    live = records.verify_live()
    assert live.ok, live.text()
    lines = exported()
    keys = {key_name(private_key(settings.SEAL_KEY_FILE).public_key())}
    anchor = sealing.latest_anchor()
    whole = verify(lines, keys=keys, anchor=anchor)
    assert whole.ok, whole.text()
    assert whole.notes == ()
    assert (whole.entries, whole.erased) == (len(done.written) + len(done.erased), len(done.erased))
    for entry in done.written:
        stands = Content.objects.filter(entry=entry).exists()
        assert stands == bool(entry.content_digest and entry.pk not in done.erased)
    for attack in attacks:
        changed = attack.of(lines)
        assert "".join(changed) == "".join(lines) or found(changed, keys, anchor), attack
