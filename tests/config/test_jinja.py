"""Templates are strict about names, escape what the public wrote, and speak of time plainly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import jinja2
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from evenhand.config import jinja


@pytest.fixture(scope="module")
def environment() -> jinja2.Environment:
    return jinja.environment(loader=jinja2.DictLoader({}))


def test_an_unknown_name_is_an_error(environment: jinja2.Environment) -> None:
    with pytest.raises(jinja2.UndefinedError):
        environment.from_string("{{ nobody_set_this }}").render()


def test_components_are_there_without_an_import(environment: jinja2.Environment) -> None:
    page = environment.from_string("{{ govukButton({'text': '<Save>'}) }}").render()
    assert "govuk-button" in page
    assert "&lt;Save&gt;" in page


@pytest.mark.parametrize("name", jinja.COMPONENTS)
def test_every_component_named_exists(name: str) -> None:
    assert "govuk" + name.title().replace("-", "") in jinja.components()


@given(st.text(max_size=200))
def test_any_text_is_shown_and_nothing_of_it_is_markup(text: str) -> None:
    shown = str(jinja.readable(text))
    assert "<" not in shown.replace("<br>", "")
    shown.encode("utf-8")  # lone surrogates never reach the page
    assert "\x00" not in shown


def test_times_are_written_as_people_say_them() -> None:
    assert jinja.when(datetime(2026, 7, 1, 11, 4, tzinfo=UTC)) == "1 July 2026 at 12:04pm"
    assert jinja.when(datetime(2026, 1, 1, 0, 4, tzinfo=UTC)) == "1 January 2026 at 12:04am"
    assert jinja.when(None) == "not known"
    assert jinja.day(None) == "not known"
    assert jinja.iso(None) == ""


@pytest.mark.parametrize(
    ("delta", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1, seconds=5), "1 minute ago"),
        (timedelta(hours=3, minutes=1), "3 hours ago"),
        (timedelta(days=2, minutes=1), "2 days ago"),
        (timedelta(hours=-2, minutes=-1), "in 2 hours"),
    ],
)
def test_how_long_ago(delta: timedelta, words: str) -> None:
    assert jinja.ago(timezone.now() - delta) == words


def test_counts_agree_with_their_noun() -> None:
    assert jinja.count(1, "case") == "1 case"
    assert jinja.count(1204, "case") == "1,204 cases"
    assert jinja.count(0, "reply", "replies") == "0 replies"
