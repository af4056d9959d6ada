"""Claims that no lesson mentions: does a register of one of them find the texts that state it, and only those?

The test part of `training/data/domain/claim-pairs.jsonl`: claims about other bodies and subjects, each with texts that
state it and texts that ask, deny, or say something near and true. Synthetic, as all of that folder.
"""

from __future__ import annotations

from benchmarks.accuracy.tally import Tally
from training.claims import written
from training.prepare import DOMAIN

from evenhand.assess import Assessor
from evenhand.policy import Policy
from evenhand.signals.interface import ClaimEntry, Context


def print_unknown(policy: Policy) -> dict[str, float]:
    """Assess each text with its claim as the whole register; print and return the figures."""
    assessor, tally, claims = Assessor(policy), Tally(), set()
    for item in written(DOMAIN / "claim-pairs.jsonl"):
        if item.split != "test":
            continue
        claim = item.context.removeprefix("claim: ")
        claims.add(claim)
        context = Context("facebook", false_claims=(ClaimEntry("X1", claim, "", ""),))
        judged = assessor.assess(item.text, context)
        found = "misinformation" in {finding.guideline_id for finding in judged.findings}
        tally.add(wanted=bool(item.labels["states_claim"]), found=found)
    precision, recall, figure = tally.figures
    low, high = tally.interval()
    print(
        f"\n{len(claims)} claims that no lesson mentions, {len(tally.wanted)} texts, {tally.size} of which state one: "
        f"precision {precision:.2f}, recall {recall:.2f}, F1 {figure:.2f} [{low:.2f}, {high:.2f}]"
    )
    return {"claims": len(claims), "texts": len(tally.wanted), "precision": precision, "recall": recall, "f1": figure}
