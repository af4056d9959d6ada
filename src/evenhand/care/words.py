"""What an alert says: which kind of case, where, until when, and the way to it. Never whose words, nor which."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from evenhand.work.types import JSON

CARD = "application/vnd.microsoft.card.adaptive"


@dataclass(frozen=True, slots=True)
class Words:
    """An alert in plain English; `link` may be empty."""

    subject: str
    text: str
    link: str
    case: int

    @property
    def whole(self) -> str:
        """Text and link, as a mail or a chat shows them."""
        return f"{self.text}\n\n{self.link}".strip()


def words(kind: str, platform: str, due: str, case: int, link: str) -> Words:
    """The words for a case of `kind` on `platform` ('Facebook'), due `due` ('9am on Monday 23 November')."""
    what = (
        "Somebody may be at risk" if kind == "safeguarding" else "A serious threat, or a person in danger, is possible"
    )
    return Words(
        subject=f"Evenhand: case {case} needs somebody now",
        text=f"{what} ({platform}). Case {case} is the first in the queue, and is due {due}. "
        "Please sign in and look at it now. If a life is in danger, call 999 first.",
        link=link,
        case=case,
    )


def body(said: Words, shape: str) -> dict[str, JSON]:
    """The body of a webhook: Slack's 'text', a Teams adaptive card in a message, or plain fields."""
    if shape == "slack":
        return {"text": f"*{said.subject}*\n{said.whole}"}
    if shape == "json":
        return asdict(said)
    blocks: list[JSON] = [
        {"type": "TextBlock", "text": said.subject, "weight": "Bolder", "wrap": True},
        {"type": "TextBlock", "text": said.text, "wrap": True},
    ]
    opening: list[JSON] = [{"type": "Action.OpenUrl", "title": "Open the case", "url": said.link}] if said.link else []
    card: dict[str, JSON] = {"type": "AdaptiveCard", "version": "1.4", "body": blocks, "actions": opening}
    return {"type": "message", "attachments": [{"contentType": CARD, "content": card}]}
