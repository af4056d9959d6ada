"""What people paste is a contribution like any other, and what is wrong with a paste is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from tests import house as h
from tests.house import House, refused

from evenhand.actions.manual import confirm
from evenhand.actions.models import Action, ManualTask
from evenhand.actions.planning import carry_out, target_of
from evenhand.cases import adding
from evenhand.cases.adding import KnownError, Pasted
from evenhand.channels import modes
from evenhand.channels.credentials import Credentials
from evenhand.channels.models import Channel
from evenhand.channels.services import NewChannel, add_channel
from evenhand.intake.models import Contribution, Version
from evenhand.platforms.capabilities import deep_link
from evenhand.platforms.interface import Operation, Platform
from evenhand.platforms.pasted import FIRST_SNOWFLAKE, x_time
from evenhand.sanctions.models import Warning as Warned

pytestmark = pytest.mark.django_db


def link_at(house: House, minutes: float = 0.0) -> str:
    """A link to a post written now by the house's clock, or so many minutes before."""
    first = x_time(str(FIRST_SNOWFLAKE))
    assert first is not None
    since = house.now - timedelta(minutes=minutes) - first
    return f"https://x.com/Sam_W/status/{(int(since / timedelta(milliseconds=1)) << 22) + FIRST_SNOWFLAKE}"


@pytest.fixture
def on_x(house: House) -> Channel:
    """X, assisted: the house's own policy is in force, nothing is connected."""
    assert house.policy
    return add_channel(NewChannel("x", "hmpps", "Our X"), Credentials())


def paste(house: House, channel: Channel, text: str = h.MILD, **more: object) -> Contribution:
    told = Pasted(**{"what": "new", "link": link_at(house), "text": text, **more})  # type: ignore[arg-type]  # parts of a Pasted
    made = adding.add(channel, house.moderator, told)
    house.run()
    return Contribution.objects.get(pk=made.pk)


def test_it_is_assessed_decided_and_done_by_hand_without_any_call(house: House, on_x: Channel) -> None:
    made = paste(house, on_x)
    assert made.author is not None
    assert (made.author.external_id, made.author.handle, made.kind) == ("@sam_w", "Sam_W", "comment")
    assert made.published_at == house.now
    assert house.stands(made) == "waiting"
    decision = house.decide(made, "disrespect", ("hide", "warn"))
    warning = house.task(decision, "warn")
    open_now = set(ManualTask.objects.values_list("action__operation", flat=True))
    assert open_now == {"hide", "warn"}
    assert warning.link
    assert warning.steps
    confirm(warning, house.moderator, done=True)
    house.run()
    hide = house.task(decision, "hide")
    assert made.external_id in hide.link
    confirm(hide, house.moderator, done=True)
    house.run()
    assert Warned.objects.get().state == "delivered"
    assert {action.state for action in Action.objects.all()} == {"done"}
    assert {action.seen for action in Action.objects.all()} == {"person"}
    assert "x" not in house.platforms, "nothing was asked of X"
    assert [entry.actor for entry in house.entries("contribution.pasted")] == [f"person:{house.moderator.pk}"]
    assert "Sam_W" not in str([entry.facts for entry in house.entries("contribution.pasted")])


def test_what_the_policy_lets_the_machine_hide_is_a_task_too(house: House, on_x: Channel) -> None:
    made = paste(house, on_x, h.OBSCENE)
    task = ManualTask.objects.get()
    assert (task.action.operation, task.action.actor) == ("hide", "machine")
    assert task.link == f"https://x.com/i/web/status/{made.external_id}"


def test_a_block_leads_to_the_account_by_its_name(house: House, on_x: Channel) -> None:
    target = target_of(paste(house, on_x))
    assert deep_link(Platform.X, Operation.BLOCK, target) == "https://x.com/sam_w"
    assert deep_link(Platform.X, Operation.MESSAGE, target) == "https://x.com/messages"


def test_a_question_pasted_is_answered_by_hand(house: House, on_x: Channel) -> None:
    made = paste(house, on_x, h.QUESTION)
    decision = house.answer(made)
    task = house.task(decision, "reply")
    assert "They%20open%20on%204%20January." in task.link


def test_the_same_link_twice_names_what_is_here(house: House, on_x: Channel) -> None:
    made = paste(house, on_x)
    with pytest.raises(KnownError, match=r"added this link already\.$") as caught:
        paste(house, on_x)
    assert caught.value.contribution == made
    other = made.permalink.replace("x.com", "mobile.twitter.com") + "?s=20"
    with pytest.raises(KnownError, match="Its words differ: if its author changed it"):
        paste(house, on_x, "Other words.", link=other)
    assert Contribution.objects.count() == 1


