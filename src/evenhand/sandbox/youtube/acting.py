"""What the channel can do on YouTube: hold, publish or reject others' comments, reply, and change its own."""

from __future__ import annotations

from collections.abc import Mapping

from evenhand.sandbox.state import organisation
from evenhand.sandbox.state.model import HELD, REJECTED, REMOVED_BY_AUTHOR, VISIBLE, Contribution
from evenhand.sandbox.wire.answer import Answer, Plan, RefusedError, Write
from evenhand.sandbox.wire.call import Call
from evenhand.sandbox.wire.platform import Platform
from evenhand.sandbox.youtube import errors, nodes

NO_CONTENT = Answer(204)
STATES = {"heldForReview": HELD, "published": VISIBLE, "rejected": REJECTED}
OPERATIONS = {"heldForReview": "hide", "published": "unhide", "rejected": "delete"}
MOST_IDS = 50


def moderate(platform: Platform, call: Call) -> Plan:
    """POST /comments/setModerationStatus. `rejected` can never be undone, so it is a delete in the ledger."""
    status, banning = call.given("moderationStatus"), call.given("banAuthor") == "true"
    ids = [each for each in call.given("id").split(",") if each]
    writes = [_write(platform, OPERATIONS.get(status, "hide"), each) for each in ids]
    for write in writes:
        write.detail["moderationStatus"] = status
    bans = [Write("block", write.author, write.author) for write in writes if banning and write.author]

    def run() -> Answer:
        found = _moderated(platform, ids, status, banning=banning)
        for write, comment in zip(writes, found, strict=True):
            write.effect = organisation.set_state(platform.world, comment, STATES[status])
        for ban in bans:
            ban.effect = organisation.block(platform.world.authors[platform.name, ban.id], blocked=True)
        return NO_CONTENT

    return Plan(run, (*writes, *bans), pretend=lambda: NO_CONTENT)


def _moderated(platform: Platform, ids: list[str], status: str, *, banning: bool) -> list[Contribution]:
    """The comments, all of them allowed to change so; otherwise nothing changes."""
    if not ids:
        raise RefusedError(errors.missing("id"))
    if status not in STATES:
        raise RefusedError(errors.invalid("moderationStatus"))
    if len(ids) > MOST_IDS:
        raise RefusedError(errors.invalid("id"))
    if banning and status != "rejected":
        raise RefusedError(errors.error(400, "banWithoutReject", "banAuthor needs the status rejected."))
    found = [platform.world.find(platform.name, each) for each in ids]
    present = [each for each in found if each is not None]
    if len(present) < len(found):
        raise RefusedError(errors.forbidden())
    if any(each.state == REMOVED_BY_AUTHOR for each in present):
        raise RefusedError(errors.error(400, "processingFailure", "The API server failed to process the request."))
    if any(each.gone for each in present):
        raise RefusedError(errors.comment_not_found())
    if any(each.by_organisation or (each.state == REJECTED and status != "rejected") for each in present):
        raise RefusedError(errors.error(400, "operationNotSupported", "The comment cannot be given this status."))
    return present


def _write(platform: Platform, operation: str, external_id: str) -> Write:
    found = platform.world.find(platform.name, external_id)
    return Write(operation, external_id, found.author if found else "")


def reply(platform: Platform, call: Call) -> Plan:
    """POST /comments?part=snippet `{snippet: {parentId, textOriginal}}`."""
    snippet = call.body.get("snippet")
    given: Mapping[str, object] = snippet if isinstance(snippet, dict) else {}
    parent, text = str(given.get("parentId", "")), str(given.get("textOriginal", ""))
    write = _write(platform, "reply", parent)
    write.detail["text"] = text

    def run() -> Answer:
        above = platform.world.live(platform.name, parent)
        if above is None or above.state == REJECTED:
            raise RefusedError(errors.comment_not_found("parentCommentNotFound"))
        if above.parent:
            raise RefusedError(errors.error(400, "invalidParentId", "A reply can only be made to a top-level comment."))
        if not text.strip():
            raise RefusedError(errors.error(400, "commentTextRequired", "The comment has no text."))
        made = organisation.reply(platform.world, above, text)
        write.effect = True
        write.detail["made"] = made.id
        return Answer(200, nodes.comment_node(platform, made, plain=False, status=False))

    def pretend() -> Answer:
        made = platform.world.ids.comment(platform.name, "", parent)
        return Answer(
            200, {"kind": "youtube#comment", "id": made, "snippet": {"parentId": parent, "textOriginal": text}}
        )

    return Plan(run, (write,), pretend)


def delete(platform: Platform, call: Call) -> Plan:
    """DELETE /comments?id=: only its own author can."""
    write = _write(platform, "delete", call.given("id"))

    def run() -> Answer:
        found = platform.world.live(platform.name, write.id)
        if found is None:
            raise RefusedError(errors.comment_not_found())
        if not found.by_organisation:
            raise RefusedError(errors.forbidden("The comment can only be deleted by its author."))
        write.effect = organisation.delete(platform.world, found)
        return NO_CONTENT

    return Plan(run, (write,), pretend=lambda: NO_CONTENT)


def edit(platform: Platform, call: Call) -> Plan:
    """PUT /comments?part=snippet: only its own author can."""
    snippet = call.body.get("snippet")
    given: Mapping[str, object] = snippet if isinstance(snippet, dict) else {}
    write = _write(platform, "edit", str(call.body.get("id", "")))

    def run() -> Answer:
        found = platform.world.live(platform.name, write.id)
        if found is None:
            raise RefusedError(errors.comment_not_found())
        if not found.by_organisation:
            raise RefusedError(errors.forbidden("The comment can only be changed by its author."))
        found.text = found.typed = str(given.get("textOriginal", ""))
        found.edited_at = platform.world.clock.now()
        write.effect = True
        return Answer(200, nodes.comment_node(platform, found, plain=False, status=False))

    return Plan(run, (write,))
