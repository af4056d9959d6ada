"""The guards of what was compared, opened, signed and put in force, where no table constraint can hold it (promise 11).

Rows are never changed, deleted or replaced, or a second 'first' activation could be made of an emptied table. A ready
comparison takes no further flips and stays as it was signed; only a policy owner signs. What a policy or an assessor
version says is what its digest says, so those stay as well.
"""

from __future__ import annotations

from pathlib import Path

from evenhand.store import guards

SQL = Path(__file__).resolve().parent / "sql"

_SIGNED = "What was compared, opened, signed and put in force is never changed or deleted. Compare anew."
_VERSION = "A version is its content, and is never changed or deleted. Store another one."

NEVER_CHANGED = {
    "judgement_policyversion": _VERSION,
    "judgement_assessorversion": _VERSION,
    "judgement_goldenoutcome": _SIGNED,
    "judgement_flip": _SIGNED,
    "judgement_opening": _SIGNED,
    "judgement_signoff": _SIGNED,
    "judgement_policyactivation": _SIGNED,
}
COMPARISON = "judgement_comparison"
WHY_COMPARISON = "A comparison keeps what it compares, and once it is ready it never changes. Compare anew."
BEGINS = "A comparison begins with nothing compared."

KEYS = {
    "judgement_policyversion": ("id", "digest"),
    "judgement_assessorversion": ("id", "policy_version_id, models_digest"),
    "judgement_goldenoutcome": ("id", "assessor_id, item"),
    "judgement_flip": (
        "id",
        "comparison_id, contribution_id",
        "comparison_id, item WHERE version_id IS NULL AND NEW.version_id IS NULL",
    ),
    "judgement_opening": ("id", "comparison_id, person_id, digest"),
    "judgement_signoff": ("id", "comparison_id"),
    "judgement_policyactivation": ("id", "number", "sign_off_id"),
    COMPARISON: ("id",),
}
"""Each guarded table with its unique columns, in which a replacing insert could collide."""


def register() -> None:
    """Make the guards known; the store installs them after each migrate."""
    guards.register(guards.from_files(SQL, "flip_while_comparing", "judgement_flip"))
    guards.register(guards.from_files(SQL, "sign_off_by_policy_owner", "judgement_signoff"))
    for table, why in NEVER_CHANGED.items():
        guards.register(guards.refuse_change(table, "UPDATE", why))
        _stays(table, why)
    changed = "OLD.state = 'ready' OR NEW.before_id <> OLD.before_id OR NEW.after_id <> OLD.after_id"
    guards.register(
        guards.refuse_change(COMPARISON, "UPDATE", WHY_COMPARISON, name=f"{COMPARISON}_keeps", when=changed)
    )
    begun = "NEW.state <> 'running' OR NEW.compared <> 0 OR NEW.golden_items <> 0"
    guards.register(guards.refuse_change(COMPARISON, "INSERT", BEGINS, name=f"{COMPARISON}_begins", when=begun))
    _stays(COMPARISON, WHY_COMPARISON)


def _stays(table: str, why: str) -> None:
    guards.register(guards.refuse_change(table, "DELETE", why))
    guards.register(guards.no_way_round(table, KEYS[table], why))
