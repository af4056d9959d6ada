"""The room's tables: alerts, and what is done for a person at risk."""

from __future__ import annotations

from evenhand.care.models.alerts import Alert
from evenhand.care.models.risk import Advice, FollowUp, HandOver, Outcome

__all__ = ["Advice", "Alert", "FollowUp", "HandOver", "Outcome"]
