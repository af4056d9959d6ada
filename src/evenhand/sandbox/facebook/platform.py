"""Graph v26.0 for one Page: which path does what, and who may ask. Shapes are in `nodes`, effects in `acting`."""

from __future__ import annotations

from collections.abc import Iterable

from evenhand.sandbox.facebook import acting, listing, nodes
from evenhand.sandbox.meta import blocking, conversations, errors, sending
from evenhand.sandbox.meta.fields import chosen, parse
from evenhand.sandbox.meta.subscribed import DEFAULT, subscribed_apps
from evenhand.sandbox.meta.usage import Usage
from evenhand.sandbox.state.tokens import PERSON_TOKEN
from evenhand.sandbox.state.world import World
from evenhand.sandbox.wire.allowance import Allowance
from evenhand.sandbox.wire.answer import Answer, Plan, RefusedError
from evenhand.sandbox.wire.call import Call
from evenhand.sandbox.wire.platform import Params, Platform

USER_TOKEN = PERSON_TOKEN
PERSON = {"name": "Page Admin", "id": "100000000000001"}


class Facebook(Platform):
    """`/facebook/v26.0/...`."""

    name = "facebook"
    prefix = "facebook"
    subscribed: str = DEFAULT

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.usage = Usage(self.channel.external_id, "pages")

    def plan(self, call: Call) -> Plan:
        """Find the node and edge."""
        if len(call.parts) < 2 or not call.parts[0].startswith("v"):  # noqa: PLR2004 -- version and node
            raise RefusedError(errors.error(2500, "Unknown path components", kind="OAuthException"))
        node, edge = call.parts[1], "/".join(call.parts[2:])
        node = self.channel.external_id if node == "me" and edge else node
        if node == self.channel.external_id and edge:
            return self._page_edge(call, edge)
        if edge:
            return self._edge(call, node, edge)
        if call.method == "GET":
            return Plan(lambda: self._node(call, node))
        return acting.delete(self, node) if call.method == "DELETE" else acting.change(self, call, node)

    def _page_edge(self, call: Call, edge: str) -> Plan:
        get = call.method == "GET"
        if edge in listing.POSTS and get:
            return Plan(lambda: listing.posts(self, call, edge))
        if edge == "conversations" and get:
            return Plan(lambda: conversations.conversations(self, call))
        if edge == "messages" and call.method == "POST":
            return sending.plan(self, call)
        if edge == "moderate_conversations" and call.method == "POST":
            return blocking.plan(self, call)
        if edge == "blocked":
            return Plan(lambda: listing.blocked(self, call)) if get else acting.block(self, call)
        if edge == "subscribed_apps":
            return Plan(lambda: subscribed_apps(self, self.world.tokens[self.name], call))
        raise RefusedError(errors.gone(f"{self.channel.external_id}/{edge}", call.method))

    def _edge(self, call: Call, node: str, edge: str) -> Plan:
        if edge == "comments" and call.method == "GET":
            return Plan(lambda: self._comments(call, node))
        if edge == "comments" and call.method == "POST":
            return acting.reply(self, call, node)
        if edge == "messages" and call.method == "GET":
            return Plan(lambda: conversations.thread_messages(self, call, node))
        raise RefusedError(errors.gone(f"{node}/{edge}", call.method))

    def _comments(self, call: Call, node: str) -> Answer:
        if call.token == USER_TOKEN:
            return Answer(200, {"data": []})  # no error: the trap of the wrong token
        return listing.comments(self, call, node)

    def _node(self, call: Call, node: str) -> Answer:
        fields = parse(call.given("fields"))
        if node == "me" and call.token == USER_TOKEN:
            return Answer(200, PERSON)
        if node in {"me", self.channel.external_id}:
            page: dict[str, object] = {"id": self.channel.external_id, "name": self.channel.name}
            page |= {"username": self.channel.handle, "link": f"https://www.facebook.com/{self.channel.handle}"}
            if "access_token" in fields:
                page["access_token"] = self.page_token(call)
            also = frozenset({"tasks", "category", "instagram_business_account"})
            return Answer(200, chosen(page, fields, ("id", "name"), also))
        post = self.world.posts.get((self.name, node))
        if post:
            return Answer(200, nodes.post_node(self, post, fields))
        message = conversations.node(self, call, node)
        if message:
            return message
        found = acting.existing(self, node, "get")
        shown = nodes.visitor_post_node if found.is_post else nodes.comment_node
        return Answer(200, shown(self, found, fields))

    def authorise(self, call: Call) -> Answer | None:
        """The Page's token, or a person's, which may read little and do nothing."""
        if not call.token:
            return errors.no_token()
        if call.token != USER_TOKEN and not self.speaks(call):
            return errors.bad_token()
        if call.token == USER_TOKEN and call.method != "GET":
            return errors.permission("Requires pages_manage_engagement permission and a Page token")
        return None

    def allowances(self) -> Iterable[Allowance]:
        """The account's calls within an hour."""
        return (self.usage,)

    def spend(self, call: Call) -> Answer | None:
        """One call; a refused one counts too, so that calling on lengthens the wait."""
        del call
        now = self.world.clock.now()
        return None if self.usage.spend(1, now) else self.usage.refusal(80001, now)

    def throttled(self, params: Params) -> Answer:
        """4, 32 or 80001, as HTTP 400."""
        return errors.throttled(params, self.channel.external_id, "pages", 80001)

    def token_dead(self) -> Answer:
        """190/460."""
        return errors.token_dead()

    def server_error(self, params: Params) -> Answer:
        """1 or 2, HTTP 500."""
        del params
        return errors.error(2, "An unexpected error has occurred. Please retry your request later.", status=500)

    def refused(self, params: Params) -> Answer:
        """368 (held to be abusive) by default; 10, 200 and others by `code`."""
        code = params.get("code", 368)
        return errors.permission("The action attempted is not permitted", code if isinstance(code, int) else 368)

    def malformed(self) -> Answer:
        """A body that cannot be read."""
        return errors.invalid("The parameters could not be read")

    def window_closed(self) -> Answer:
        """10/2018278."""
        return sending.window_closed(self.name)

    def dressed(self, call: Call, answer: Answer) -> Answer:
        """Meta's usage headers on every answer."""
        del call
        headers = {"facebook-api-version": "v26.0", **self.usage.headers(self.world.clock.now())}
        return Answer(answer.status, answer.body, {**headers, **answer.headers}, answer.content_type, answer.error)
