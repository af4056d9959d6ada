"""Storing one contribution once, whatever comes in twice, late or broken."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from tests import factories
from tests.intake.making import KIM, after, item, post

from evenhand.channels.models import Channel
from evenhand.intake.models import Author, Contribution, Disposition, Post, Version
from evenhand.intake.services import set_disposition, store_gone, store_item, store_items, store_post
from evenhand.platforms.errors import NotUnderstood
from evenhand.platforms.interface import AuthorItem, ContributionKind, PlatformState
from evenhand.records.models import Content, Entry
from evenhand.work.testing import open_tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel() -> Channel:
    return factories.channel()


def the_row() -> Contribution:
    return Contribution.objects.select_related("disposition").get()


def kinds() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("kind", flat=True))


def test_a_new_contribution_is_stored_whole_and_sent_to_judgement(channel: Channel) -> None:
    row, changed = store_item(channel, item(), after(60))
    assert changed
    assert row == the_row()
    assert row.author is not None
    assert (row.author.handle, row.author.display_name) == ("@kim", "Kim Marlow")
    assert row.post is not None
    assert (row.post.external_id, row.post.kind) == ("p-1", "unlisted")
    assert row.disposition.state == Disposition.State.RECEIVED
    version = row.versions.get()
    assert (version.number, version.change, version.text) == (1, "created", "When do visits start again?")
    task = open_tasks().get()
    assert (task.name, task.lane_id) == ("judgement.assess", f"author:{row.author_id}")
    assert task.payload == {"version_id": version.pk}
    assert kinds() == ["contribution.seen"]


def test_the_record_keeps_nothing_personal_in_its_facts(channel: Channel) -> None:
    store_item(channel, item(), after(60))
    entry = Entry.objects.get()
    assert "visits" not in str(entry.facts)
    assert "kim" not in str(entry.facts).lower()
    assert Content.objects.get().body["author"] == {"id": "kim-1", "handle": "@kim", "name": "Kim Marlow"}


def test_the_same_item_again_changes_nothing(channel: Channel) -> None:
    store_item(channel, item(), after(60))
    row, changed = store_item(channel, item(), after(90))
    assert not changed
    assert row is not None
    assert row.latest_version == 1
    assert row.last_read_at == after(90)
    assert kinds() == ["contribution.seen"]


def test_an_edit_is_a_version_and_reopens_judgement(channel: Channel) -> None:
    row, _ = store_item(channel, item(), after(60))
    assert row is not None
    set_disposition(row, Disposition.State.KEPT, "No breach of the guidelines.")
    _, changed = store_item(channel, item(text="When?"), after(70))
    assert changed
    row = the_row()
    assert row.disposition.state == Disposition.State.RECEIVED
    assert [version.text for version in row.versions.order_by("number")] == ["When do visits start again?", "When?"]
    assert open_tasks("judgement.assess").count() == 2


@pytest.mark.parametrize(
    ("late", "why"),
    [
        ({"text": "Old words."}, "read before what we have"),
        ({"text": "Old words.", "dated_at": after(-60)}, "dated before what we have"),
    ],
)
def test_a_stale_text_never_overrides_a_newer_one(channel: Channel, late: dict[str, object], why: str) -> None:
    store_item(channel, item(text="New words."), after(60))
    read_at = after(30) if "dated_at" not in late else after(90)
    _, changed = store_item(channel, item(**late), read_at)
    assert not changed, why
    assert the_row().versions.get().text == "New words."


def test_a_later_dated_text_counts_even_when_it_was_read_earlier(channel: Channel) -> None:
    store_item(channel, item(text="From a slow copy.", dated_at=after(0)), after(60))
    store_item(channel, item(text="Edited.", dated_at=after(10)), after(50))
    assert the_row().versions.order_by("-number")[0].text == "Edited."


def test_removed_before_a_decision_it_is_gone(channel: Channel) -> None:
    store_item(channel, item(), after(60))
    assert store_gone(channel, "c-1", after(70))
    row = the_row()
    assert (row.platform_state, row.disposition.state) == ("gone", Disposition.State.GONE)
    assert row.versions.order_by("-number")[0].change == Version.Change.REMOVED
    assert open_tasks("cases.contribution_gone").get().payload == {"contribution_id": row.pk}
    assert not store_gone(channel, "c-1", after(80)), "once only"
    assert not store_item(channel, item(), after(65))[1], "a list read before it was removed"


def test_a_removal_that_was_read_before_it_was_seen_again_is_stale(channel: Channel) -> None:
    store_item(channel, item(), after(60))
    assert not store_gone(channel, "c-1", after(50))
    assert the_row().platform_state == "visible"


def test_removed_after_a_decision_the_decision_stands(channel: Channel) -> None:
    row, _ = store_item(channel, item(), after(60))
    assert row is not None
    set_disposition(row, Disposition.State.ACTED_ON, "Decision 1.")
    store_item(channel, item(state=PlatformState.GONE), after(70))
    assert the_row().disposition.state == Disposition.State.ACTED_ON
    assert the_row().platform_state == "gone"


def test_what_comes_back_after_it_was_gone_is_judged_anew(channel: Channel) -> None:
    store_item(channel, item(), after(60))
    store_gone(channel, "c-1", after(70))
    assert store_item(channel, item(), after(80))[1]
    row = the_row()
    assert (row.platform_state, row.disposition.state, row.latest_version) == ("visible", "received", 3)


def test_a_removal_of_what_we_never_saw_is_nothing(channel: Channel) -> None:
    assert not store_gone(channel, "c-9", after(0))
    assert store_item(channel, item(state=PlatformState.GONE), after(0)) == (None, False)
    assert not Contribution.objects.exists()


def test_our_own_comments_are_no_contributions(channel: Channel) -> None:
    assert store_item(channel, item(by_organisation=True), after(0)) == (None, False)
    assert not Author.objects.exists()


def test_hidden_by_the_platform_itself_is_noted(channel: Channel) -> None:
    store_item(channel, item(), after(60))
    assert store_item(channel, item(state=PlatformState.HIDDEN), after(70))[1]
    assert the_row().platform_state == "hidden"
    assert kinds()[-1] == "contribution.state_changed"
    assert not store_item(channel, item(), after(65))[1], "a stale state"
    assert not store_item(channel, item(state=PlatformState.UNREADABLE), after(75))[1]
    assert the_row().platform_state == "hidden"


def test_a_platform_that_cannot_say_what_is_hidden_never_shows_it_again() -> None:
    on_x = factories.channel("x")
    row, _ = store_item(on_x, item(), after(60))
    assert row is not None
    Contribution.objects.filter(pk=row.pk).update(platform_state="hidden")
    assert not store_item(on_x, item(), after(70))[1]
    store_items(on_x, [item()], after(80))
    assert the_row().platform_state == "hidden"


def test_texts_that_no_database_can_hold_are_kept_with_a_mark(channel: Channel) -> None:
    broken = item(
        text="a\x00b\ud800c", author=AuthorItem("k\x00", display_name="\udfff" * 400), parent_external_id="\x00"
    )
    row, _ = store_item(channel, broken, after(0))
    assert row is not None
    assert row.versions.get().text == "a\ufffdb\ufffdc"
    assert Entry.objects.get().facts["characters_replaced"] == 2


@pytest.mark.parametrize("text", ["", "x" * 100_000, "\u202eabc\u2069", "👩‍👩‍👧" * 1000])
def test_any_text_goes_through_unchanged(channel: Channel, text: str) -> None:
    row, _ = store_item(channel, item(text=text), after(0))
    assert row is not None
    row.refresh_from_db()
    assert row.versions.get().text == text


@pytest.mark.parametrize("external_id", ["", "x" * 301])
def test_an_item_that_cannot_be_told_from_others_is_not_understood(channel: Channel, external_id: str) -> None:
    with pytest.raises(NotUnderstood):
        store_item(channel, item(external_id=external_id), after(0))


def test_a_reply_finds_its_parent_in_either_order(channel: Channel) -> None:
    reply = item(external_id="c-2", kind=ContributionKind.REPLY, parent_external_id="c-1")
    store_item(channel, reply, after(0))
    store_item(channel, item(), after(0))
    later = item(external_id="c-3", kind=ContributionKind.REPLY, parent_external_id="c-1")
    store_item(channel, later, after(0))
    parent = Contribution.objects.get(external_id="c-1")
    assert set(parent.children.values_list("external_id", flat=True)) == {"c-2", "c-3"}


def test_an_author_who_was_not_named_is_filled_in(channel: Channel) -> None:
    row, _ = store_item(channel, item(author=None), after(0))
    assert row is not None
    assert open_tasks().get().lane_id == f"contribution:{row.pk}"
    store_item(channel, item(author=KIM), after(10))
    assert the_row().author is not None


def test_a_post_is_filled_in_when_it_is_listed(channel: Channel) -> None:
    store_item(channel, item(), after(0))
    with transaction.atomic():
        store_post(channel, post())
    assert Post.objects.get().text == "Visits start again in May."
    assert Post.objects.get().kind == "post"


def test_a_message_stands_under_no_post(channel: Channel) -> None:
    store_item(channel, item(kind=ContributionKind.DIRECT_MESSAGE, post_external_id="elsewhere"), after(0))
    assert not Post.objects.exists()
    assert the_row().is_private


def test_the_table_itself_holds_one_disposition_each(channel: Channel) -> None:
    row, _ = store_item(channel, item(), after(0))
    assert row is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.create(
            channel=channel, external_id="c-2", kind="comment", published_at=after(0), disposition=row.disposition
        )


def test_a_disposition_said_twice_is_recorded_once(channel: Channel) -> None:
    row, _ = store_item(channel, item(), after(0))
    assert row is not None
    for _ in range(2):
        set_disposition(row, "kept", "No breach of the guidelines.")
    assert kinds().count("contribution.disposed") == 1
