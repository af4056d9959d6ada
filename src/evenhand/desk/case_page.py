"""Everything the case page shows, gathered: the contribution and its surroundings, and what may be done here.

Only reads. What follows from a choice stands in cases, actions and sanctions.
"""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.actions.models import Action
from evenhand.care.models import Alert
from evenhand.cases.models import Assignment, Case, Decision
from evenhand.desk.due import Due, dues_of
from evenhand.desk.reading import Text, may_unmask, read, read_latest
from evenhand.desk.visible import hidden_kinds, unhidden, visible_contributions
from evenhand.intake.models import Author, Contribution
from evenhand.people.models import User
from evenhand.sanctions.models import Block, Strike
from evenhand.sanctions.models import Warning as Warned

THREAD = 5  # how far up a thread is shown
HISTORY = 10  # how many earlier contributions of the author are shown


@dataclass(frozen=True, slots=True)
class Read:
    """A contribution with its text, for lists of them."""

    contribution: Contribution
    text: Text


@dataclass(frozen=True, slots=True)
class History:
    """What is known of the author on this channel."""

    earlier: tuple[Read, ...]
    more: int
    strikes: tuple[Strike, ...]
    warnings: tuple[Warned, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one alert to who is on call: the words carry it, the colour only repeats them."""

    text: str
    colour: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """The case page's content."""

    case: Case
    contribution: Contribution
    text: Text
    unmasked: Text | None
    can_unmask: bool
    versions: tuple[Text, ...]
    thread: tuple[Read, ...]
    history: History | None
    others: tuple[Case, ...]
    decisions: tuple[Decision, ...]
    actions: tuple[Action, ...]
    taken_by: User | None
    due: Due | None
    told: tuple[Told, ...]

    @property
    def running(self) -> bool:
        """Whether an action is still under way, so that the page looks again."""
        return any(action.state in {"planned", "trying", "unknown"} for action in self.actions)


def gather(case: Case, user: User, *, reveal: bool = False) -> CasePage:
    """Read all of it for `user`; with `reveal` the detail too, which `care.revealing` has put on record."""
    contribution = case.contribution
    versions = list(contribution.versions.order_by("number"))
    text = read_latest([contribution])[contribution.pk]
    unmasked = None
    if reveal and text.masked and text.version is not None:
        unmasked = read([text.version], unmask=True)[0]
    taken = Assignment.objects.filter(case=case, released_at__isnull=True).select_related("person").first()
    return CasePage(
        case=case,
        contribution=contribution,
        text=text,
        unmasked=unmasked,
        can_unmask=may_unmask(user),
        versions=tuple(read(versions)),
        thread=_thread(contribution, user),
        history=history_of(contribution.author, contribution, user),
        others=_others(case, user),
        decisions=_decisions(contribution, user),
        actions=actions_of(contribution, user),
        taken_by=taken.person if taken else None,
        due=dues_of([case])[case.pk],
        told=told_of(contribution, user),
    )


def told_of(contribution: Contribution, user: User) -> tuple[Told, ...]:
    """What became of the alerts of the cases that `user` may see, in the order in which they were made."""
    says = {
        Alert.State.PLANNED: ("On call: {way} on its way", "grey"),
        Alert.State.SENT: ("On call: {way} sent", "green"),
        Alert.State.FAILED: ("On call not reached by {way}", "red"),
    }
    found = []
    rows = Alert.objects.filter(case__contribution=contribution).exclude(case__kind__in=hidden_kinds(user))
    for alert in rows.order_by("made_at", "way"):
        text, colour = says[Alert.State(alert.state)]
        found.append(Told(text.format(way=alert.get_way_display().lower()), colour))
    return tuple(found)


def actions_of(contribution: Contribution, user: User) -> tuple[Action, ...]:
    """Every action on the contribution that follows from what `user` may see, oldest first."""
    rows = Action.objects.filter(unhidden(user, "decision__case"), contribution=contribution)
    rows = rows.select_related("person", "manual_task", "channel")
    return tuple(rows.order_by("created_at"))


def _thread(contribution: Contribution, user: User) -> tuple[Read, ...]:
    """What it answers to, as far as `user` may see it, the uppermost first."""
    above: list[Contribution] = []
    parent = contribution.parent
    while parent is not None and len(above) < THREAD:
        above.insert(0, parent)
        parent = parent.parent
    if not above:
        return ()
    shown = set(visible_contributions(user, Contribution.objects.filter(pk__in=[one.pk for one in above])))
    texts = read_latest(above)
    return tuple(Read(one, texts[one.pk]) for one in above if one in shown)


def history_of(author: Author | None, contribution: Contribution, user: User) -> History | None:
    """What `user` may see of the author on this channel, but for the contribution itself; None of an unknown author."""
    if author is None:
        return None
    rows = visible_contributions(user, Contribution.objects.filter(author=author).exclude(pk=contribution.pk))
    rows = rows.select_related("disposition", "channel").order_by("-published_at")
    earlier = list(rows[:HISTORY])
    texts = read_latest(earlier)
    return History(
        earlier=tuple(Read(one, texts[one.pk]) for one in earlier),
        more=max(rows.count() - HISTORY, 0),
        strikes=tuple(Strike.objects.filter(author=author).select_related("guideline").order_by("-pk")),
        warnings=tuple(Warned.objects.filter(author=author).select_related("guideline").order_by("-created_at")),
        blocks=tuple(Block.objects.filter(author=author).order_by("-approved_at")),
    )


def _others(case: Case, user: User) -> tuple[Case, ...]:
    """The other open cases of the same contribution that this person may see."""
    rows = Case.objects.filter(contribution=case.contribution, state=Case.State.OPEN).exclude(pk=case.pk)
    return tuple(rows.exclude(kind__in=hidden_kinds(user)).order_by("priority", "pk"))


def _decisions(contribution: Contribution, user: User) -> tuple[Decision, ...]:
    rows = Decision.objects.filter(unhidden(user, "case"), contribution=contribution)
    return tuple(rows.select_related("guideline", "person", "policy_version", "version").order_by("-pk"))
