"""LinkedIn's versioned REST API for one organisation page: headers, paths, lists by offset."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from evenhand.sandbox.linkedin import acting, errors, nodes
from evenhand.sandbox.state.model import Contribution, Post
from evenhand.sandbox.state.world import World
from evenhand.sandbox.wire.allowance import Allowance, Day
from evenhand.sandbox.wire.answer import Answer, Plan, RefusedError
from evenhand.sandbox.wire.call import Call
from evenhand.sandbox.wire.platform import Params, Platform

MONTHS_A_VERSION_LIVES = 12
MOST = 100
CALLS_A_DAY = 500


class LinkedIn(Platform):
    """`/linkedin/rest/...`."""

    name = "linkedin"
    prefix = "linkedin"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.day = Day("calls", CALLS_A_DAY, UTC)

    def plan(self, call: Call) -> Plan:
        """Find the resource."""
        match (call.method, *call.parts):
            case ("GET", "rest", "posts"):
                return Plan(lambda: self._posts(call))
            case ("GET", "rest", "posts", urn):
                return Plan(lambda: Answer(200, nodes.post_node(self, self._post(urn))))
            case ("GET", "rest", "socialActions", urn, "comments"):
                return Plan(lambda: self._comments(call, urn))
            case ("POST", "rest", "socialActions", urn, "comments"):
                return acting.comment(self, call, urn)
            case ("GET", "rest", "socialActions", urn, "comments", bare):
                return Plan(lambda: Answer(200, nodes.comment_node(self, self._existing(self._urn(urn, bare)))))
            case ("DELETE", "rest", "socialActions", urn, "comments", bare):
                return acting.delete(self, call, self._urn(urn, bare))
            case _:
                message = "Resource method could not be resolved from request parameters."
                raise RefusedError(errors.illegal(message))

    def _posts(self, call: Call) -> Answer:
        """Last changed first, by offset."""
        if call.given("q") != "author" or call.given("author") != self.channel.external_id:
            raise RefusedError(errors.denied("posts.FINDER-author of another author"))
        posts = self.world.posts_of("linkedin")
        return self._page(call, [nodes.post_node(self, post) for post in posts])

    def _comments(self, call: Call, urn: str) -> Answer:
        """Under a post its top-level comments, under a comment its replies, oldest first."""
        post = self.world.posts.get(("linkedin", urn))
        if post:
            found = [each for each in self.world.under_post("linkedin", post.id) if not each.parent]
        else:
            found = self.world.replies(self._existing(urn))
        return self._page(call, [nodes.comment_node(self, each) for each in found])

    def _page(self, call: Call, elements: list[nodes.Node]) -> Answer:
        start, count = call.number("start", 0), min(call.number("count", 10), MOST)
        page = elements[start : start + count]
        paging: nodes.Node = {"start": start, "count": count, "links": [], "total": len(elements)}
        return Answer(200, {"paging": paging, "elements": page})

    def _post(self, urn: str) -> Post:
        post = self.world.posts.get(("linkedin", urn))
        if post is None:
            raise RefusedError(errors.not_found(urn))
        return post

    def _urn(self, under: str, bare: str) -> str:
        """A comment's own URN from its place in the path, where a share may stand for its activity."""
        post = self.world.posts.get(("linkedin", under))
        activity = post.activity if post else nodes.split_urn(under)[0] or under
        return f"urn:li:comment:({activity},{bare})"

    def _existing(self, urn: str) -> Contribution:
        found = self.world.live("linkedin", urn)
        if found is None:
            raise RefusedError(errors.not_found(urn))
        return found

    def authorise(self, call: Call) -> Answer | None:
        """The token, and a version that is alive."""
        if not self.speaks(call):
            return errors.invalid_token()
        version = call.headers.get("linkedin-version", "")
        if not version:
            return errors.no_version()
        return None if self._alive(version) else errors.expired(version)

    def _alive(self, version: str) -> bool:
        """Twelve months from its own month on, by the sandbox's clock."""
        try:
            born = datetime.strptime(version, "%Y%m").replace(tzinfo=UTC)
        except ValueError:
            return False
        now = self.world.clock.now()
        age = (now.year - born.year) * 12 + now.month - born.month
        return 0 <= age <= MONTHS_A_VERSION_LIVES

    def allowances(self) -> Iterable[Allowance]:
        """The day's calls of an app in the Development tier; those of the Standard tier are not published."""
        return (self.day,)

    def spend(self, call: Call) -> Answer | None:
        """One call of the day, which ends at midnight UTC. No header tells how many are left."""
        del call
        return None if self.day.spend(1, self.world.clock.now()) else errors.too_many()

    def throttled(self, params: Params) -> Answer:
        """429 with 101."""
        del params
        return errors.too_many()

    def token_dead(self) -> Answer:
        """401."""
        return errors.revoked_token()

    def server_error(self, params: Params) -> Answer:
        """500."""
        del params
        return errors.error(500, "INTERNAL_SERVER_ERROR", "Internal Server Error")

    def refused(self, params: Params) -> Answer:
        """403."""
        del params
        return errors.denied("this resource")

    def malformed(self) -> Answer:
        """400."""
        return errors.illegal("The body is not JSON")
