"""Assess: signals and a policy make an assessment. Pure; see `assessor.py`, and `batch.py` for files of texts."""

from __future__ import annotations

from evenhand.assess.assessor import Assessor, assess_text
from evenhand.assess.model import Assessment, Evidence, Finding, Intent

__all__ = ["Assessment", "Assessor", "Evidence", "Finding", "Intent", "assess_text"]
