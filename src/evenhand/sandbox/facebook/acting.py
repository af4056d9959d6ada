"""What the Page can do on Facebook: hide, edit its own, delete, reply, block. Each is a plan until the gate runs it."""

from __future__ import annotations

from evenhand.sandbox.meta import errors
from evenhand.sandbox.state import organisation
from evenhand.sandbox.state.model import HIDDEN, MENTION, VISIBLE, Contribution, Post
from evenhand.sandbox.wire.answer import Answer, Plan, RefusedError, Write
from evenhand.sandbox.wire.call import Call
from evenhand.sandbox.wire.platform import Platform

SUCCESS = Answer(200, {"success": True})


def write_for(platform: Platform, operation: str, external_id: str) -> Write:
    """The write, with the author of what it is aimed at where that is known."""
    found = platform.world.find(platform.name, external_id)
    return Write(operation, external_id, found.author if found else "")


def existing(platform: Platform, external_id: str, method: str) -> Contribution:
    """The contribution, or 100/33."""
    found = platform.world.live(platform.name, external_id)
    if found is None:
        raise RefusedError(errors.gone(external_id, method))
    return found


def change(platform: Platform, call: Call, external_id: str) -> Plan:
    """POST /{comment}: `is_hidden` hides or shows; `message` EDITS the comment, whatever Meta's guide says."""
    if call.has("is_hidden"):
        return _hide(platform, call.given("is_hidden"), external_id)
    write = write_for(platform, "edit", external_id)

    def run() -> Answer:
        found = existing(platform, external_id, "post")
        if not call.has("message"):
            raise RefusedError(errors.invalid("Param message is missing"))
        if not found.by_organisation:
            raise RefusedError(errors.permission("You do not have sufficient permissions to edit this comment"))
        found.text = found.typed = call.given("message")
        write.effect = True
        write.detail["text"] = found.text
        return SUCCESS

    return Plan(run, (write,), pretend=lambda: SUCCESS)


def _hide(platform: Platform, value: str, external_id: str) -> Plan:
    hiding = value.lower() in {"true", "1"}
    write = write_for(platform, "hide" if hiding else "unhide", external_id)

    def run() -> Answer:
        found = existing(platform, external_id, "post")
        if value.lower() not in {"true", "false", "1", "0"}:
            raise RefusedError(errors.invalid("Param is_hidden must be a boolean"))
        if found.by_organisation:
            raise RefusedError(errors.permission("A Page cannot hide its own comment"))
        if found.kind == MENTION:
            raise RefusedError(errors.permission("The post is on another timeline and is not the Page's to hide"))
        write.effect = organisation.set_state(platform.world, found, HIDDEN if hiding else VISIBLE)
        return SUCCESS

    return Plan(run, (write,), pretend=lambda: SUCCESS)


def delete(platform: Platform, external_id: str) -> Plan:
    """DELETE /{comment}."""
    write = write_for(platform, "delete", external_id)

    def run() -> Answer:
        found = existing(platform, external_id, "delete")
        if found.kind == MENTION:
            raise RefusedError(errors.permission("The post is on another timeline and is not the Page's to delete"))
        write.effect = organisation.delete(platform.world, found)
        return SUCCESS

    return Plan(run, (write,), pretend=lambda: SUCCESS)


def reply(platform: Platform, call: Call, under: str) -> Plan:
    """POST /{comment or post}/comments `message=`."""
    write = write_for(platform, "reply", under)
    text = call.given("message")
    write.detail["text"] = text

    def run() -> Answer:
        to: Contribution | Post | None = platform.world.posts.get((platform.name, under))
        to = to or existing(platform, under, "post")
        if not text.strip():
            raise RefusedError(errors.invalid("Param message must be non-empty"))
        made = organisation.reply(platform.world, to, text)
        write.effect = True
        write.detail["made"] = made.id
        return Answer(200, {"id": made.id})

    def pretend() -> Answer:
        return Answer(200, {"id": platform.world.ids.comment(platform.name, under, under)})

    return Plan(run, (write,), pretend)


def block(platform: Platform, call: Call) -> Plan:
    """POST or DELETE /{page}/blocked `user=`, of one person at a time here."""
    people = next((call.several(name) for name in ("user", "psid", "asid", "uid") if call.given(name)), [])
    person = people[0] if len(people) == 1 else ""
    blocking = call.method == "POST"
    write = Write("block" if blocking else "unblock", person, person)
    done = Answer(200, {person: True}) if blocking else SUCCESS

    def run() -> Answer:
        author = platform.world.authors.get((platform.name, person))
        if author is None:
            raise RefusedError(errors.invalid("Invalid user id. Give the id of a person who wrote to the Page"))
        write.effect = organisation.block(author, blocked=blocking)
        return done

    return Plan(run, (write,), pretend=lambda: done)
