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
from tests.records.helpers import erase, exported

from evenhand import records
from evenhand.records import sealing
from evenhand.records.anchor import Anchor
from evenhand.records.canonical import canonical
from evenhand.records.keys import key_name, private_key
from evenhand.records.models import Entry
from evenhand.records.verify import UnusableError, verify

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("record")]

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


def mutate(draw: st.DataObject, lines: list[str]) -> list[str]:
    """`lines` with one change that an attacker could make."""
    way = draw.draw(st.sampled_from(["remove", "double", "swap", "cut", "character", "value", "content"]))
    index = draw.draw(st.integers(0, len(lines) - 1))
    line = lines[index]
    if way == "remove":
        changed = [*lines[:index], *lines[index + 1 :]]
    elif way == "double":
        changed = [*lines[:index], line, *lines[index:]]
    elif way == "swap":
        other = draw.draw(st.integers(0, len(lines) - 1))
        changed = list(lines)
        changed[index], changed[other] = changed[other], changed[index]
    elif way == "cut":
        whole = "".join(lines)
        changed = whole[: draw.draw(st.integers(0, len(whole) - 1))].splitlines(keepends=True)
    elif way == "character":
        place = draw.draw(st.integers(0, len(line) - 1))
        put = draw.draw(st.sampled_from(["", "0", "9", "a", "F", " ", '"', "}", "\x00", "é", "\udcff"]))
        changed = [*lines[:index], line[:place] + put + line[place + 1 :], *lines[index + 1 :]]
    else:
        value = json.loads(line)
        part = value.get("entry") or value.get("batch") or value
        if way == "content" and "content" in value:
            value["content"] = draw.draw(st.sampled_from([None, {"salt": "00" * 32, "body": {}}]))
        else:
            key = draw.draw(st.sampled_from(sorted(part)))
            part[key] = draw.draw(st.none() | st.integers(0, 9) | st.just("ab" * 32) | st.just({}))
        changed = [*lines[:index], canonical(value) + "\n", *lines[index + 1 :]]
    return changed


def found(lines: list[str], keys: set[str], anchor: Anchor | None) -> bool:
    try:
        return not verify(lines, keys=keys, anchor=anchor).ok
    except UnusableError:
        return True


@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(history=st.lists(steps, min_size=1, max_size=25), draw=st.data())
def test_a_history_is_whole_and_any_change_of_it_is_found(
    history: list[tuple[str, object]], draw: st.DataObject
) -> None:
    done = History()
    done.append("the first words")
    already = sealing.latest_anchor()  # histories follow each other in one chain; each is checked with all before it
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
    assert whole.entries == Entry.objects.count() == Entry.objects.filter(sealed__isnull=False).count()
    assert already is None or whole.entries > already.seq
    for entry in done.written:
        assert hasattr(Entry.objects.get(pk=entry.pk), "content") == bool(
            entry.content_digest and entry.pk not in done.erased
        )
    for _ in range(25):
        changed = mutate(draw, lines)
        assert changed == lines or found(changed, keys, anchor)
