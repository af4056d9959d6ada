"""POST /{page}/messages: private replies to a comment, and answers within the windows.

A comment is answered in private once, within seven days. Otherwise the person must have written within 24 hours, or
seven days with the tag HUMAN_AGENT.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from evenhand.sandbox.meta import errors
from evenhand.sandbox.state import organisation
from evenhand.sandbox.state.ids import thread_of
from evenhand.sandbox.state.model import Author, Contribution
from evenhand.sandbox.wire.answer import Answer, Plan, RefusedError, Write
from evenhand.sandbox.wire.call import Call
from evenhand.sandbox.wire.platform import Platform

WINDOW, LONG_WINDOW, PRIVATE_REPLY_DAYS = timedelta(hours=24), timedelta(days=7), timedelta(days=7)
LONGEST = 2000
OUTSIDE_WINDOW = {"facebook": 2018278, "instagram": 2534022}
ALREADY_REPLIED, CANNOT_REPLY, NOT_AVAILABLE = 10900, 10903, 551


def plan(platform: Platform, call: Call) -> Plan:
    """What a call to `/messages` would send, and to whom."""
    recipient, text = _object(call, "recipient"), _object(call, "message").get("text")
    target = next((str(recipient[key]) for key in ("comment_id", "post_id", "id") if key in recipient), "")
    about = platform.world.find(platform.name, target)
    write = Write("message", target, about.author if about else target)
    write.detail.update(text=text if isinstance(text, str) else "", private_reply="id" not in recipient)
    return Plan(
        run=lambda: _sent(platform, call, recipient, write),
        writes=(write,),
        pretend=lambda: Answer(
            200, {"recipient_id": write.author, "message_id": platform.world.ids.message(platform.name)}
        ),
    )


def _object(call: Call, name: str) -> Mapping[str, object]:
    """A parameter that is JSON in a form, or an object in a JSON body."""
    value = call.body.get(name, call.query.get(name, ""))
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}


def _sent(platform: Platform, call: Call, recipient: Mapping[str, object], write: Write) -> Answer:
    text = str(write.detail["text"])
    if not text.strip() or not write.id:
        raise RefusedError(errors.invalid("Param message and recipient must be non-empty"))
    if len(text.encode("utf-8", "surrogatepass")) > LONGEST:
        raise RefusedError(errors.invalid("Length of param message[text] must be less than or equal to 2000"))
    author = _to_person(platform, call, write.id) if "id" in recipient else _to_comment(platform, write.id)
    if author.blocked:
        raise RefusedError(errors.error(NOT_AVAILABLE, "(#551) This person isn't available right now.", status=403))
    made = organisation.write(platform.world, author, text)
    comment = platform.world.find(platform.name, write.id)
    if comment and "id" not in recipient:
        comment.answered_privately = True
    write.effect, write.author = True, author.id
    write.detail.update(made=made.id, recipient=author.id)
    return Answer(200, {"recipient_id": author.id, "message_id": made.id})


def _to_comment(platform: Platform, comment_id: str) -> Author:
    comment = platform.world.live(platform.name, comment_id)
    if comment is None or comment.by_organisation:
        raise RefusedError(errors.gone(comment_id, "post"))
    if comment.answered_privately:
        raise RefusedError(errors.error(ALREADY_REPLIED, "(#10900) Activity already replied to"))
    if not can_reply_privately(comment, platform.world.clock.now()):
        raise RefusedError(errors.error(CANNOT_REPLY, "(#10903) This user cannot reply to this activity"))
    return platform.world.authors[platform.name, comment.author]


def can_reply_privately(comment: Contribution, now: datetime) -> bool:
    """Whether the one private reply is still to be had."""
    young = now - comment.published_at <= PRIVATE_REPLY_DAYS
    return young and not comment.answered_privately and not comment.by_organisation


def _to_person(platform: Platform, call: Call, person: str) -> Author:
    author = platform.world.authors.get((platform.name, person))
    if author is None:
        raise RefusedError(errors.error(100, "(#100) No matching user found", subcode=2018001))
    thread = thread_of(platform.name, platform.channel.external_id, author.id)
    theirs = [each for each in platform.world.thread(platform.name, thread) if not each.by_organisation]
    tagged = call.given("messaging_type") == "MESSAGE_TAG"
    if tagged and call.given("tag") != "HUMAN_AGENT":
        raise RefusedError(errors.invalid("Param tag must be HUMAN_AGENT; the other tags have ended"))
    window = LONG_WINDOW if tagged else WINDOW
    if not theirs or platform.world.clock.now() - theirs[-1].published_at > window:
        raise RefusedError(window_closed(platform.name))
    return author


def window_closed(platform: str) -> Answer:
    """10: the person has not written lately."""
    message = "(#10) This message is sent outside of allowed window."
    return errors.error(10, message, subcode=OUTSIDE_WINDOW[platform], status=403)
