"""What the page can do on LinkedIn: comment, reply, and delete its own. Members' comments it cannot touch."""

from __future__ import annotations

from collections.abc import Mapping

from evenhand.sandbox.linkedin import errors, nodes
from evenhand.sandbox.state import organisation
from evenhand.sandbox.state.model import Contribution, Post
from evenhand.sandbox.wire.answer import Answer, Plan, RefusedError, Write
from evenhand.sandbox.wire.call import Call
from evenhand.sandbox.wire.platform import Platform

LONGEST = 1250


def comment(platform: Platform, call: Call, urn: str) -> Plan:
    """POST /socialActions/{urn}/comments `{actor, object, message: {text}, parentComment?}`."""
    message = call.body.get("message")
    given: Mapping[str, object] = message if isinstance(message, dict) else {}
    text, parent = str(given.get("text", "")), str(call.body.get("parentComment", "") or "")
    aim = parent or urn
    found = platform.world.find("linkedin", aim)
    write = Write("reply", aim, found.author if found else "", detail={"text": text})

    def run() -> Answer:
        _check(platform, call, text)
        made = organisation.reply(platform.world, _answered(platform, aim), text)
        write.effect = True
        write.detail["made"] = made.id
        node = nodes.comment_node(platform, made)
        return Answer(201, node, {"x-restli-id": str(node["id"])})

    def pretend() -> Answer:
        activity = nodes.split_urn(aim)[0] or aim
        bare = nodes.split_urn(platform.world.ids.comment("linkedin", activity, ""))[1]
        return Answer(201, {"id": bare, "object": activity, "message": {"text": text}}, {"x-restli-id": bare})

    return Plan(run, (write,), pretend)


def _check(platform: Platform, call: Call, text: str) -> None:
    if call.body.get("actor") != platform.channel.external_id:
        raise RefusedError(errors.denied("socialActions.CREATE for this actor"))
    if call.body.get("content"):
        raise RefusedError(errors.denied("/content"))
    if not text.strip() or len(text) > LONGEST:
        raise RefusedError(errors.illegal("message.text needs 1 to 1250 characters"))


def _answered(platform: Platform, aim: str) -> Contribution | Post:
    found = platform.world.posts.get(("linkedin", aim)) or platform.world.live("linkedin", aim)
    if found is None:
        raise RefusedError(errors.not_found(aim))
    return found


def delete(platform: Platform, call: Call, external_id: str) -> Plan:
    """DELETE /socialActions/{urn}/comments/{id}?actor=."""
    found = platform.world.find("linkedin", external_id)
    write = Write("delete", external_id, found.author if found else "")

    def run() -> Answer:
        if found is None or found.gone:
            raise RefusedError(errors.not_found(external_id))
        if not found.by_organisation or call.given("actor") != platform.channel.external_id:
            raise RefusedError(errors.denied("socialActions.DELETE of a member's comment"))
        write.effect = organisation.delete(platform.world, found)
        return Answer(204)

    return Plan(run, (write,), pretend=lambda: Answer(204))
