"""Which conversation a direct message belongs to: a month of silence ends one, and the next message begins another."""

from __future__ import annotations

from datetime import timedelta

from evenhand.intake.models import Contribution
from evenhand.support.models import Conversation

SILENCE = timedelta(days=30)


def conversation_of(message: Contribution) -> Conversation | None:
    """The conversation of a direct message, begun where none runs; None where nobody knows who wrote it.

    Called in the author's lane, so that two messages never begin two.
    """
    if message.author_id is None:
        return None
    begun = Conversation.objects.filter(begun_by=message).first()
    if begun is not None:
        return begun
    running = Conversation.objects.select_for_update().filter(author=message.author_id, ended_at__isnull=True).first()
    if running is not None:
        if message.published_at - running.last_at <= SILENCE:
            running.last_at = max(running.last_at, message.published_at)
            running.save(update_fields=["last_at"])
            return running
        running.ended_at = running.last_at
        running.save(update_fields=["ended_at"])
    return Conversation.objects.create(
        author_id=message.author_id, begun_by=message, begun_at=message.published_at, last_at=message.published_at
    )
