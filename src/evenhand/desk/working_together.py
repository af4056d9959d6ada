"""What the case page shows of working together: notes, who else writes, what it can be handed, merged or put off to."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from evenhand.cases import snoozing
from evenhand.cases.answering import reaches
from evenhand.cases.conflict import is_named
from evenhand.cases.models import ASKED, Case
from evenhand.desk import words
from evenhand.desk.reading import Text, read_latest
from evenhand.desk.visible import hidden_kinds, visible
from evenhand.desk.working_forms import offered
from evenhand.intake.models import Contribution
from evenhand.people.models import User
from evenhand.people.permissions import holders, may
from evenhand.platforms.interface import Operation, Platform
from evenhand.platforms.offers import private_way
from evenhand.support import handling

WINDOWS = {
    (Platform.FACEBOOK, Operation.MESSAGE): timedelta(hours=24),
    (Platform.INSTAGRAM, Operation.MESSAGE): timedelta(hours=24),
    (Platform.FACEBOOK, Operation.PRIVATE_REPLY): timedelta(days=7),
    (Platform.INSTAGRAM, Operation.PRIVATE_REPLY): timedelta(days=7),
}
"""How long after somebody wrote the platform lets us write to them privately."""


def gather(case: Case, user: User, text: Text) -> dict[str, object]:
    """What the templates need, for `user`."""
    works = case.state == Case.State.OPEN and may(user, "decide")
    return {
        "notes": case.notes.select_related("person", "to").order_by("-pk"),
        "works": works,
        "others_writing": handling.others_writing(case, user) if works else [],
        "colleagues": _colleagues(case, user) if works and case.kind != Case.Kind.SAFEGUARDING else [],
        "off": snoozing.running(case),
        "until": offered(),
        "can_be_put_off": works and case.kind in snoozing.CAN_BE_PUT_OFF,
        "mergeable": visible(user, handling.can_merge(case)) if works else (),
        "merged": _merged(case, user),
        "other_kinds": _other_kinds(case, user) if works else (),
        "gone": _gone(case.contribution) if works and text.removed else "",
        "window": _window(case.contribution) if works else "",
    }


def _colleagues(case: Case, user: User) -> list[User]:
    rows = User.objects.filter(is_active=True, groups__name__in=[role.value for role in holders("decide")])
    rows = rows.exclude(pk=user.pk).distinct().order_by("display_name", "username")
    may_see = [one for one in rows.prefetch_related("groups") if case.kind not in hidden_kinds(one)]
    return [one for one in may_see if not is_named(one, case.contribution)]


def _merged(case: Case, user: User) -> list[tuple[Case, Text]]:
    """What else its author asked that is answered here, with the words."""
    keys = [one.pk for one in handling.gone_on_in(case.contribution)]
    if not keys:
        return []
    shown = visible(user, Case.objects.filter(pk__in=keys)).select_related("contribution").order_by("opened_at", "pk")
    texts = read_latest([one.contribution for one in shown])
    return [(one, texts[one.contribution_id]) for one in shown]


def _other_kinds(case: Case, user: User) -> list[tuple[str, str]]:
    if case.kind not in ASKED:
        return []
    shown = [kind for kind in ASKED if kind != case.kind and kind not in hidden_kinds(user)]
    return [(kind, words.CASES[kind]) for kind in shown]


def _gone(contribution: Contribution) -> str:
    """What to say where its author took it back."""
    private = private_way(Platform(contribution.channel.platform), in_message=contribution.is_private)
    if private is not None and reaches(contribution, private):
        return "Its author took it back. You can still write to them privately, or close it with the reason."
    return "Its author took it back, so no answer to it can arrive. Close it with the reason."


def _window(contribution: Contribution) -> str:
    """What to say where the platform's time for writing privately is over; empty where it is not."""
    platform = Platform(contribution.channel.platform)
    way = private_way(platform, in_message=contribution.is_private)
    span = WINDOWS.get((platform, way)) if way else None
    if span is None:
        return ""
    closed = _last_written(contribution) + span
    if closed > timezone.now():
        return ""
    name = words.platform(platform)
    return (
        f"{name} lets nobody write privately by its interface so long after they wrote. What you send privately "
        "becomes a manual task, to be sent by hand. If that cannot be done, this comes back to you."
    )


def _last_written(contribution: Contribution) -> datetime:
    """When they last wrote privately; of a comment, when it was written."""
    if not contribution.is_private or contribution.author_id is None:
        return contribution.published_at
    rows = Contribution.objects.filter(author=contribution.author_id, kind=contribution.kind)
    return rows.aggregate(last=Max("published_at"))["last"] or contribution.published_at
