"""The labelled texts, read by rules and the shipped model: what asks for help, or reports, and reaches nobody.

A text that reaches somebody opens a case as `cases.routing` says; a public one that the machine would hide is named,
unless its label calls it a breach too (who reports abuse with an obscenity: it is hidden and the report is heard).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from rich.console import Console
from rich.table import Table

from evenhand import policy as policies
from evenhand.assess import Assessor
from evenhand.assess.model import Assessment
from evenhand.cases.routing import wanted_cases
from evenhand.signals.catalogue import CATALOGUE
from evenhand.signals.interface import Context

DATA = Path("training/data/domain")
SUPPORT = {"question", "complaint", "foi", "subject_access", "whistleblowing", "safeguarding"}


def domain() -> int:
    """Print how many reach whom, and each text that reaches nobody or would be hidden; 1 where there is one."""
    policy = policies.load(Path(settings.POLICIES) / "hmpps.yaml", signals=CATALOGUE)
    assessor = Assessor(policy)
    asks = [one for one in _texts() if "application_help" in one["intents"] and not one["guidelines"]]
    reports = [one for one in _texts() if "report_comment" in one["intents"]]
    columns = ("texts", "all", "heard as such", "some case", "no case", "hidden", "and a breach by its label")
    table = Table(*columns, title="labelled texts")
    missed: list[tuple[str, str, str]] = []
    for name, texts, kinds in (
        ("application help", asks, SUPPORT),
        ("report of a comment", reports, {"member_report"}),
    ):
        heard, some, hidden, rightly = 0, 0, 0, 0
        for one in texts:
            public = one["kind"] != "direct_message"
            found = assessor.assess(one["text"], Context(post=one["post"], platform=one["platform"], kind=one["kind"]))
            opened = _cases(found, policy, one)
            heard, some = heard + bool(opened & kinds), some + bool(opened)
            swears = bool(public and found.automatic)  # what the label itself calls a breach is hidden rightly
            hidden += swears
            if not opened or (swears and not one["guidelines"]):
                missed.append((name, "hidden" if opened else "reaches nobody", f"{one['id']}: {one['text']}"))
            rightly += swears and bool(one["guidelines"])
        figures = (len(texts), heard, some, len(texts) - some, hidden, rightly)
        table.add_row(name, *(str(figure) for figure in figures))
    console = Console(width=160)
    for name, why, text in missed:
        console.print(f"{name}: {why}: {text}", highlight=False)
    console.print(table)
    return int(bool(missed))


def _texts() -> list[dict[str, Any]]:
    lines = (line for file in sorted(DATA.glob("writer-*.jsonl")) for line in file.read_text("utf-8").splitlines())
    return [json.loads(line) for line in lines]


def _cases(found: Assessment, policy: policies.Policy, one: dict[str, Any]) -> set[str]:
    """The kinds of case that routing opens for it, with the one for a person at risk."""
    wanted = wanted_cases(
        outcome=found.outcome,
        findings=[{"guideline_id": finding.guideline_id} for finding in found.findings],
        intents=[{"id": intent.id} for intent in found.intents],
        priorities={rule.id: rule.priority for rule in policy.guidelines},
        titles={rule.id: rule.title for rule in policy.guidelines},
        hidden_by_machine=bool(found.automatic) and one["kind"] != "direct_message",
        needs_people=found.outcome in {"escalate", "remove_and_block"},
        text=one["text"],
        private=one["kind"] == "direct_message",
    )
    return {str(case.kind) for case in wanted} | ({"safeguarding"} if found.at_risk else set())
