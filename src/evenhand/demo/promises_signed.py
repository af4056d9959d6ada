"""Promise 11 compared: what decides live outcomes was compared, opened and signed first, and nothing else decides.

During the shift a policy owner tries to put a changed policy in force unsigned, then opens, signs and puts it in force.
Only rows are read here: an activation that came about in any other way stands there as what it is.
"""

from __future__ import annotations

from datetime import timedelta

from evenhand.cases.models import Decision
from evenhand.demo.scenes import Scene
from evenhand.demo.verdicts import Verdict
from evenhand.demo.witness import Witness
from evenhand.judgement.models import Assessment, Opening, PolicyActivation

UNDER_WAY = timedelta(seconds=60)
"""What was being read against a version when the next one came into force may be written down a moment later."""


def signed(_witness: Witness, _scenes: list[Scene], verdict: Verdict) -> None:
    """Each activation but the first stands on its signature; each assessment on what was in force."""
    rows = PolicyActivation.objects.select_related("assessor", "policy_version", "sign_off__comparison")
    activations = list(rows.order_by("number"))
    for row in activations[1:]:
        _stands(row, verdict)
    later = [*(one.activated_at for one in activations[1:]), None]
    spans = list(zip(activations, later, strict=True)) if activations else []
    for one in Assessment.objects.only("policy_version", "model_versions", "assessed_at").iterator():
        held = any(
            span.policy_version_id == one.policy_version_id
            and span.assessor.model_versions == one.model_versions
            and span.activated_at <= one.assessed_at
            and (until is None or one.assessed_at < until + UNDER_WAY)
            for span, until in spans
        )
        verdict.check(held, f"assessment {one.pk} was made by something that was not in force")
    known = {row.policy_version_id for row in activations}
    for key, version in Decision.objects.values_list("pk", "policy_version"):
        verdict.check(version in known, f"decision {key} stands on a policy that was never in force")


def _stands(row: PolicyActivation, verdict: Verdict) -> None:
    """One later activation: its comparison was ready, then opened and signed by one person, then put in force."""
    where = f"activation {row.number}"
    sign_off = row.sign_off
    verdict.check(sign_off is not None, f"{where} put {row.policy_version} in force, and nobody signed it")
    if sign_off is None:
        return
    opening = Opening.objects.filter(
        comparison=sign_off.comparison, person=sign_off.person, digest=sign_off.digest
    ).first()
    ready = sign_off.comparison.ready_at
    in_order = (
        opening is not None
        and ready is not None
        and ready <= opening.opened_at <= sign_off.signed_at <= row.activated_at
    )
    verdict.check(in_order, f"{where} was not compared, opened, signed and put in force in this order")
    mine = sign_off.after_id == row.assessor_id and sign_off.before_id == row.replaced_id
    verdict.check(mine, f"{where} stands on the signature of another change")
