"""The register of false claims as seed data: claim, correction, source, owner, expiry.

A body's register lives in the database once it runs; this file is what it starts from, and what a policy's
own examples are judged with. Nothing may be called false without a source (promise 3).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field

from evenhand.policy.document import read_bytes, require
from evenhand.policy.faults import Fault, PolicyFaults
from evenhand.policy.parts import Part
from evenhand.policy.schema import Frozen, Identifier, Words
from evenhand.policy.shape import shape_faults

ClaimId = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]*$")]


class FalseClaim(Frozen):
    """One false claim: what is said, what is true, where that stands, who keeps it, until when it holds.

    `wordings` are other ways in which people say it.
    """

    id: ClaimId
    claim: Words
    wordings: tuple[Words, ...] = ()
    correction: Words
    source: Annotated[str, Field(pattern=r"^https://\S+$")]
    owner: Words
    expires: date

    @property
    def stated(self) -> str:
        """The claim and its other wordings, set apart by `|`, as the detector of claims reads them."""
        return " | ".join((self.claim, *self.wordings))


class Register(Frozen):
    """A body's false claims, as seed data for its register."""

    policy: Identifier
    claims: tuple[FalseClaim, ...] = Field(min_length=1)


def load_claims(path: Path) -> Register:
    """Read a register file. PolicyFaults with every fault found, OSError where it cannot be read."""
    document = require(read_bytes(path.read_bytes(), path.as_posix()))
    found = [*document.faults, *shape_faults(Register, document.value, document)]
    found += _duplicates(Part.of(document, (), document.value))
    if found:
        raise PolicyFaults(found)
    return Register.model_validate(document.value)


def _duplicates(register: Part) -> list[Fault]:
    seen: set[str] = set()
    faults: list[Fault] = []
    for claim in register.parts("claims"):
        if claim.text("id") in seen:
            faults.append(claim.fault("id", f"two claims have the id '{claim.text('id')}'", "give each its own id"))
        seen.add(claim.text("id"))
    return faults
