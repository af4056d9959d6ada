"""What the account can do on Instagram: hide, delete, reply under a top-level comment. One level of replies only."""

from __future__ import annotations

from evenhand.sandbox.meta import errors
from evenhand.sandbox.state import organisation
from evenhand.sandbox.state.model import DIRECT_MESSAGE, HIDDEN, VISIBLE, Contribution, Post
from evenhand.sandbox.wire.answer import Answer, Plan, RefusedError, Write
from evenhand.sandbox.wire.call import Call
from evenhand.sandbox.wire.platform import Platform

SUCCESS = Answer(200, {"success": True})


def existing(platform: Platform, external_id: str, method: str) -> Contribution:
    """The comment, or 100/33."""
    found = platform.world.live(platform.name, external_id)
    if found is None or found.kind == DIRECT_MESSAGE:
        raise RefusedError(errors.gone(external_id, method))
    return found


def _write(platform: Platform, operation: str, external_id: str) -> Write:
    found = platform.world.find(platform.name, external_id)
    return Write(operation, external_id, found.author if found else "")


def change(platform: Platform, call: Call, external_id: str) -> Plan:
    """POST /{comment} `hide=`; POST /{media} `comment_enabled=`."""
    if (platform.name, external_id) in platform.world.posts and call.has("comment_enabled"):
        return _set_comments(platform, external_id, call.given("comment_enabled").lower())
    value = call.given("hide").lower()
    write = _write(platform, "unhide" if value in {"false", "0"} else "hide", external_id)

    def run() -> Answer:
        found = existing(platform, external_id, "post")
        if value not in {"true", "false", "1", "0"}:
            raise RefusedError(errors.invalid("The parameter hide is required and must be a boolean"))
        if found.by_organisation:
            raise RefusedError(errors.permission("An account cannot hide its own comment", 10))
        write.effect = organisation.set_state(platform.world, found, HIDDEN if write.operation == "hide" else VISIBLE)
        return SUCCESS

    return Plan(run, (write,), pretend=lambda: SUCCESS)


def _set_comments(platform: Platform, media: str, value: str) -> Plan:
    opened = value in {"true", "1"}
    write = Write("open_comments" if opened else "close_comments", media)

    def run() -> Answer:
        if value not in {"true", "false", "1", "0"}:
            raise RefusedError(errors.invalid("The parameter comment_enabled must be a boolean"))
        post = platform.world.posts[platform.name, media]
        write.effect = organisation.set_comments(platform.world, post, opened=opened)
        return SUCCESS

    return Plan(run, (write,), pretend=lambda: SUCCESS)


def delete(platform: Platform, external_id: str) -> Plan:
    """DELETE /{comment}."""
    write = _write(platform, "delete", external_id)

    def run() -> Answer:
        write.effect = organisation.delete(platform.world, existing(platform, external_id, "delete"))
        return SUCCESS

    return Plan(run, (write,), pretend=lambda: SUCCESS)


def reply(platform: Platform, call: Call, under: str, edge: str) -> Plan:
    """POST /{comment}/replies or /{media}/comments `message=`."""
    write = _write(platform, "reply", under)
    text = call.given("message")
    write.detail["text"] = text

    def run() -> Answer:
        to = _answered(platform, under, edge)
        if not text.strip():
            raise RefusedError(errors.invalid("The parameter message is required"))
        made = organisation.reply(platform.world, to, text)
        write.effect = True
        write.detail["made"] = made.id
        return Answer(200, {"id": made.id})

    def pretend() -> Answer:
        return Answer(200, {"id": platform.world.ids.comment(platform.name, "", under)})

    return Plan(run, (write,), pretend)


def _answered(platform: Platform, under: str, edge: str) -> Contribution | Post:
    if edge == "comments":
        post = platform.world.posts.get((platform.name, under))
        if post is None:
            raise RefusedError(errors.gone(under, "post"))
        return post
    found = existing(platform, under, "post")
    if found.parent:
        raise RefusedError(errors.invalid("Replies can only be made to top-level comments"))
    return found
