"""Promise 10 compared: who reported a comment is known to nobody whom it was written by, and to no role without need.

What was published as a report is known from the scenes; what reached the reported author and the public is read from
the sandbox's ledger and inboxes, what a colleague without need sees from the desk's own pages; the rest from rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from evenhand.actions.models import Action
from evenhand.cases.models import Case
from evenhand.demo.scenes import Scene
from evenhand.demo.verdicts import Verdict
from evenhand.demo.witness import Witness
from evenhand.intake.models import Author, Contribution
from evenhand.records.models import Content, Entry
from evenhand.support.models import MemberReport


def reporters(witness: Witness, scenes: list[Scene], verdict: Verdict) -> None:
    """Each report that was published: counted on the comment, and its author named nowhere near it."""
    reported = {one.platform: one for one in scenes if one.name == "reported"}
    for report in (one for one in scenes if one.name == "report"):
        about = reported[report.platform]
        where = f"{report.platform}: the report {report.id}"
        counted = MemberReport.objects.filter(
            message__external_id=report.id, found__external_id=about.id, case__isnull=False
        )
        verdict.check(counted.exists(), f"{where} stands on no case of the comment that it is about")
        verdict.check(bool(about.more.get("pages")), f"{where}: no page was opened by who may not know who reported")
        marks = _marks(witness, report)
        for place, words in _places(witness, about):
            told = [mark for mark in marks if mark.casefold() in words.casefold()]
            verdict.check(not told, f"{where}: {place} tells who reported")


def _marks(witness: Witness, report: Scene) -> list[str]:
    """What gives a reporter away: ids, names, and what they said of themselves."""
    view = witness.get(f"authors/{report.platform}/{report.author}")
    names = [report.author, report.id, str(view.get("handle") or ""), str(view.get("name") or "")]
    return [one for one in dict.fromkeys([*names, report.more["tells"]]) if one]


def _places(witness: Witness, about: Scene) -> Iterator[tuple[str, str]]:
    """Everything that the reported author, the public, or a colleague without need can read."""
    view = witness.get(f"authors/{about.platform}/{about.author}")
    yield "the inbox of the reported author", json.dumps(view.get("inbox") or [])
    for entry in witness.effects("reply"):
        if entry.platform == about.platform:
            yield f"a public reply ({entry.id})", str(entry.detail.get("text", ""))
    yield "a page of the desk for who may not know", about.more.get("pages", "")
    row = Contribution.objects.filter(external_id=about.id, channel__platform=about.platform).first()
    author = Author.objects.filter(external_id=about.author, channel__platform=about.platform).first()
    texts = Action.objects.filter(author=author).values_list("text", flat=True) if author else ()
    yield "what was written to the reported author", "\n".join(texts)
    cases = Case.objects.filter(contribution=row).values_list("why", "outcome_reason")
    yield "the case of the comment", json.dumps(list(cases))
    entries = Entry.objects.filter(subject=f"contribution:{row.pk if row else 0}")
    yield "the record of the comment", json.dumps(list(entries.values_list("facts", flat=True)))
    contents = Content.objects.filter(entry__in=entries)
    yield "a content of the record of the comment", json.dumps(list(contents.values_list("body", flat=True)))
