"""Clause 8: whoever our adverts feature is looked after there too, also where an advert is on no timeline of ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail
from pytest_django.fixtures import Settings
from tests import factories as make
from tests.care.staff import ENTRY
from tests.house import in_force
from tests.on_sandbox import Stage

from evenhand.actions.models import Action
from evenhand.care import register
from evenhand.cases.models import Case
from evenhand.cli.channel import connect_sandbox
from evenhand.intake.models import Contribution, Post
from evenhand.sandbox.testing import running

pytestmark = pytest.mark.django_db

ATTACK = "Priya Shah is a disgusting ugly cow, who would take orders from that"
POLL = timedelta(minutes=1)


@pytest.fixture
def stage(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    settings.POLL_SECONDS = POLL.total_seconds()
    with running() as url:
        made = Stage(url, monkeypatch)
        in_force()
        connect_sandbox(url)
        yield made
        made.http.close()


@pytest.mark.clause(8)
def test_a_comment_under_an_advert_on_no_timeline_comes_within_a_poll_and_its_officer_is_looked_after(
    stage: Stage,
) -> None:
    advert = stage.tell("advert", text="Priya found her team. Find yours.")["id"]
    stage.live(POLL, POLL)
    post = Post.objects.get(external_id=advert)
    assert post.kind == "advert"
    shown = register.keep(make.person("safeguarding_lead"), ENTRY, [post])
    assert Post.objects.get(pk=post.pk).featured[0] == "Priya Shah"

    told = stage.tell("publish", platform="facebook", post=advert, text=ATTACK)["id"]
    assert not stage.http.get("/_sandbox/webhooks").json()["webhooks"], "nothing tells of it but polling"
    assert not Contribution.objects.filter(external_id=told).exists()
    stage.live(POLL, POLL)  # one round of the worker, one poll
    written = Contribution.objects.get(external_id=told)
    assert written.post == post
    hide = Action.objects.get(contribution=written, operation="hide")
    assert (hide.state, stage.written("facebook")[told]) == (Action.State.DONE, "hidden")
    assert Case.objects.get(contribution=written, kind=Case.Kind.REVIEW).priority == 1
    (welfare,) = mail.outbox
    assert welfare.to == [shown.contact_email]
    assert "disgusting" not in welfare.body
