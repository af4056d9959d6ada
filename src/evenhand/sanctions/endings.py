"""How a block stands once an action for it has ended: in force, lifted, or not done; and who hears of that."""

from __future__ import annotations

from evenhand.actions.models import Action
from evenhand.sanctions import undone
from evenhand.sanctions.blocks import lifted
from evenhand.sanctions.models import Block


def settle(action: Action) -> None:
    """Follow the end of a 'block' or 'unblock' action."""
    if action.authority is None:
        return
    block = Block.objects.select_for_update().filter(pk=action.authority).first()
    if block is None:
        return
    if action.state != Action.State.DONE:
        _not_done(block, action)
    elif action.operation == Action.Operation.UNBLOCK:
        lifted(block)
    elif block.state == Block.State.PLANNED:
        block.state = Block.State.IN_FORCE
        block.save(update_fields=["state"])
    elif block.state == Block.State.LIFTED:  # somebody did it by hand after all
        undone.plan_again(action, Action.Operation.UNBLOCK)


def _not_done(block: Block, action: Action) -> None:
    unblock = Action.Operation.UNBLOCK
    called_off = block.state != Block.State.PLANNED or undone.tries(block, unblock).exists()
    if action.operation == unblock or not called_off:
        undone.tell(block, action)
