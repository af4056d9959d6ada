"""Graph v26.0 for one Instagram account: which path does what. Nothing tells of edits and deletions here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from evenhand.sandbox.instagram import acting, nodes
from evenhand.sandbox.meta import blocking, conversations, errors, sending
from evenhand.sandbox.meta.fields import chosen, parse
from evenhand.sandbox.meta.paging import listing
from evenhand.sandbox.meta.subscribed import DEFAULT, subscribed_apps
from evenhand.sandbox.meta.usage import Usage
from evenhand.sandbox.state.clock import read_time
from evenhand.sandbox.state.model import HIDDEN, Contribution
from evenhand.sandbox.state.tokens import PERSON_TOKEN
from evenhand.sandbox.state.world import World
from evenhand.sandbox.wire.allowance import Allowance
from evenhand.sandbox.wire.answer import Answer, Plan, RefusedError
from evenhand.sandbox.wire.call import Call
from evenhand.sandbox.wire.platform import Params, Platform

MOST_COMMENTS = 50


class Instagram(Platform):
    """`/instagram/v26.0/...`."""

    name = "instagram"
    prefix = "instagram"
    subscribed: str = DEFAULT
    hidden_absent: Callable[[], bool] = staticmethod(lambda: False)

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.usage = Usage(self.channel.external_id, "instagram")

    def plan(self, call: Call) -> Plan:
        """Find the node and edge."""
        if len(call.parts) < 2 or not call.parts[0].startswith("v"):  # noqa: PLR2004 -- version and node
            raise RefusedError(errors.error(2500, "Unknown path components", kind="IGApiException"))
        node, edge = call.parts[1], "/".join(call.parts[2:])
        if node in {self.channel.external_id, self.channel.page_id, "me"} and edge:
            return self._account_edge(call, edge)
        if edge:
            return self._edge(call, node, edge)
        if call.method == "GET":
            return Plan(lambda: self._node(call, node))
        return acting.delete(self, node) if call.method == "DELETE" else acting.change(self, call, node)

    def _account_edge(self, call: Call, edge: str) -> Plan:
        if edge == "media" and call.method == "GET":
            return Plan(lambda: self._media(call))
        if edge == "conversations" and call.method == "GET":
            return Plan(lambda: conversations.conversations(self, call))
        if edge == "messages" and call.method == "POST":
            return sending.plan(self, call)
        if edge == "subscribed_apps":
            return Plan(lambda: subscribed_apps(self, self.world.tokens[self.name], call))
        if edge == "moderate_conversations" and call.method == "POST":
            return blocking.plan(self, call)
        raise RefusedError(errors.gone(f"{self.channel.external_id}/{edge}", call.method))

    def _edge(self, call: Call, node: str, edge: str) -> Plan:
        if edge in {"comments", "replies"} and call.method == "POST":
            return acting.reply(self, call, node, edge)
        if edge == "comments" and call.method == "GET":
            return Plan(lambda: self._comments(call, node))
        if edge == "replies" and call.method == "GET":
            return Plan(lambda: self._listed(call, self.world.replies(acting.existing(self, node, "get"))))
        if edge == "messages" and call.method == "GET":
            return Plan(lambda: conversations.thread_messages(self, call, node))
        raise RefusedError(errors.gone(f"{node}/{edge}", call.method))

    def _media(self, call: Call) -> Answer:
        fields = parse(call.given("fields"))
        since, until = read_time(call.given("since")), read_time(call.given("until"))
        posts = [
            post
            for post in self.world.posts_of(self.name)
            if (since is None or post.published_at >= since) and (until is None or post.published_at <= until)
        ]
        return Answer(
            200,
            listing(
                call,
                posts,
                lambda post: (post.published_at.timestamp(), post.n),
                lambda post: nodes.media_node(self, post, fields),
                limit=25,
                newest_first=True,
            ),
        )

    def _comments(self, call: Call, media: str) -> Answer:
        """Top level only, newest first, 50 a page at most; there is no `since`."""
        if (self.name, media) not in self.world.posts:
            raise RefusedError(errors.gone(media))
        return self._listed(call, [each for each in self.world.under_post(self.name, media) if not each.parent])

    def _listed(self, call: Call, found: list[Contribution]) -> Answer:
        fields = parse(call.given("fields"))
        if self.hidden_absent():
            found = [each for each in found if each.state != HIDDEN]
        newest_first = call.parts[-1] == "comments"
        body = listing(
            call,
            found,
            lambda each: (each.published_at.timestamp(), each.n),
            lambda each: nodes.comment_node(self, each, fields),
            limit=25,
            most=MOST_COMMENTS,
            newest_first=newest_first,
        )
        return Answer(200, body)

    def _node(self, call: Call, node: str) -> Answer:
        fields = parse(call.given("fields"))
        if node in {"me", self.channel.external_id}:
            own: dict[str, object] = {"id": self.channel.external_id, "username": self.channel.handle}
            own |= {"name": self.channel.name, "media_count": len(self.world.posts_of(self.name))}
            return Answer(200, chosen(own, fields, ("id",), frozenset({"biography", "followers_count"})))
        if node == self.channel.page_id:
            page: dict[str, object] = {"id": node, "name": self.channel.name}
            if "access_token" in fields:
                page["access_token"] = self.page_token(call)
            return Answer(200, chosen(page, fields, ("id", "name")))
        post = self.world.posts.get((self.name, node))
        if post:
            return Answer(200, nodes.media_node(self, post, fields))
        message = conversations.node(self, call, node)
        return message or Answer(200, nodes.comment_node(self, acting.existing(self, node, "get"), fields))

    def authorise(self, call: Call) -> Answer | None:
        """The token of the Page that the account is linked to."""
        if not call.token:
            return errors.no_token()
        if call.token == PERSON_TOKEN and call.method == "GET" and call.parts[1:] == (self.channel.page_id,):
            return None  # whoever manages the Page reads its token
        return None if self.speaks(call) else errors.bad_token()

    def allowances(self) -> Iterable[Allowance]:
        """The account's calls within an hour."""
        return (self.usage,)

    def spend(self, call: Call) -> Answer | None:
        """One call; a refused one counts too, so that calling on lengthens the wait."""
        del call
        now = self.world.clock.now()
        return None if self.usage.spend(1, now) else self.usage.refusal(80002, now)

    def throttled(self, params: Params) -> Answer:
        """4 or 80002, as HTTP 400."""
        return errors.throttled(params, self.channel.external_id, "instagram", 80002)

    def token_dead(self) -> Answer:
        """190/460."""
        return errors.token_dead()

    def server_error(self, params: Params) -> Answer:
        """2, HTTP 500."""
        del params
        return errors.error(2, "An unexpected error has occurred.", kind="IGApiException", status=500)

    def refused(self, params: Params) -> Answer:
        """10 by default; others by `code`."""
        code = params.get("code", 10)
        message = "Application does not have permission for this action"
        return errors.permission(message, code if isinstance(code, int) else 10)

    def malformed(self) -> Answer:
        """A body that cannot be read."""
        return errors.invalid("The parameters could not be read")

    def window_closed(self) -> Answer:
        """10/2534022."""
        return sending.window_closed(self.name)

    def dressed(self, call: Call, answer: Answer) -> Answer:
        """Meta's usage headers on every answer."""
        del call
        headers = {**self.usage.headers(self.world.clock.now()), **answer.headers}
        return Answer(answer.status, answer.body, headers, answer.content_type, answer.error)
