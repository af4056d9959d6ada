"""X API v2 for one account: paths, the token, limits by endpoint."""

from __future__ import annotations

from collections.abc import Iterable

from evenhand.sandbox.state.model import DIRECT_MESSAGE
from evenhand.sandbox.state.world import World
from evenhand.sandbox.wire.allowance import Allowance
from evenhand.sandbox.wire.answer import JSON, Answer, Plan, RefusedError
from evenhand.sandbox.wire.call import Call
from evenhand.sandbox.wire.platform import Params, Platform
from evenhand.sandbox.x import acting, errors, listing, nodes
from evenhand.sandbox.x.limits import Limits, endpoint

NO_PATH = errors.problem(404, "Not Found", "Not Found")


class X(Platform):
    """`/x/2/...`."""

    name = "x"
    prefix = "x"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.limits = Limits()

    def plan(self, call: Call) -> Plan:
        """Find the path."""
        match (call.method, *call.parts):
            case ("GET", "2", "users", *rest):
                return self._users(call, rest)
            case ("POST" | "DELETE", "2", "users", _, "blocking", *_):
                return acting.block(call)
            case ("POST", "2", "users", person, "dm", "block" | "unblock" as which):
                return acting.block_messages(self, person, blocked=which == "block")
            case (_, "2", "tweets", *rest):
                return self._posts(call, rest)
            case (_, "2", "dm_events" | "dm_conversations", *_):
                return self._messages(call)
            case _:
                raise RefusedError(NO_PATH)

    def _posts(self, call: Call, rest: list[str]) -> Plan:
        match (call.method, *rest):
            case ("GET", *_):
                return Plan(lambda: self._read(call, rest))
            case ("PUT", tweet, "hidden"):
                return acting.hide(self, call, tweet)
            case ("POST",):
                return acting.reply(self, call)
            case ("DELETE", tweet):
                return acting.delete(self, tweet)
            case _:
                raise RefusedError(NO_PATH)

    def _read(self, call: Call, rest: list[str]) -> Answer:
        match rest:
            case []:
                return self._tweets(call)
            case ["search", "recent"]:
                return listing.search(self, call)
            case [tweet]:
                return self._tweet(call, tweet)
            case _:
                raise RefusedError(NO_PATH)

    def _users(self, call: Call, rest: list[str]) -> Plan:
        own = self.channel.external_id
        match rest:
            case ["me"]:
                return Plan(lambda: Answer(200, {"data": nodes.user_node(self, own)}))
            case [person]:
                return Plan(lambda: self._user(person))
            case [person, "tweets"] if person == own:
                return Plan(lambda: listing.own_posts(self, call))
            case [person, "mentions"] if person == own:
                return Plan(lambda: listing.mentions(self, call))
            case [person, "blocking"] if person == own:
                return Plan(lambda: listing.blocking(self, call))
            case _:
                raise RefusedError(errors.forbidden("This simulation shows the lists of its own account alone."))

    def _user(self, person: str) -> Answer:
        known = ("x", person) in self.world.authors or person == self.channel.external_id
        return Answer(200, {"data": nodes.user_node(self, person)}) if known else errors.not_found(person, "user")

    def _tweet(self, call: Call, tweet: str) -> Answer:
        fields = nodes.tweet_fields(call)
        shown = self._shown(tweet, fields)
        if not shown:
            return errors.not_found(tweet)
        people = self._authors(call, [shown])
        return Answer(200, {"data": nodes.spoken(call, shown), **people})

    def _tweets(self, call: Call) -> Answer:
        fields = nodes.tweet_fields(call)
        ids = [each for each in call.given("ids").split(",") if each]
        found = {each: self._shown(each, fields) for each in ids}
        data = [node for node in found.values() if node]
        absent = [errors.missing(each) for each, node in found.items() if not node]
        people = self._authors(call, data)
        body: nodes.Node = {"data": [nodes.spoken(call, node) for node in data]} if data else {}
        return Answer(200, {**body, **people, **({"errors": absent} if absent else {})})

    def _shown(self, tweet: str, fields: frozenset[str]) -> nodes.Node | None:
        post = self.world.posts.get(("x", tweet))
        if post:
            return nodes.post_node(self, post, fields | {"author_id"})
        found = self.world.live("x", tweet)
        if found is None or found.kind == DIRECT_MESSAGE:
            return None
        return nodes.tweet_node(self, found, fields | {"author_id"}, tweet)

    def _authors(self, call: Call, shown: list[nodes.Node]) -> nodes.Node:
        """`includes.users`, and the author's id taken out again where nobody asked for it."""
        people = dict.fromkeys(str(node["author_id"]) for node in shown)
        expanded = "author_id" in call.given("expansions").split(",")
        if not expanded and "author_id" not in nodes.tweet_fields(call):
            for node in shown:
                del node["author_id"]
        if not shown or not expanded:
            return {}
        return {"includes": {"users": [nodes.user_node(self, each) for each in people]}}

    def _messages(self, call: Call) -> Plan:
        match (call.method, *call.parts[1:]):
            case ("GET", "dm_events"):
                return Plan(lambda: listing.messages(self, call))
            case ("GET", "dm_events", event):
                return Plan(lambda: self._message(call, event))
            case ("GET", "dm_conversations", "with", person, "dm_events"):
                return Plan(lambda: listing.messages(self, call, person))
            case ("POST", "dm_conversations", "with", person, "messages"):
                return acting.message(self, call, person)
            case _:
                raise RefusedError(NO_PATH)

    def _message(self, call: Call, event: str) -> Answer:
        found = self.world.live("x", event)
        if found is None or found.kind != DIRECT_MESSAGE:
            return errors.not_found(event, "dm_event")
        fields = nodes.asked_fields(call, "dm_event.fields", nodes.DM_FIELDS)
        body: nodes.Node = {"data": nodes.dm_node(found, fields)}
        if "sender_id" in call.given("expansions").split(","):
            body["includes"] = {"users": [nodes.user_node(self, found.author)]}
        return Answer(200, body)

    def authorise(self, call: Call) -> Answer | None:
        """The account's user token."""
        return None if self.speaks(call) else errors.unauthorized()

    def spend(self, call: Call) -> Answer | None:
        """One call of this endpoint's window."""
        name, now = endpoint(call), self.world.clock.now()
        return None if self.limits.spend(name, now) else errors.too_many(self.limits.headers(name, now, used_up=True))

    def allowances(self) -> Iterable[Allowance]:
        """15 minutes of each endpoint."""
        return self.limits.all()

    def throttled(self, params: Params) -> Answer:
        """429, until the window of the endpoint ends."""
        del params
        return errors.too_many({})

    def token_dead(self) -> Answer:
        """401."""
        return errors.unauthorized()

    def server_error(self, params: Params) -> Answer:
        """503."""
        del params
        return errors.problem(503, "Service Unavailable", "Service Unavailable")

    def refused(self, params: Params) -> Answer:
        """403, or the status given: 402 is a plan without credits."""
        status = params.get("status", 403)
        return errors.forbidden() if status != 402 else errors.problem(402, "CreditsDepleted", "No credits left.")  # noqa: PLR2004 -- HTTP

    def malformed(self) -> Answer:
        """400."""
        return errors.invalid("body", "The body is not JSON")

    def dressed(self, call: Call, answer: Answer) -> Answer:
        """The limit's headers on every answer."""
        said = self.limits.headers(endpoint(call), self.world.clock.now(), used_up=answer.status == 429)  # noqa: PLR2004 -- HTTP
        kind = answer.content_type if answer.status >= 400 else JSON  # noqa: PLR2004 -- HTTP
        return Answer(answer.status, answer.body, {**said, **answer.headers}, kind, answer.error)
