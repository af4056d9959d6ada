"""Who is on call, as set; and what cannot be read is refused with what to write."""

from __future__ import annotations

import pytest
from django.urls import reverse

from evenhand.care.on_call import OnCall, OnCallError, read_on_call

SECRET = "https://hooks.slack.com/services/T0/B0/very-secret"


def test_nobody_where_nothing_is_set() -> None:
    assert read_on_call({}) == OnCall()
    assert read_on_call({}).ways == ()


def test_both_ways() -> None:
    told = read_on_call(
        {
            "EVENHAND_ON_CALL_EMAIL": "a@example.gov.uk, b@example.gov.uk",
            "EVENHAND_ON_CALL_WEBHOOK": SECRET,
            "EVENHAND_DESK": "https://evenhand.example.gov.uk/",
        }
    )
    assert told.emails == ("a@example.gov.uk", "b@example.gov.uk")
    assert told.ways == ("email", "webhook")
    assert told.link(12) == f"https://evenhand.example.gov.uk{reverse('desk:case', args=[12])}"
    assert "very-secret" not in repr(told)


def test_an_engineer_of_its_own_is_told_of_channels_and_of_nothing_else() -> None:
    told = read_on_call({"EVENHAND_ON_CALL_EMAIL": "a@b.uk", "EVENHAND_ENGINEER_EMAIL": "e@b.uk"})
    assert (told.emails, told.engineers, told.engineer_ways) == (("a@b.uk",), ("e@b.uk",), ("email",))
    assert read_on_call({"EVENHAND_ON_CALL_EMAIL": "a@b.uk"}).engineers == ("a@b.uk",)
    with pytest.raises(OnCallError, match="EVENHAND_ENGINEER_EMAIL"):
        read_on_call({"EVENHAND_ENGINEER_EMAIL": "nobody"})


@pytest.mark.parametrize(
    ("address", "shape"),
    [
        (SECRET, "slack"),
        ("https://prod-1.uksouth.logic.azure.com/workflows/1", "teams"),
        ("https://body.webhook.office.com/webhookb2/1", "teams"),
        ("https://pager.example.gov.uk/in", "json"),
        ("https://hooks.slack.com.example.org/in", "json"),
    ],
)
def test_the_format_goes_by_the_host_unless_it_is_told(address: str, shape: str) -> None:
    assert read_on_call({"EVENHAND_ON_CALL_WEBHOOK": address}).webhook_format == shape
    told = read_on_call({"EVENHAND_ON_CALL_WEBHOOK": address, "EVENHAND_ON_CALL_FORMAT": "teams"})
    assert told.webhook_format == "teams"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("EVENHAND_ON_CALL_EMAIL", "nobody", "'nobody', which is no address"),
        ("EVENHAND_ON_CALL_EMAIL", "a@b.uk c@d.uk", "which is no address"),
        ("EVENHAND_ON_CALL_WEBHOOK", "hooks.slack.com/x", "EVENHAND_ON_CALL_WEBHOOK is no address"),
        ("EVENHAND_ON_CALL_FORMAT", "pigeon", "one of: slack, teams, json"),
        ("EVENHAND_DESK", "ftp://desk", "EVENHAND_DESK is no address"),
    ],
)
def test_what_cannot_be_read_is_refused(name: str, value: str, says: str) -> None:
    with pytest.raises(OnCallError, match=says):
        read_on_call({name: value})
