"""What a batch of texts shares: the organisation's names, the register of false claims, featured staff.

Read from the policy, and from a folder where one is given (`--context DIR`): `claims.yaml` (a register, in place of the
policy's), `organisation.txt` and `featured.txt` (a name a line). Live, judgement takes the same from the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evenhand.policy import Policy, load_claims
from evenhand.signals.interface import ClaimEntry


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The part of each text's context that is the same for the whole batch."""

    organisation: tuple[str, ...] = ()
    false_claims: tuple[ClaimEntry, ...] = ()
    featured: tuple[str, ...] = ()


def surroundings(policy: Policy, policy_folder: Path | None = None, folder: Path | None = None) -> Surroundings:
    """Gather them; OSError or PolicyFaults where a file that is named cannot be read."""
    register = policy_folder / policy.claims if policy_folder and policy.claims else None
    organisation: tuple[str, ...] = tuple(policy.organisation)
    featured: tuple[str, ...] = ()
    if folder is not None:
        if not folder.is_dir():
            raise NotADirectoryError(f"--context {folder.as_posix()} is no folder")
        register = folder / "claims.yaml" if (folder / "claims.yaml").is_file() else register
        organisation = _names(folder / "organisation.txt") or organisation
        featured = _names(folder / "featured.txt")
    return Surroundings(organisation, _claims(register), featured)


def _claims(register: Path | None) -> tuple[ClaimEntry, ...]:
    if register is None or not register.is_file():
        return ()
    return tuple(ClaimEntry(c.id, c.stated, c.correction, c.source) for c in load_claims(register).claims)


def _names(path: Path) -> tuple[str, ...]:
    if not path.is_file():
        return ()
    return tuple(line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
