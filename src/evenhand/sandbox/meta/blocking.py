"""POST /{page}/moderate_conversations: block and unblock by conversation. It needs a private thread with the person."""

from __future__ import annotations

import json

from evenhand.sandbox.meta import errors
from evenhand.sandbox.state import organisation
from evenhand.sandbox.state.ids import thread_of
from evenhand.sandbox.wire.answer import Answer, Plan, RefusedError, Write
from evenhand.sandbox.wire.call import Call
from evenhand.sandbox.wire.platform import Platform

ACTIONS = {"block_user": "block", "unblock_user": "unblock", "ban_user": "block", "unban_user": "unblock"}
MOST_IDS, MOST_ACTIONS = 10, 2


def plan(platform: Platform, call: Call) -> Plan:
    """What the call would do to whom; `move_to_spam` is taken and does nothing here."""
    people = [str(each.get("id", "")) for each in _list(call, "user_ids") if isinstance(each, dict)]
    actions = [str(each).lower() for each in _list(call, "actions")]  # documented in small letters, sent in capitals
    writes = tuple(Write(ACTIONS[act], person, person) for act in actions if act in ACTIONS for person in people)

    def run() -> Answer:
        if not 0 < len(people) <= MOST_IDS or not 0 < len(actions) <= MOST_ACTIONS:
            raise RefusedError(errors.invalid("user_ids takes 1 to 10 ids, actions 1 to 2 actions"))
        if any(act not in ACTIONS and act != "move_to_spam" for act in actions):
            raise RefusedError(errors.invalid("Param actions holds an unknown action"))
        for person in people:
            if not platform.world.thread(platform.name, thread_of_person(platform, person)):
                raise RefusedError(errors.error(100, "(#100) No conversation with this user", subcode=2534014))
        for write in writes:
            author = platform.world.authors[platform.name, write.id]
            write.effect = organisation.block(author, blocked=write.operation == "block")
        return Answer(200, {"success": "true"})

    return Plan(run, writes, pretend=lambda: Answer(200, {"success": "true"}))


def thread_of_person(platform: Platform, person: str) -> str:
    """The conversation with somebody, whether or not there is one; ids that are none never match."""
    return thread_of(platform.name, platform.channel.external_id, person)


def _list(call: Call, name: str) -> list[object]:
    value = call.body.get(name, call.query.get(name, ""))
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return []
    return value if isinstance(value, list) else []
