"""The form of appeals, its outcome, and the desk's pages of appeals: accessible, on a phone and without scripts too."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.test_pages import check
from tests.desk import stories
from tests.desk.test_appeals import INSULT, appealed, decided, message

from evenhand.sanctions.appeals import against, deciding, receiving
from evenhand.sanctions.models import Appeal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHY = "It is a joke among friends, and nobody was hurt by it."
SHOTS = os.environ.get("EVENHAND_SHOTS", "")


def seen(page: Page, name: str) -> None:
    """Keep a picture of the page at both widths, where somebody wants to look at them."""
    for width in (1280, 390) if SHOTS else ():
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_somebody_appeals_and_reads_the_outcome(open_page: Callable[..., Page], *, scripts: bool) -> None:
    mo, ann = stories.user("mo", "moderator", shown="Mo Lee"), stories.user("ann", "approver", shown="Ann Bevan")
    number = against.number_of(decided(mo))
    page = open_page(width=390, scripts=scripts)
    page.goto("/guidelines/")
    page.click("text=ask us to look again with a form")
    page.get_by_role("button", name="Send").click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_role("radio", name="Facebook").check()
    page.get_by_label("Your name on that channel").fill("@sam.whitlow")
    page.get_by_label("The number in our letter").fill(number)
    page.get_by_label("Why do you think").fill("It was a joke among friends.")
    page.get_by_role("button", name="Send").click()
    appeal = Appeal.objects.get()
    assert appeal.decision is not None
    assert appeal.reference in page.inner_text(".govuk-panel")
    deciding.decide(appeal, ann, "upheld", WHY)
    page.click("text=see the outcome of an appeal")
    page.get_by_label("Reference number").fill(appeal.reference)
    page.get_by_label("Your name on the channel").fill("Sam Whitlow")
    page.get_by_role("button", name="See the outcome").click()
    assert WHY in page.inner_text("main")
    seen(page, "outcome-upheld")


def test_without_our_number_the_page_says_nothing_of_what_came_of_it(open_page: Callable[..., Page]) -> None:
    mo, ann = stories.user("mo", "moderator", shown="Mo Lee"), stories.user("ann", "approver", shown="Ann Bevan")
    appeal = receiving.by_form(stories.channel(), "Sam Whitlow", "It was a joke.")
    appeal = receiving.found(appeal, decided(mo), Appeal.How.PERSON, mo)
    deciding.decide(appeal, ann, "upheld", WHY)
    page = open_page(width=390)
    page.goto("/appeal/outcome/")
    page.get_by_label("Reference number").fill(appeal.reference)
    page.get_by_label("Your name on the channel").fill("Sam Whitlow")
    page.get_by_role("button", name="See the outcome").click()
    shown = page.inner_text("main")
    assert "goes privately to the account that wrote the comment" in shown
    assert WHY not in shown
    assert "wrong" not in shown
    seen(page, "outcome-neutral")


def test_the_public_pages(open_page: Callable[..., Page]) -> None:
    decided(stories.user("mo", "moderator"))
    stories.channel("youtube")
    page = open_page()
    for name, address in [
        ("form", "/appeal/"),
        ("sent", "/appeal/sent/ABCD-EFGH-JKMC/"),
        ("look-up", "/appeal/outcome/"),
    ]:
        check(page, address, (1280, 390))
        seen(page, name)
    page.goto("/appeal/")
    page.fill("#id_words", "a" * 6_000)
    page.get_by_role("button", name="Send").click()
    seen(page, "form-errors")


def test_the_desk(sign_in: Callable[..., Page]) -> None:
    mo, ann = stories.user("mo", "moderator", shown="Mo Lee"), stories.user("ann", "approver", shown="Ann Bevan")
    appeal = appealed(mo)
    receiving.by_form(stories.channel("youtube"), "Sam", "It was a joke.", "https://example.com/c/9")
    late = receiving.by_form(stories.channel(), "Sam", "It was a joke.", "https://example.com/c/9")
    ended = appealed(mo)
    deciding.decide(ended, ann, "turned_down", WHY)
    assert ended.decision is not None
    again = receiving.by_hand(ended.decision, mo, "She rang again.")
    receiving.by_hand(ended.decision, mo, "He wrote a letter.")
    first = stories.carried_out(decided(mo, "You clown, once more?"))
    asks = message(first.contribution)
    page = sign_in(stories.user("pat", "approver", shown="Pat Roe"))
    for name, address in [
        ("case", f"/desk/cases/{appeal.case_id}/"),
        ("list", "/desk/appeals/"),
        ("ended", "/desk/appeals/?show=ended"),
        ("figures", "/desk/appeals/figures/"),
        ("to-find", f"/desk/appeals/{late.pk}/"),
        ("message", f"/desk/cases/{asks.pk}/"),
        ("by-hand", f"/desk/cases/{first.case_id}/"),
        ("asked-again", f"/desk/cases/{again.case_id}/"),
        ("named", f"/desk/cases/{stories.case('You clown, Pat Roe', INSULT).pk}/"),
        ("case-ended", f"/desk/cases/{ended.case_id}/"),
        ("statement", f"/desk/decisions/{first.pk}/statement/"),
        ("statement-welsh", f"/desk/decisions/{first.pk}/statement/?language=cy"),
    ]:
        check(page, address, (1280, 390))
        seen(page, f"desk-{name}")


def test_on_a_phone_no_figure_is_out_of_sight(sign_in: Callable[..., Page]) -> None:
    appealed(stories.user("mo", "moderator", shown="Mo Lee"))
    page = sign_in(stories.user("pat", "approver", shown="Pat Roe"))
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto("/desk/appeals/figures/")
    cells = page.get_by_role("cell").all()
    assert len(cells) == 12
    for cell in cells:
        box = cell.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    said = "getComputedStyle(document.querySelectorAll('td')[2], '::before').content"
    assert page.evaluate(said) == '"Turned down"'


def test_one_of_several_is_taken_back(sign_in: Callable[..., Page]) -> None:
    first = appealed(stories.user("mo", "moderator", shown="Mo Lee"))
    assert first.decision is not None
    second = receiving.by_hand(first.decision, first.decision.person, "He wrote.")  # type: ignore[arg-type]  # a person decided
    page = sign_in(stories.user("ann", "approver", shown="Ann Bevan"))
    page.goto(f"/desk/cases/{first.case_id}/")
    page.get_by_role("radio", name="They took the appeal back").check()
    page.get_by_label("Which one they took back").select_option(str(second.pk))
    page.get_by_label("The reasons").fill("He wrote again.")
    seen(page, "desk-take-back")
    page.get_by_role("button", name="Record").click()
    assert "Taken back" in page.inner_text("main")
    assert [Appeal.objects.get(pk=one.pk).state for one in (first, second)] == ["open", "withdrawn"]


def test_the_letter_first_and_then_the_record(sign_in: Callable[..., Page]) -> None:
    appeal = appealed(stories.user("mo", "moderator", shown="Mo Lee"))
    page = sign_in(stories.user("ann", "approver", shown="Ann Bevan"))
    page.goto(f"/desk/cases/{appeal.case_id}/")
    page.get_by_role("radio", name="We were wrong").check()
    page.get_by_label("The reasons").fill(WHY)
    page.click("text=See the letter first")
    assert WHY in page.inner_text(".eh-letter >> nth=-1")
    assert page.get_by_label("The reasons").input_value() == WHY
    seen(page, "desk-preview")
    page.get_by_role("button", name="Record").click()
    assert "The appeal was upheld" in page.inner_text("main")
