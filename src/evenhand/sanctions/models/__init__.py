"""The ladder: no block can exist without the grounds of promise 1.

Each ground is a row, each row refers by composite keys to what it stands on, and a block refers to exactly one.
"""

from __future__ import annotations

from evenhand.sanctions.models.appeals import Appeal
from evenhand.sanctions.models.blocks import Block
from evenhand.sanctions.models.discrimination import CHARACTERISTICS, Confirmation, DiscriminationGround
from evenhand.sanctions.models.ladder import TEN_MINUTES_US, LadderGround
from evenhand.sanctions.models.linked import LinkedGround, SamePerson
from evenhand.sanctions.models.references import Reference
from evenhand.sanctions.models.statements import Statement, StatementEdit
from evenhand.sanctions.models.strikes import Strike
from evenhand.sanctions.models.threats import ThreatGround
from evenhand.sanctions.models.warnings import Warning

__all__ = [
    "CHARACTERISTICS",
    "TEN_MINUTES_US",
    "Appeal",
    "Block",
    "Confirmation",
    "DiscriminationGround",
    "LadderGround",
    "LinkedGround",
    "Reference",
    "SamePerson",
    "Statement",
    "StatementEdit",
    "Strike",
    "ThreatGround",
    "Warning",
]
