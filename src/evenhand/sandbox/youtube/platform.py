"""The YouTube Data API v3 for one channel: paths, the token, the quota."""

from __future__ import annotations

from collections.abc import Iterable

from evenhand.sandbox.state.world import World
from evenhand.sandbox.wire.allowance import Allowance
from evenhand.sandbox.wire.answer import Answer, Plan, RefusedError
from evenhand.sandbox.wire.call import Call
from evenhand.sandbox.wire.platform import Params, Platform
from evenhand.sandbox.youtube import acting, errors, listing
from evenhand.sandbox.youtube.quota import READ, WRITE, Quota


class YouTube(Platform):
    """`/youtube/youtube/v3/...`."""

    name = "youtube"
    prefix = "youtube"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.quota = Quota()

    def plan(self, call: Call) -> Plan:
        """Find the resource and method."""
        path, method = "/".join(call.parts[2:]), call.method
        if call.parts[:2] != ("youtube", "v3"):
            path = ""
        reads = {
            "channels": listing.channels,
            "playlistItems": listing.playlist_items,
            "commentThreads": listing.threads,
            "comments": listing.comments,
        }
        if method == "GET" and path in reads:
            return Plan(lambda: reads[path](self, call))
        writes = {
            ("POST", "comments"): acting.reply,
            ("PUT", "comments"): acting.edit,
            ("DELETE", "comments"): acting.delete,
            ("POST", "comments/setModerationStatus"): acting.moderate,
        }
        if (method, path) in writes:
            return writes[method, path](self, call)
        raise RefusedError(errors.error(404, "notFound", "Not Found", domain="global"))

    def authorise(self, call: Call) -> Answer | None:
        """The channel owner's token, for reading too: others see no held comments."""
        return None if self.speaks(call) else errors.unauthenticated()

    def spend(self, call: Call) -> Answer | None:
        """A list costs 1 unit, anything else 50; a call that is then refused has cost it too."""
        units = READ if call.method == "GET" else WRITE
        return None if self.quota.spend(units, self.world.clock.now()) else errors.quota_exceeded()

    def allowances(self) -> Iterable[Allowance]:
        """The day's units."""
        return (self.quota,)

    def throttled(self, params: Params) -> Answer:
        """quotaExceeded, or the reason given (rateLimitExceeded)."""
        return errors.quota_exceeded(str(params.get("reason", "quotaExceeded")))

    def token_dead(self) -> Answer:
        """401 authError."""
        return errors.unauthenticated()

    def server_error(self, params: Params) -> Answer:
        """500 backendError."""
        del params
        return errors.error(500, "backendError", "Backend Error", domain="global", name="INTERNAL")

    def refused(self, params: Params) -> Answer:
        """403 forbidden, or the reason given (commentsDisabled, ...)."""
        reason = str(params.get("reason", "forbidden"))
        return errors.error(403, reason, "The request might not be properly authorized.")

    def malformed(self) -> Answer:
        """A body that cannot be read."""
        return errors.error(400, "parseError", "Parse Error", domain="global")
