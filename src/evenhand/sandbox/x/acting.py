"""What the account can do on X: hide replies in its own conversations, reply when summoned, write where let."""

from __future__ import annotations

from collections.abc import Mapping

from evenhand.sandbox.state import organisation
from evenhand.sandbox.state.ids import thread_of
from evenhand.sandbox.state.model import DIRECT_MESSAGE, HIDDEN, VISIBLE, Contribution, Post
from evenhand.sandbox.wire.answer import Answer, Plan, RefusedError, Write
from evenhand.sandbox.wire.call import Call
from evenhand.sandbox.wire.platform import Platform
from evenhand.sandbox.x import errors

NOT_SUMMONED = "Reply to this conversation is not allowed because its author has not mentioned or quoted the account."


def _write(platform: Platform, operation: str, external_id: str) -> Write:
    found = platform.world.find("x", external_id)
    return Write(operation, external_id, found.author if found else "")


def hide(platform: Platform, call: Call, external_id: str) -> Plan:
    """PUT /2/tweets/:id/hidden `{"hidden": true|false}`."""
    hidden = call.body.get("hidden")
    write = _write(platform, "unhide" if hidden is False else "hide", external_id)
    done = Answer(200, {"data": {"hidden": hidden is not False}})

    def run() -> Answer:
        if not isinstance(hidden, bool):
            raise RefusedError(errors.invalid("hidden", "The body needs hidden, true or false"))
        found = platform.world.live("x", external_id)
        if found is None or found.kind == DIRECT_MESSAGE:
            raise RefusedError(errors.gone(external_id))
        if found.by_organisation or ("x", found.thread) not in platform.world.posts:
            raise RefusedError(errors.forbidden("You can only hide replies in conversations that you started."))
        write.effect = organisation.set_state(platform.world, found, HIDDEN if hidden else VISIBLE)
        return done

    return Plan(run, (write,), pretend=lambda: done)


def reply(platform: Platform, call: Call) -> Plan:
    """POST /2/tweets `{"text", "reply": {"in_reply_to_tweet_id"}}`."""
    given = call.body.get("reply")
    aim: Mapping[str, object] = given if isinstance(given, dict) else {}
    under, text = str(aim.get("in_reply_to_tweet_id", "")), str(call.body.get("text", ""))
    write = _write(platform, "reply", under)
    write.detail["text"] = text

    def run() -> Answer:
        if not under or not text.strip():
            raise RefusedError(errors.invalid("text", "This simulation takes replies: text and in_reply_to_tweet_id"))
        made = organisation.reply(platform.world, _answered(platform, under), text)
        write.effect = True
        write.detail["made"] = made.id
        return _created(made.id, text)

    return Plan(run, (write,), pretend=lambda: _created(platform.world.ids.comment("x", "", ""), text))


def _answered(platform: Platform, under: str) -> Contribution | Post:
    post = platform.world.posts.get(("x", under))
    if post:
        return post
    found = platform.world.live("x", under)
    if found is None or found.kind == DIRECT_MESSAGE:
        raise RefusedError(errors.forbidden("You attempted to reply to a post that is deleted or not visible to you."))
    if not found.by_organisation and not found.summons:
        raise RefusedError(errors.forbidden(NOT_SUMMONED))
    return found


def _created(new_id: str, text: str) -> Answer:
    return Answer(201, {"data": {"id": new_id, "text": text, "edit_history_tweet_ids": [new_id]}})


def delete(platform: Platform, external_id: str) -> Plan:
    """DELETE /2/tweets/:id: one's own only."""
    write = _write(platform, "delete", external_id)

    def run() -> Answer:
        found = platform.world.live("x", external_id)
        if found is None:
            raise RefusedError(errors.gone(external_id))
        if not found.by_organisation:
            raise RefusedError(errors.forbidden("You are not authorized to delete this post."))
        write.effect = organisation.delete(platform.world, found)
        return Answer(200, {"data": {"deleted": True}})

    return Plan(run, (write,), pretend=lambda: Answer(200, {"data": {"deleted": True}}))


def message(platform: Platform, call: Call, person: str) -> Plan:
    """POST /2/dm_conversations/with/:id/messages `{"text"}`, where the person's settings let it through."""
    text = str(call.body.get("text", ""))
    write = Write("message", person, person, detail={"text": text})

    def run() -> Answer:
        author = platform.world.authors.get(("x", person))
        if author is None:
            raise RefusedError(errors.gone(person, "user"))
        if not text.strip():
            raise RefusedError(errors.invalid("text", "The body needs a text"))
        thread = thread_of("x", platform.channel.external_id, person)
        wrote = any(not each.by_organisation for each in platform.world.thread("x", thread))
        if author.blocked or not (author.dm_open or wrote):
            detail = "You do not have permission to DM one or more of the participants."
            raise RefusedError(errors.forbidden(detail))
        made = organisation.write(platform.world, author, text)
        write.effect = True
        write.detail.update(made=made.id, recipient=person)
        return _sent(thread, made.id)

    def pretend() -> Answer:
        return _sent(f"{person}-{platform.channel.external_id}", platform.world.ids.message("x"))

    return Plan(run, (write,), pretend)


def _sent(thread: str, event: str) -> Answer:
    return Answer(201, {"data": {"dm_conversation_id": thread, "dm_event_id": event}})


def block_messages(platform: Platform, person: str, *, blocked: bool) -> Plan:
    """POST /2/users/:id/dm/block or /dm/unblock: no more messages from somebody; in public they still may write."""
    write = Write("block_messages" if blocked else "unblock_messages", person, person)
    done = Answer(200, {"data": {"blocked": blocked}})

    def run() -> Answer:
        author = platform.world.authors.get(("x", person))
        if author is None:
            raise RefusedError(errors.gone(person, "user"))
        write.effect, author.dm_blocked = author.dm_blocked != blocked, blocked
        return done

    return Plan(run, (write,), pretend=lambda: done)


def block(call: Call) -> Plan:
    """POST or DELETE /2/users/:id/blocking: for Enterprise plans alone."""
    target = str(call.body.get("target_user_id", "")) if call.method == "POST" else call.parts[-1]
    write = Write("block" if call.method == "POST" else "unblock", target, target)

    def run() -> Answer:
        raise RefusedError(errors.not_enrolled("This endpoint is available to Enterprise plans only."))

    return Plan(run, (write,))
