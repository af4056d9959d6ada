"""An assessment as JSON: the shape that other programs read (DESIGN.md, 'The commands').

Lone surrogates in an id or a detail are escaped, so that the output is always valid UTF-8.
"""

from __future__ import annotations

import json
from typing import Any

from evenhand.assess.model import Assessment


def as_dict(identifier: object, assessment: Assessment) -> dict[str, Any]:
    """The JSON object of one assessment; `identifier` is the id as it came in."""
    return {
        "id": identifier,
        "outcome": assessment.outcome,
        "automatic": assessment.automatic,
        "guidelines": [
            {
                "id": finding.guideline_id,
                "score": round(finding.score, 2),
                "evidence": [
                    {"start": item.start, "end": item.end, "signal": item.signal, "detail": item.detail}
                    for item in finding.evidence
                ],
            }
            for finding in assessment.findings
        ],
        "intents": [{"id": intent.id, "score": round(intent.score, 2)} for intent in assessment.intents],
        "signals": {signal.name: round(signal.score, 2) for signal in assessment.signals},
        "language": assessment.language,
        "policy": assessment.policy_version,
        "models": dict(assessment.models),
    }


def as_json(identifier: object, assessment: Assessment) -> str:
    """One line of JSON, without a line end."""
    line = json.dumps(as_dict(identifier, assessment), ensure_ascii=False, separators=(",", ":"))
    return line if line.isascii() or _encodable(line) else json.dumps(as_dict(identifier, assessment))


def _encodable(line: str) -> bool:
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
