"""What a deployment is warned of before it goes live."""

from __future__ import annotations

from django.core import checks
from pytest_django import Settings


def warned() -> set[str]:
    return {str(message.id) for message in checks.run_checks(tags=["security"], include_deployment_checks=True)}


def test_a_deployment_that_says_nothing_of_its_proxies_is_warned(settings: Settings) -> None:
    settings.PROXIES_SAID = False
    assert "evenhand.W001" in warned()
    settings.PROXIES_SAID = True
    assert "evenhand.W001" not in warned()


def test_it_is_no_part_of_the_checks_while_one_builds(settings: Settings) -> None:
    settings.PROXIES_SAID = False
    assert "evenhand.W001" not in {str(message.id) for message in checks.run_checks()}