def test_a_change_is_a_version_and_is_read_again(house: House, on_x: Channel) -> None:
    made = paste(house, on_x, h.KIND)
    assert house.stands(made) == "kept"
    house.wait(5)
    paste(house, on_x, h.MILD, what="changed", link=made.permalink)
    assert Version.objects.filter(contribution=made).count() == 2
    assert house.stands(made) == "waiting"
    refused(lambda: paste(house, on_x, h.MILD, what="changed", link=made.permalink), field="text", says="already")


def test_what_is_deleted_closes_what_was_only_to_be_looked_at(house: House, on_x: Channel) -> None:
    made = paste(house, on_x)
    house.wait(5)
    paste(house, on_x, "", what="gone", link=made.permalink)
    assert house.stands(made) == "gone"
    assert house.cases(made) == set()
    with pytest.raises(KnownError, match="noted as deleted already"):
        paste(house, on_x, "", what="gone", link=made.permalink)


def test_a_message_needs_no_link_and_counts_once(house: House, on_x: Channel) -> None:
    told = {"kind": "direct_message", "link": "", "handle": "@Sam_W", "published_at": house.now - timedelta(hours=1)}
    made = paste(house, on_x, h.QUESTION, **told)
    assert made.is_private
    assert house.cases(made) == {"question"}
    with pytest.raises(KnownError, match="added this message already"):
        paste(house, on_x, h.QUESTION, **told)
    threaded = paste(house, on_x, h.KIND, **{**told, "link": "https://x.com/messages/11-77"})
    assert threaded.thread_external_id == "11-77"


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"what": "sideways"}, "what", "Choose what"),
        ({"link": ""}, "link", "Paste the link"),
        ({"link": "https://x.com/Sam_W"}, "link", "no single comment or post"),
        ({"link": "https://www.facebook.com/p/posts/1?comment_id=2"}, "link", "leads to Facebook"),
        ({"link": "https://x.com/messages/11-77"}, "link", "leads to a conversation"),
        ({"text": " "}, "text", "Paste the words"),
        ({"text": "a" * 25_001}, "text", "25,001 characters; X lets nobody write more than 25,000"),
        ({"handle": "somebody_else"}, "handle", "post by @Sam_W, and you wrote @somebody_else"),
        ({"what": "changed"}, "link", "Nothing with this link"),
        ({"what": "gone"}, "link", "Nothing with this link"),
        ({"kind": "review"}, "kind", "Choose what it is"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(
    house: House, on_x: Channel, change: dict[str, object], field: str, says: str
) -> None:
    refused(lambda: paste(house, on_x, **change), field=field, says=says)  # type: ignore[arg-type]  # parts of a Pasted
    assert not Contribution.objects.exists()


def test_who_and_when_are_asked_where_no_link_tells(house: House, on_x: Channel) -> None:
    nameless = link_at(house).replace("Sam_W", "i/web")
    refused(lambda: paste(house, on_x, link=nameless), field="handle", says="Say who wrote it")
    refused(lambda: paste(house, on_x, link=link_at(house).replace("Sam_W", "HMPPS")), field="link", says="of our own")
    refused(lambda: paste(house, on_x, link=link_at(house, -60)), field="published_at", says="in the future")
    told = {"kind": "direct_message", "link": "", "handle": "Sam_W"}
    refused(lambda: paste(house, on_x, **told), field="published_at", says="Say when")


def test_a_channel_switched_off_takes_nothing_and_a_dead_token_lets_people_add(house: House) -> None:
    house.write(h.KIND)
    facebook = house.channels["facebook"]
    assert list(adding.by_hand()) == []
    Channel.objects.filter(pk=facebook.pk).update(state="token_dead")
    assert list(adding.by_hand()) == [facebook]
    told = {
        "link": "https://www.facebook.com/page/posts/123?comment_id=456",
        "handle": "sam.w",
        "published_at": house.now - timedelta(minutes=3),
    }
    made = paste(house, facebook, h.MILD, **told)
    assert made.external_id == "123_456"
    with transaction.atomic():
        modes.set_mode(facebook, "off", actor="person:1")
    off = Channel.objects.get(pk=facebook.pk)
    refused(lambda: paste(house, off, **told), field="channel", says="switched off")  # type: ignore[arg-type]  # as above


def test_a_role_that_decides_nothing_adds_nothing(house: House, on_x: Channel) -> None:
    auditor = house.person("auditor", "auditor")
    told = Pasted("new", link_at(house), text="Words.")
    refused(lambda: adding.add(on_x, auditor, told), says="Ask a moderator")
    refused(lambda: adding.add(on_x, auditor, replace(told, what="gone")), says="Ask a moderator")


def test_an_action_that_waits_goes_to_people_once_the_channel_is_assisted(house: House) -> None:
    written = house.write(h.MILD, on="x")
    decision = house.decide(written, "disrespect", ("hide",), run=False)
    carry_out(decision)
    modes.set_mode(written.channel, "assisted", actor="person:1")
    house.run()
    assert "not connected" in house.action(decision, "hide").reason
    assert house.task(decision, "hide").state == "open"
    assert house.effects("x") == []
