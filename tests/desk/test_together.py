"""Hiding texts alike together at the desk: the preview counts accounts, one step undoes it."""

from __future__ import annotations

from tests.cases.test_bulk import ids, wave
from tests.desk.conftest import SignIn
from tests.house import House

from evenhand.cases.models import Bulk
from evenhand.people.models import User

KEY = "a" * 32


def test_seen_counted_hidden_and_undone(house: House, moderator: User, signed_in: SignIn) -> None:
    decision, others = wave(house)
    mo, page = signed_in(moderator), f"/desk/decisions/{decision.pk}/alike/"
    assert "Ticked: 4 comments by 3 accounts" in mo.get(page).content.decode()
    some = {"chosen": ids(others)[:2], "reason": "", "key": KEY}
    counted = mo.post(f"{page}hide/", {**some, "count": "1"})
    assert counted.status_code == 200
    assert "Ticked: 2 comments by 2 accounts" in counted.content.decode()
    assert not Bulk.objects.exists()
    lacking = mo.post(f"{page}hide/", some)
    assert lacking.status_code == 422
    assert "Say why they are hidden." in lacking.content.decode()
    said = mo.post(f"{page}hide/", {**some, "reason": "One insult, many times."}, follow=True).content.decode()
    assert "2 comments by 2 accounts" in said
    house.run()
    assert [house.seen(one) for one in others] == [False, False, True, True]
    undo = f"/desk/together/{Bulk.objects.get().pk}/undo/"
    assert mo.post(undo, {"reason": " "}).status_code == 422
    assert "Being shown again" in mo.post(undo, {"reason": "It was a song."}, follow=True).content.decode()
    house.run()
    assert all(house.seen(one) for one in others)
    assert mo.post(undo, {"reason": "It was a song."}).status_code == 409


def test_what_changed_meanwhile_hides_nothing(house: House, moderator: User, signed_in: SignIn) -> None:
    decision, others = wave(house)
    house.take_back(others[0])
    form = {"chosen": ids(others), "reason": "One insult, many times.", "key": KEY}
    answer = signed_in(moderator).post(f"/desk/decisions/{decision.pk}/alike/hide/", form)
    assert answer.status_code == 409
    assert "1 of them changed" in answer.content.decode()
    assert all(house.seen(one) for one in others[1:])
