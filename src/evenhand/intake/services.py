"""What other rooms may ask of intake. The doors stand here; each is made in the module that its name comes from.

contribution, changed = store_item(channel, item, read_at)
set_disposition(contribution, Disposition.State.KEPT, "No breach of the guidelines.")
note_state(contribution, "hidden")          # our own action had its effect
"""

from __future__ import annotations

from evenhand.intake.batches import store_items
from evenhand.intake.changes import note_state
from evenhand.intake.dispositions import set_disposition
from evenhand.intake.linking import lane_of, store_post
from evenhand.intake.storing import store_gone, store_item
from evenhand.intake.unread import keep_unread

__all__ = [
    "keep_unread",
    "lane_of",
    "note_state",
    "set_disposition",
    "store_gone",
    "store_item",
    "store_items",
    "store_post",
]
