"""Random histories of one contribution: whatever order its reads come in, however often, the end is the same."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests import factories
from tests.intake.making import after, item

from evenhand.channels.models import Channel
from evenhand.intake.models import Contribution, Disposition, Version
from evenhand.intake.services import store_gone, store_item, store_items
from evenhand.platforms.interface import PlatformState
from evenhand.records.models import Entry
from evenhand.work.testing import open_tasks


@dataclass(frozen=True)
class Read:
    """What the platform showed at a time: a text (perhaps dated), how it was shown; None when it was gone."""

    at: int
    text: str | None
    dated: int
    state: PlatformState = PlatformState.VISIBLE


@st.composite
def truths(draw: st.DrawFn) -> list[Read]:
    """What really happened: edits, some dated by the platform, hiding by its filter, perhaps a removal at the end."""
    dates = draw(st.booleans())
    texts = draw(st.lists(st.sampled_from(["Good.", "Bad.", "Ugly.", "", "a\x00b\ud800"]), min_size=1, max_size=6))
    states = draw(
        st.lists(
            st.sampled_from([PlatformState.VISIBLE, PlatformState.HIDDEN]), min_size=len(texts), max_size=len(texts)
        )
    )
    reads = [
        Read(10 * n, text, 10 * n if dates else 0, state)
        for n, (text, state) in enumerate(zip(texts, states, strict=True))
    ]
    if draw(st.booleans()):
        reads.append(Read(10 * len(texts), None, 0))
    return reads


@st.composite
def arrivals(draw: st.DrawFn) -> tuple[list[Read], list[Read]]:
    """A truth, and how its reads arrive: shuffled, some twice, some not at all, but for the last one."""
    truth = draw(truths())
    copies = [read for read in truth for _ in range(draw(st.integers(0, 3)))]
    return truth, draw(st.permutations([*copies, truth[-1]]))


class Histories(TestCase):
    """Both stores."""

    def tell(self, channel: Channel, read: Read, *, in_a_page: bool) -> None:
        if read.text is None:
            store_gone(channel, "c-1", after(read.at))
            return
        shown = item(text=read.text, dated_at=after(read.dated), state=read.state)
        if in_a_page:
            store_items(channel, [shown, shown], after(read.at))
        else:
            store_item(channel, shown, after(read.at))

    @settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
    @given(history=arrivals(), first=st.booleans(), pages=st.lists(st.booleans(), min_size=40, max_size=40))
    def test_the_end_is_the_truth_in_any_order(
        self,
        history: tuple[list[Read], list[Read]],
        first: bool,  # noqa: FBT001 (hypothesis gives it by name)
        pages: list[bool],
    ) -> None:
        truth, reads = history
        channel = factories.channel()
        if first or truth[-1].text is None:  # what was never seen cannot be missed
            reads = [truth[0], *reads]
        for read, in_a_page in zip(reads, pages, strict=False):
            self.tell(channel, read, in_a_page=in_a_page)
        self.check(channel, truth[-1])

    def check(self, channel: Channel, last: Read) -> None:
        row = Contribution.objects.get(channel=channel)
        versions = list(row.versions.order_by("number"))
        assert [version.number for version in versions] == list(range(1, row.latest_version + 1))
        assert versions[0].change == Version.Change.CREATED
        assert [one.change for one in versions].count("created") == 1
        for earlier, later in pairwise(versions):
            assert earlier.digest != later.digest or "removed" in {earlier.change, later.change}
        if last.text is None:
            assert row.platform_state == "gone"
            assert versions[-1].change == Version.Change.REMOVED
            assert row.disposition.state == Disposition.State.GONE
        else:
            assert row.platform_state == last.state
            assert versions[-1].text == last.text.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
            assert row.disposition.state == Disposition.State.RECEIVED
        assert Disposition.objects.filter(contribution=row).count() == 1
        told = {version.pk for version in versions if version.change != Version.Change.REMOVED}
        keys = open_tasks("judgement.assess").filter(lane_id=f"author:{row.author_id}").values_list("key", flat=True)
        assert set(keys) == {f"assess:{key}" for key in told}
        seen = Entry.objects.filter(subject=f"contribution:{row.pk}")
        assert seen.filter(kind="contribution.seen").count() == 1
        assert seen.filter(kind__in=["contribution.edited", "contribution.removed"]).count() == len(versions) - 1
