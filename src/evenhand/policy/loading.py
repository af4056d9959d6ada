"""A policy file becomes a `Policy`, or every one of its faults is named.

`load` is the only door: nothing else makes a policy from a file. Letters are read with it, since what
people are told is part of the policy. Whether its examples come out right needs the signals, and is left
to `assess.examples`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from evenhand.policy.conditions import SignalLike
from evenhand.policy.document import Document, read, read_bytes, require
from evenhand.policy.faults import Fault, PolicyFaults
from evenhand.policy.letters import letter_faults, read_letters
from evenhand.policy.parts import Part
from evenhand.policy.rules import policy_faults
from evenhand.policy.schema import Policy
from evenhand.policy.shape import shape_faults

Signals = Mapping[str, SignalLike]
_SHIPPED = (Path("policies"), Path(__file__).parents[3] / "policies", Path(__file__).parents[1] / "policies")


def find(name: str, *folders: Path) -> Path:
    """Return the file of a policy by path, or by name as in `hmpps`, in `folders` and then in policies/.

    FileNotFoundError where there is none.
    """
    given = Path(name)
    for path in (given, *(folder / f"{name}.yaml" for folder in (*folders, *_SHIPPED))):
        if path.is_file():
            return path
    raise FileNotFoundError(f"there is no policy '{name}': give a file, or the name of one in policies/, such as hmpps")


def load(source: Path | str, *, signals: Signals | None = None, folder: Path | None = None) -> Policy:
    """Read a policy from a file (Path), or from YAML text (str) with its letters beside `folder`.

    `signals`: the catalogue, name → spec; without it the names in conditions are not compared. Raises
    PolicyFaults with every fault found, OSError where the file cannot be read.
    """
    policy, _ = load_with_places(source, signals=signals, folder=folder)
    return policy


def load_with_places(
    source: Path | str, *, signals: Signals | None = None, folder: Path | None = None
) -> tuple[Policy, Document]:
    """As `load`, and the document that knows where each value stands."""
    document = require(_document(source))
    beside = source.parent if isinstance(source, Path) else folder
    content, faults = _with_letters(document, beside)
    found = [
        *document.faults,
        *shape_faults(Policy, content, document),
        *policy_faults(Part.of(document, (), document.value), signals),
        *faults,
    ]
    if found:
        raise PolicyFaults(found)
    return Policy.model_validate(content), document


def _document(source: Path | str) -> Document:
    if isinstance(source, Path):
        return read_bytes(source.read_bytes(), source.as_posix())
    return read(source, "policy")


def _with_letters(document: Document, beside: Path | None) -> tuple[object, list[Fault]]:
    """Put the letters' texts where the file names their folder; report what is wrong with them."""
    content = document.value
    if not isinstance(content, dict):
        return content, []
    name = content.get("letters")
    rest = {key: value for key, value in content.items() if key != "letters"}
    if beside is None:  # text alone has no letters beside it
        return rest, []
    if not isinstance(name, str):
        cure = "add 'letters:' with the folder of the letters, as in 'letters: letters/hmpps'"
        return rest, [document.fault(("letters",), "'letters' names no folder, so nobody could be told anything", cure)]
    letters = read_letters(beside / name.strip())
    return {**rest, "letters": letters}, list(letter_faults(letters, (beside / name.strip()).as_posix()))
