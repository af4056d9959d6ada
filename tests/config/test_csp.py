"""The policy of every page lets in nothing but our own files."""

from __future__ import annotations

import pytest

from evenhand.config.csp import CONTENT_SECURITY_POLICY, DIRECTIVES, HTMX_CONFIG

ALLOWED = {"'self'", "'none'"}


@pytest.mark.parametrize("directive", sorted(DIRECTIVES))
def test_every_source_is_ourselves_or_nobody(directive: str) -> None:
    assert set(DIRECTIVES[directive]) <= ALLOWED


def test_what_is_not_named_is_refused() -> None:
    assert CONTENT_SECURITY_POLICY["DIRECTIVES"]["default-src"] == ["'none'"]
    assert DIRECTIVES["frame-ancestors"] == ["'none'"]
    assert DIRECTIVES["base-uri"] == ["'none'"]


def test_htmx_neither_evaluates_nor_injects_styles() -> None:
    assert HTMX_CONFIG["allowEval"] is False
    assert HTMX_CONFIG["includeIndicatorStyles"] is False
    assert HTMX_CONFIG["historyCacheEnabled"] is False
