"""The words of the design's table are the names in the code: each is a room, a model or a type."""

from __future__ import annotations

from importlib import import_module

import pytest

WORDS = {
    "platform": "evenhand.platforms.interface.Platform",
    "channel": "evenhand.channels.models.Channel",
    "post": "evenhand.intake.models.Post",
    "contribution": "evenhand.intake.models.Contribution",
    "author": "evenhand.intake.models.Author",
    "guideline": "evenhand.judgement.models.Guideline",
    "guideline as data": "evenhand.policy.Guideline",
    "policy": "evenhand.policy.Policy",
    "policy version": "evenhand.judgement.models.PolicyVersion",
    "signal": "evenhand.signals.interface.Signal",
    "finding": "evenhand.assess.Finding",
    "intent": "evenhand.assess.Intent",
    "context": "evenhand.signals.interface.Context",
    "assessment": "evenhand.judgement.models.Assessment",
    "assessment as value": "evenhand.assess.Assessment",
    "case": "evenhand.cases.models.Case",
    "assignment": "evenhand.cases.models.Assignment",
    "disposition": "evenhand.intake.models.Disposition",
    "decision": "evenhand.cases.models.Decision",
    "action": "evenhand.actions.models.Action",
    "manual task": "evenhand.actions.models.ManualTask",
    "strike": "evenhand.sanctions.models.Strike",
    "warning": "evenhand.sanctions.models.Warning",
    "block": "evenhand.sanctions.models.Block",
    "same person": "evenhand.sanctions.models.SamePerson",
    "alarm": "evenhand.channels.models.Alarm",
    "appeal": "evenhand.sanctions.models.Appeal",
    "lane": "evenhand.work.models.Lane",
    "platform report": "evenhand.platforms.interface.Operation.PLATFORM_REPORT",
    "member report": "evenhand.cases.models.Case.Kind.MEMBER_REPORT",
    "false claim": "evenhand.judgement.models.FalseClaim",
    "record": "evenhand.records.models.Entry",
    "figures": "evenhand.insights",
}


@pytest.mark.parametrize(("word", "place"), WORDS.items())
def test_each_word_has_its_place(word: str, place: str) -> None:
    parts = place.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: object = import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for name in parts[cut:]:
            found = getattr(found, name)
        return
    pytest.fail(f"'{word}' has no place at {place}")
