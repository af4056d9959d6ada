"""What an alert says, and the shapes in which webhooks want it."""

from __future__ import annotations

from evenhand.care.words import CARD, body, words

SAID = words("safeguarding", "Facebook", "4am on Saturday 21 November", 12, "https://desk.example/desk/cases/12/")


def test_it_says_what_where_and_until_when() -> None:
    assert "Somebody may be at risk (Facebook). Case 12" in SAID.text
    assert "4am on Saturday 21 November" in SAID.text
    assert "999" in SAID.text
    assert words("review", "X", "now", 3, "").text.startswith("A serious threat")


def test_slack_is_told_in_one_text() -> None:
    assert body(SAID, "slack") == {"text": f"*{SAID.subject}*\n{SAID.text}\n\n{SAID.link}"}


def test_teams_is_told_in_an_adaptive_card_with_a_way_to_the_case() -> None:
    card = {
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            {"type": "TextBlock", "text": SAID.subject, "weight": "Bolder", "wrap": True},
            {"type": "TextBlock", "text": SAID.text, "wrap": True},
        ],
        "actions": [{"type": "Action.OpenUrl", "title": "Open the case", "url": SAID.link}],
    }
    assert body(SAID, "teams") == {"type": "message", "attachments": [{"contentType": CARD, "content": card}]}


def test_without_the_desks_address_there_is_no_button() -> None:
    plain = words("safeguarding", "Facebook", "now", 12, "")
    assert "'actions': []" in str(body(plain, "teams"))
    assert plain.whole == plain.text


def test_plain_fields_for_everything_else() -> None:
    assert body(SAID, "json") == {"subject": SAID.subject, "text": SAID.text, "link": SAID.link, "case": 12}
