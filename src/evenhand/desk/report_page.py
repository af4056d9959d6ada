"""What a person sees who looks for a reported comment: the comments that come nearest to what the form says."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from evenhand.cases.errors import RefusedError
from evenhand.desk.forms import HouseForm
from evenhand.desk.reading import Text, read_form, read_latest
from evenhand.intake.models import Contribution
from evenhand.intake.notices import told_in
from evenhand.support import finding
from evenhand.support.links import links_in
from evenhand.support.models import FormReport

MOST = 8
MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """A comment that may be meant, as it may be read."""

    contribution: Contribution
    text: Text


def candidates(report: FormReport) -> tuple[Candidate, ...]:
    """The comments that come nearest, the nearest first; nothing is chosen for anybody."""
    rows = finding.nearest(report.channel_id, f"{report.link}\n{report.words}", MOST)
    texts = read_latest(rows)
    return tuple(Candidate(one, texts[one.pk]) for one in rows)


@dataclass(frozen=True, slots=True)
class Told:
    """The newest reports by the form of a comment, each with its words as they may be read; `more` are not shown."""

    rows: tuple[tuple[FormReport, Text], ...]
    more: int


def told_of(contribution: Contribution) -> Told:
    """What was said of a comment by the form: anybody can send it a thousand times, and a page is to be read."""
    rows = contribution.form_reports_of.order_by("-pk")
    shown = tuple((row, read_form(row)) for row in rows[:MOST_TOLD])
    return Told(shown, rows.count() - len(shown) if len(shown) == MOST_TOLD else 0)


def address_of(notice: Contribution) -> str:
    """The page with the words that a notice tells of; "" where it is none."""
    told = told_in(notice)
    pages = {"report": "desk:report", "appeal": "desk:appeal_to_find"}
    return reverse(pages[told[0]], args=[told[1]]) if told is not None else ""


def meant_by(report: FormReport, form: HouseForm) -> Contribution:
    """The comment that a form names: one of those listed, or by a link to it. RefusedError where it names none."""
    listed, said = form.cleaned_data["comment"], form.cleaned_data["where"]
    public = Contribution.objects.filter(channel=report.channel_id).exclude(kind="direct_message")
    found = public.filter(pk=listed).first() if listed else finding.by_link(public, links_in(said))
    if found is None:
        raise RefusedError("No comment that we know is named by this. Check the link and the channel.", "where")
    return found
