"""Comments are closed by two people for a time, and open by themselves, whatever the platform says meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests import house as h
from tests.house import House, refused

from evenhand.actions import closing
from evenhand.actions.closing_models import LAPSED
from evenhand.actions.models import Closing
from evenhand.intake.models import Post
from evenhand.people.models import User

pytestmark = pytest.mark.django_db
WHY = "Abuse of the officer shown, faster than we can hide it."


def asked(house: House, on: str = "instagram", hours: int = 4) -> Closing:
    house.write(h.KIND, on=on)
    return closing.ask(Post.objects.get(), house.moderator, reason=WHY, until=house.now + timedelta(hours=hours))


def approved(house: House, on: str = "instagram") -> Closing:
    made = closing.approve(asked(house, on), house.approver)
    house.run()
    made.refresh_from_db()
    return made


def closed(house: House, on: str = "instagram") -> bool:
    return f"{on}-post" in house.on(on).closed


def confirm(of: Closing, person: User, *, doing: str = "", done: bool = True, note: str = "") -> Closing:
    """Say how it went, on the page as it stands unless `doing` says that it was another."""
    of.refresh_from_db()
    return closing.confirm(of, person, doing=doing or of.state, done=done, note=note)


def later(house: House, hours: float) -> None:
    house.wait(60 * hours)
    closing.open_due()
    house.run()


def test_nothing_happens_before_another_person_approves(house: House) -> None:
    made = asked(house)
    house.run()
    assert not closed(house)
    assert (made.state, made.asked_by) == ("asked", house.moderator)


def test_it_is_closed_looked_at_and_opened_by_itself(house: House) -> None:
    made = approved(house)
    assert closed(house)
    assert (made.state, made.seen, made.approved_by) == ("closed", "read_back", house.approver)
    later(house, 3.9)
    assert closed(house), "its end has not come"
    later(house, 0.2)
    assert not closed(house)
    made.refresh_from_db()
    assert (made.state, made.opened_at) == ("opened", house.now)
    kinds = [entry.kind for entry in house.entries_of(f"post:{made.post_id}")]
    assert kinds == ["comments.asked", "comments.closing", "comments.closed", "comments.opening", "comments.opened"]
    assert house.content("comments.asked") == {"reason": WHY}


def test_who_asked_does_not_approve(house: House) -> None:
    house.write(h.KIND, on="instagram")
    made = closing.ask(Post.objects.get(), house.approver, reason=WHY, until=house.now + timedelta(hours=1))
    refused(lambda: closing.approve(made, house.approver), says="Another approver has to agree")
    refused(lambda: closing.approve(made, house.moderator), says="Ask an approver")
    with pytest.raises(IntegrityError), transaction.atomic():
        Closing.objects.filter(pk=made.pk).update(state="closing", approved_by=made.asked_by, approved_at=house.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Closing.objects.filter(pk=made.pk).update(state="closing")


def test_it_is_refused_with_a_reason_or_taken_back(house: House) -> None:
    made = asked(house)
    refused(lambda: closing.refuse(made, house.approver, " "), field="why", says="Say why")
    assert closing.refuse(made, house.approver, "We can keep up.").state == "refused"
    again = closing.ask(made.post, house.moderator, reason=WHY, until=house.now + timedelta(hours=1))
    assert closing.refuse(again, house.moderator, "It has calmed down.").refused_by == house.moderator
    refused(lambda: closing.approve(again, house.approver), says="answered this already")


def test_a_person_opens_them_before_the_end(house: House) -> None:
    made = approved(house)
    closing.open_early(made, house.moderator)
    house.run()
    assert not closed(house)
    refused(lambda: closing.open_early(made, house.moderator), says="not closed just now")


@pytest.mark.parametrize("fault", ["transient", "throttle"])
def test_it_is_tried_again(house: House, fault: str) -> None:
    house.on("instagram").faults.append(fault)
    made = approved(house)
    assert made.state == "closing"
    house.keep_running(10)
    assert closed(house)
    made.refresh_from_db()
    assert made.state == "closed"


def test_what_the_platform_refuses_goes_to_a_person(house: House) -> None:
    house.on("instagram").faults.append("refused")
    made = approved(house)
    assert (made.state, made.by_hand) == ("closing", True)
    assert "code 368" in made.note
    assert list(closing.by_hand()) == [made]


def test_elsewhere_a_person_closes_opens_and_confirms(house: House) -> None:
    made = approved(house, "facebook")
    assert (made.state, made.by_hand) == ("closing", True)
    assert closing.link_of(made).startswith("https://www.facebook.com/")
    assert len(closing.steps_of(made)) >= 3
    confirm(made, house.moderator, done=True)
    made.refresh_from_db()
    assert (made.state, made.seen) == ("closed", "person")
    later(house, 5)
    made.refresh_from_db()
    assert (made.state, made.by_hand) == ("opening", True), "opening is asked for by itself"
    refused(lambda: confirm(made, house.moderator, done=False), field="note", says="Say why")
    confirm(made, house.moderator, done=False, note="The button is missing.")
    made.refresh_from_db()
    assert (made.state, made.by_hand) == ("opening", True), "they have to open: the task stays"
    confirm(made, house.moderator, done=True)
    made.refresh_from_db()
    assert made.state == "opened"
    refused(lambda: confirm(made, house.moderator, done=True), says="finished this already")


def test_what_nobody_said_to_be_closed_in_time_has_to_be_seen_open(house: House) -> None:
    """Somebody may have closed them and not said so: then they would stay closed for ever (clause 7)."""
    made = approved(house, "facebook")
    later(house, 5)
    made.refresh_from_db()
    assert (made.state, made.by_hand) == ("opening", True)
    assert "If you closed them, open them" in made.note
    refused(lambda: confirm(made, house.moderator, doing="closing"), says="If you closed them, open them again")
    assert list(closing.by_hand()) == [made]
    confirm(made, house.moderator)
    made.refresh_from_db()
    assert made.state == "opened"


def test_what_the_api_refused_to_close_is_looked_at_when_its_end_comes(house: House) -> None:
    house.on("instagram").faults.append("refused")
    made = approved(house)
    house.on("instagram").closed.add("instagram-post")  # a person did, and did not say so
    later(house, 5)
    made.refresh_from_db()
    assert (made.state, made.seen) == ("opened", "read_back")
    assert not closed(house)


def test_what_a_person_could_not_close_is_not_closed(house: House) -> None:
    made = approved(house, "facebook")
    confirm(made, house.moderator, done=False, note="No such setting.")
    made.refresh_from_db()
    assert (made.state, made.note) == ("failed", "No such setting.")
    later(house, 5)
    made.refresh_from_db()
    assert made.state == "failed"


def test_a_request_that_nobody_answered_in_time_keeps_nobody_from_asking_anew(house: House) -> None:
    made = asked(house)
    house.wait(60 * 5)
    assert made not in closing.live()
    again = closing.ask(made.post, house.person("lee", "moderator"), reason=WHY, until=house.now + timedelta(hours=1))
    made.refresh_from_db()
    assert (made.state, made.refused_why) == ("refused", LAPSED)
    assert made.has_lapsed
    noted = house.entries("comments.refused")[-1]
    assert (noted.actor, noted.content.body) == ("machine", {"why": LAPSED})
    assert closing.approve(again, house.approver).state == "closing"


def test_a_channel_that_is_assisted_meanwhile_is_a_persons_task(house: House) -> None:
    made = closing.approve(asked(house), house.approver)
    made.channel.mode = "assisted"
    made.channel.save()
    house.run()
    made.refresh_from_db()
    assert made.by_hand
    assert not closed(house)


def test_what_is_wrong_is_said(house: House) -> None:
    made = asked(house)
    post, mo, soon = made.post, house.moderator, house.now + timedelta(hours=1)

    def ask(by: User = mo, reason: str = WHY, until: object = soon) -> Closing:
        return closing.ask(post, by, reason=reason, until=until)  # type: ignore[arg-type]  # a time

    refused(lambda: ask(), says="closed already, or somebody has asked")  # noqa: PLW0108 (as the others)
    refused(lambda: ask(reason=" "), field="reason", says="Say why")
    refused(lambda: ask(reason="x" * 501), field="reason", says="at most 500")
    refused(lambda: ask(until=house.now), field="until", says="in the future")
    refused(lambda: ask(until=house.now + timedelta(days=32)), field="until", says="a month at most")
    refused(lambda: ask(house.person("auditor", "auditor")), says="Ask a moderator")
    house.wait(60 * 5)
    refused(lambda: closing.approve(made, house.approver), says="has passed")
