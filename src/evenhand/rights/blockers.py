"""Why an author cannot be erased now, each with what to do: a hold, work that is not done, a sanction in force."""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.actions.models import Action
from evenhand.cases.models import Case
from evenhand.intake.models import Author, Delivery
from evenhand.judgement.models import Comparison
from evenhand.rights import holds, traces
from evenhand.sanctions.models import Appeal, Block
from evenhand.work.models import Task

ENDED = (Action.State.DONE, Action.State.FAILED, Action.State.MOOT)


def blockers(author: Author) -> list[str]:
    """Sentences, most binding first; none where it can be done."""
    return [*_holds(author), *_at_work(author)]


def _holds(author: Author) -> Iterator[str]:
    for hold in holds.on_author(author):
        what = f"case {hold.case_id}" if hold.case_id else "this author"
        yield (
            f"Legal hold {hold.pk} stands on {what}, set by {hold.set_by} on {hold.set_at:%-d %B %Y}. It beats "
            "erasure: tell them. Once its reason is gone and somebody has lifted it, this can be done."
        )


def _at_work(author: Author) -> Iterator[str]:
    open_cases = Case.objects.filter(contribution__author=author, state=Case.State.OPEN).count()
    if open_cases:
        yield f"{open_cases} of their cases are open. Decide or close them first."
    appeals = Appeal.objects.filter(contribution__author=author, state=Appeal.State.OPEN).count()
    if appeals:
        yield f"{appeals} of their appeals are open. Decide them first."
    blocks = Block.objects.filter(author=author, lifted_at=None).count()
    if blocks:
        yield "They are blocked, and only their id on the platform lets it be lifted. Lift the block first."
    actions = Action.objects.filter(contribution__author=author).exclude(state__in=ENDED).count()
    if actions:
        yield f"{actions} actions on what they wrote are not done. See to them first."
    if Task.objects.filter(lane__name=f"author:{author.pk}", state__in=Task.OPEN).exists():
        yield "Work on what they wrote is under way, or stuck. Try again in a minute, or see to it under 'Stuck'."
    tokens = traces.tokens_of(author)
    if any(row.state == Delivery.State.STORED for row in traces.deliveries(author.channel, tokens)):
        yield "Something that came in about them is being worked on. Try again in a minute."
    if Comparison.objects.filter(state=Comparison.State.RUNNING).exists():
        yield "A comparison of policy versions is reading texts. Try again when it is ready."
