"""The detectors in the order they run: what later ones look at comes first, costly ones last.

To add one: write its file in `detectors/`, name its signals in `catalogue.py`, and put it here; see
docs/howto/add-a-signal.md.
"""

from __future__ import annotations

from functools import cache

from evenhand.signals.detectors.accusations import Accusations
from evenhand.signals.detectors.adverts import Adverts
from evenhand.signals.detectors.aim import Aim
from evenhand.signals.detectors.belittling import BELITTLING
from evenhand.signals.detectors.campaign import Campaign
from evenhand.signals.detectors.claims import Claims
from evenhand.signals.detectors.digs import DIGS
from evenhand.signals.detectors.emoji import Emoji
from evenhand.signals.detectors.exposure import Exposure
from evenhand.signals.detectors.gibberish import Gibberish
from evenhand.signals.detectors.groups import Groups
from evenhand.signals.detectors.incitement import INCITEMENT
from evenhand.signals.detectors.institution import INSTITUTION
from evenhand.signals.detectors.intents import Intents
from evenhand.signals.detectors.learned import learned
from evenhand.signals.detectors.links import Links
from evenhand.signals.detectors.personal import Personal
from evenhand.signals.detectors.questions import Questions
from evenhand.signals.detectors.quoting import Quoting
from evenhand.signals.detectors.risk import Risk
from evenhand.signals.detectors.scam import Scam
from evenhand.signals.detectors.selfharm import SELF_HARM
from evenhand.signals.detectors.terms import Terms
from evenhand.signals.detectors.threats import Threats
from evenhand.signals.interface import Detectors


@cache
def standard() -> Detectors:
    """Every detector of the house: the rules, and last the learned one, which weighs what they found."""
    return Detectors((*rules_only().items, learned()))


@cache
def rules_only() -> Detectors:
    """Every detector that is a rule: what judges a text where there is no model."""
    return Detectors(
        (
            Terms(),
            Emoji(),
            Quoting(),
            Groups(),
            Aim(),
            Threats(),
            INCITEMENT,
            BELITTLING,
            DIGS,
            SELF_HARM,
            Risk(),
            Links(),
            Adverts(),
            Scam(),
            Campaign(),
            Gibberish(),
            INSTITUTION,
            Questions(),
            Intents(),
            Accusations(),
            Personal(),
            Exposure(),
            Claims(),
        )
    )
