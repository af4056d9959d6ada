"""The machine's own texts: which of the four is sent, in which language, and when nothing is.

Each at most once a conversation, word for word as the policy in force has it, and only where the platform lets us
answer now. A translation that nobody checked is not sent. How it is sent, and seen to be there, is actions' part.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from evenhand import policy as policies_data
from evenhand.actions import planning
from evenhand.clock import said
from evenhand.intake.models import Contribution
from evenhand.judgement import policies
from evenhand.platforms.interface import Platform
from evenhand.platforms.offers import private_way, too_long
from evenhand.policy import language_of
from evenhand.records import services as records
from evenhand.support.models import AutomaticText, Conversation

WINDOWS = {Platform.FACEBOOK: timedelta(hours=24), Platform.INSTAGRAM: timedelta(hours=24)}
"""How long after somebody's message the platform lets a machine answer; the others set no limit."""


def send(
    conversation: Conversation,
    letter: str,
    message: Contribution,
    language: str = "en",
    *,
    back: datetime | None = None,
) -> AutomaticText | None:
    """Answer a message with a fixed text; None where it was sent before or may not be sent here and now.

    `back` is when people are there again, for the letter that says so.
    """
    version = policies.in_force()
    policy = policies.policy_of(version)
    spoken = language_of(policy, letter, language)
    told = {} if back is None else {"next_reply": said(back, spoken)}
    words = policies_data.render(policy, letter, spoken, **told)
    if not _may_be_sent(message, words) or conversation.automatic_texts.filter(letter=letter).exists():
        return None
    text = AutomaticText.objects.create(
        conversation=conversation,
        author_id=conversation.author_id,
        message=message,
        policy_version=version,
        letter=letter,
        language=spoken,
        words=words,
    )
    records.append(
        "automatic_text.made",
        subject=f"contribution:{message.pk}",
        actor="machine",
        facts={"letter": letter, "language": spoken, "policy": version.digest, "conversation": conversation.pk},
    )
    planning.plan_letter(message, letter, words, text.pk)
    return text


def _may_be_sent(message: Contribution, words: str) -> bool:
    platform = Platform(message.channel.platform)
    way = private_way(platform, in_message=True)
    if way is None or too_long(platform, way, words):
        return False
    window = WINDOWS.get(platform)
    return window is None or timezone.now() - message.published_at < window
