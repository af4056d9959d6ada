"""Channels, posts, contributions and authors as the control API shows them."""

from __future__ import annotations

from evenhand.sandbox.state.clock import iso
from evenhand.sandbox.state.ids import thread_of
from evenhand.sandbox.state.model import Author, Channel, Contribution, Post
from evenhand.sandbox.state.tokens import APP_TOKEN, APPLICATION, PERSON, TokenState
from evenhand.sandbox.state.world import World


def channel_json(channel: Channel, tokens: TokenState) -> dict[str, object]:
    """Everything needed to connect it."""
    return {
        "platform": channel.platform,
        "external_id": channel.external_id,
        "page_id": channel.page_id,
        "name": channel.name,
        "handle": channel.handle,
        "token": channel.token,
        "app_secret": channel.app_secret,
        "verify_token": channel.verify_token,
        "api_version": channel.api_version,
        "refresh_token": tokens.refresh_token,
        "client_id": tokens.client_id,
        "client_secret": tokens.client_secret,
        "app_token": APP_TOKEN if channel.platform == "x" else "",
        "person": PERSON if channel.platform == "linkedin" else "",
        "application": APPLICATION if channel.platform == "linkedin" else "",
    }


def post_json(post: Post, *, closed: bool = False) -> dict[str, object]:
    """One post of the organisation."""
    return {
        "platform": post.platform,
        "id": post.id,
        "slug": post.slug,
        "text": post.text,
        "title": post.title,
        "published_at": iso(post.published_at),
        "purpose": post.purpose,
        "sensitive": post.sensitive,
        "staff": list(post.staff),
        "dark": post.dark,
        "comments_closed": closed,
    }


def contribution_json(each: Contribution) -> dict[str, object]:
    """One contribution with its present state."""
    return {
        "platform": each.platform,
        "id": each.id,
        "kind": each.kind,
        "post": each.post,
        "parent": each.parent,
        "thread": each.thread,
        "author": each.author,
        "text": each.text,
        "published_at": iso(each.published_at),
        "edited_at": iso(each.edited_at) if each.edited_at else None,
        "state": each.state,
        "by_organisation": each.by_organisation,
        "previous_ids": [version.id for version in each.versions if version.id != each.id],
    }


def author_json(world: World, author: Author) -> dict[str, object]:
    """One person, with the private messages they got from the organisation."""
    channel = world.channels[author.platform]
    messages = []
    if author.platform in {"facebook", "instagram", "x"}:
        thread = thread_of(author.platform, channel.external_id, author.id)
        messages = [each for each in world.thread(author.platform, thread) if each.by_organisation]
    return {
        "id": author.id,
        "handle": author.handle,
        "name": author.name,
        "blocked": author.blocked,
        "inbox": [{"id": each.id, "text": each.text, "at": iso(each.published_at)} for each in messages],
    }
