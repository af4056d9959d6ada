"""Whole numbers from the environment."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from evenhand.config.numbers import whole


def test_a_number_is_read_and_the_usual_one_stands_where_none_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVENHAND_PROXIES", raising=False)
    assert whole("EVENHAND_PROXIES", 0, "how many there are") == 0
    monkeypatch.setenv("EVENHAND_PROXIES", "2")
    assert whole("EVENHAND_PROXIES", 0, "how many there are") == 2


@pytest.mark.parametrize("said", ["", "one", "-1", "1.5", "\N{SUPERSCRIPT TWO}"])
def test_what_is_no_number_stops_the_service_in_words(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("EVENHAND_PROXIES", said)
    with pytest.raises(ImproperlyConfigured, match=r"EVENHAND_PROXIES is '.*Set it to how many there are"):
        whole("EVENHAND_PROXIES", 0, "how many there are")
