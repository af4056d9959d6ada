"""The page of one block: the same person's accounts on our other channels, said by one and looked at by another."""

from __future__ import annotations

from django.test import Client
from tests import house as h
from tests.desk.conftest import SignIn
from tests.house import House
from tests.sanctions.test_linking import SHE_SAID, blocked, said

from evenhand.people.models import User
from evenhand.sanctions.models import Block, SamePerson

SAME = {"account": "anna_w", "how": "said_publicly", "evidence": SHE_SAID}


def page_of(block: Block, *parts: object) -> str:
    return "/".join(["/desk/blocks", str(block.pk), *map(str, parts), ""])


def shown(browser: Client, block: Block) -> str:
    return browser.get(page_of(block)).content.decode()


def test_one_says_it_and_an_approver_who_is_another_blocks_there_too(
    house: House, moderator: User, approver: User, signed_in: SignIn
) -> None:
    origin = blocked(house)
    house.write(h.KIND, on="instagram", by="anna_w")
    mo, ann = signed_in(moderator), signed_in(approver)
    assert "Not linked" in shown(mo, origin)
    form = {**SAME, "channel": house.channels["instagram"].pk}
    assert mo.post(page_of(origin, "same"), form).status_code == 302
    same = SamePerson.objects.get()
    assert "Waits for a second person" in shown(mo, origin)
    assert "an approver who is somebody else must look" in shown(mo, origin)
    assert "A second person is to look." in ann.get("/desk/blocks/").content.decode()
    assert mo.post(page_of(origin, "same", same.pk), {"answer": "approve"}).status_code == 403
    assert ann.post(page_of(origin, "same", same.pk), {"answer": "approve"}).status_code == 302
    house.run()
    assert house.on("instagram").blocked == {"anna_w"}
    made = Block.objects.get(ground="linked")
    assert "It follows another block" in shown(mo, made)
    assert mo.post(page_of(made, "same", same.pk, "end"), {"reason": "It is her sister’s."}).status_code == 302
    house.run()
    assert house.on("instagram").blocked == set()
    assert "her sister’s" in shown(mo, made)


def test_what_lacks_is_said_at_its_field(house: House, moderator: User, approver: User, signed_in: SignIn) -> None:
    origin = blocked(house)
    same = said(house, origin, by=approver)
    mo, ann = signed_in(moderator), signed_in(approver)
    refused = mo.post(page_of(origin, "same"), {**SAME, "channel": "999", "how": "style"})
    assert refused.status_code == 422
    words = refused.content.decode()
    assert "Choose one of the channels." in words
    assert "Choose how it shows" in words
    own = ann.post(page_of(origin, "same", same.pk), {"answer": "approve"})
    assert own.status_code == 422
    assert "A second person must look" in own.content.decode()
    assert ann.post(page_of(origin, "same", same.pk), {"answer": "end", "reason": ""}).status_code == 422
    assert mo.post(page_of(origin, "same", same.pk, "end"), {"reason": "Nobody can tell."}).status_code == 302
    late = mo.post(page_of(origin, "same", same.pk, "end"), {"reason": "Nobody can tell."})
    assert late.status_code == 409
    assert "in the meantime" in late.content.decode()
