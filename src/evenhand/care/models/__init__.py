"""The room's tables: alerts, what is done for a person at risk, and the register of people featured."""

from __future__ import annotations

from evenhand.care.models.alerts import Alert
from evenhand.care.models.risk import Advice, FollowUp, HandOver, Outcome
from evenhand.care.models.staff import Aimed, Featured, Hounding, Welfare

__all__ = ["Advice", "Aimed", "Alert", "Featured", "FollowUp", "HandOver", "Hounding", "Outcome", "Welfare"]
