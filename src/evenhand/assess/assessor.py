"""Text and context in, assessment out: the detectors measure, the policy judges, this module puts the two together.

Pure: no database, no network, no clock; the same text in the same context gives the same assessment. Which signals
exist is for `evenhand.signals`, what they mean is for the policy file, who acts on it is for the apps above.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from evenhand.assess.model import HIDE, Assessment, Evidence, Finding, Intent
from evenhand.policy import Policy, Ruling, compiled
from evenhand.signals.interface import Context, Detectors, Signal
from evenhand.signals.language import language
from evenhand.signals.merging import merged
from evenhand.signals.normalise import NormalisedText, normalise
from evenhand.signals.registry import standard

_MOST_EVIDENCE: Final = 8  # stretches of text shown for one finding
_FAINT: Final = 0.05  # signals below this are noise and are not kept


class Assessor:
    """Assesses texts under one policy. Holds no state of the texts; may be shared by threads."""

    def __init__(self, policy: Policy, detectors: Detectors | None = None) -> None:
        self.policy = policy
        self._detectors = detectors or standard()
        self._judge = compiled(policy)
        self._risk_signals = self._judge.risk_signals()

    def assess(self, text: str, context: Context | None = None, *, post_sensitive: bool = False) -> Assessment:
        """Assess one text of any content; `post_sensitive`: the post it stands under is tagged as sensitive."""
        around = context or Context()
        view = normalise(text)
        found = self._measured(view, around)
        if not around.infer_risk:
            found = {name: signal for name, signal in found.items() if name not in self._risk_signals}
        spoken = language(view)
        values: dict[str, float | str | bool] = {name: signal.score for name, signal in found.items()}
        values["platform"], values["kind"] = around.platform, around.kind
        values["language"], values["post_sensitive"] = spoken, post_sensitive
        ruling = self._judge.ruling(values, risk_read=around.infer_risk)
        return Assessment(
            signals=tuple(found.values()),
            findings=tuple(self._findings(ruling, found)),
            intents=tuple(Intent(name, round(score, 4)) for name, score in ruling.intents),
            outcome=str(ruling.outcome),
            automatic=HIDE if ruling.automatic else None,
            language=spoken,
            policy_version=self.policy.version,
            models=self._detectors.versions(),
            at_risk=ruling.at_risk,
        )

    def _measured(self, view: NormalisedText, context: Context) -> dict[str, Signal]:
        """Every signal of the text by name, strongest reading of each."""
        found: dict[str, Signal] = {}
        for detector in self._detectors.items:
            for signal in detector.detect(view, context, found):
                if signal.score < _FAINT:
                    continue
                before = found.get(signal.name)
                found[signal.name] = merged(before, signal) if before else signal
        return found

    def _findings(self, ruling: Ruling, found: Mapping[str, Signal]) -> list[Finding]:
        return [
            Finding(verdict.guideline_id, verdict.score, self._evidence(verdict.guideline_id, found), verdict.automatic)
            for verdict in ruling.verdicts
        ]

    def _evidence(self, guideline_id: str, found: Mapping[str, Signal]) -> tuple[Evidence, ...]:
        """The words behind a finding: the stretches of the signals that can bring it about."""
        named = self._judge.signals(guideline_id)
        signals = sorted((found[name] for name in named if name in found), key=lambda signal: -signal.score)
        evidence = [
            Evidence(span.start, span.end, signal.name, signal.detail) for signal in signals for span in signal.spans
        ]
        return tuple(evidence[:_MOST_EVIDENCE])


def assess_text(text: str, context: Context, policy: Policy) -> Assessment:
    """Assess one text under `policy`. For many texts keep an `Assessor`."""
    return Assessor(policy).assess(text, context)
