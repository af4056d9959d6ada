"""The named task of this room: `judgement.assess` {version_id}."""

from __future__ import annotations

from evenhand import work
from evenhand.judgement.services import assess_version
from evenhand.work.types import JSON


@work.task("judgement.assess")
def assess(payload: dict[str, JSON]) -> None:
    """Assess one version under the policy in force."""
    assess_version(int(str(payload["version_id"])))
