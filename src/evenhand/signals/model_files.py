"""The learned model's files: found, their digests compared with the manifest's, and only then read.

A folder holds `manifest.json`, `encoder.onnx`, `tokenizer.json` and `linear.npz`; the manifest names the digest of each
other file, and the manifest's own digest is the model's version. EVENHAND_MODEL names another folder, or is "off".
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

SHIPPED: Final = Path(__file__).parent / "model"
OFF: Final = "off"
FORMAT: Final = 2
NAMES: Final = frozenset({"encoder.onnx", "linear.npz", "tokenizer.json"})


class ModelFileError(Exception):
    """A model that cannot be used: which file, what is wrong with it, and what to do."""


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A folder whose manifest was read; `version` is the manifest's digest, which names every file's."""

    folder: Path
    version: str
    manifest: dict[str, Any]

    def content(self, name: str) -> bytes:
        """The bytes of one file, after comparing them with the digest that the manifest names."""
        path = self.folder / name
        try:
            content = path.read_bytes()
        except OSError as error:
            raise ModelFileError(f"{name} cannot be read ({error.strerror}); {_MEND}") from error
        if hashlib.sha256(content).hexdigest() != self.manifest["files"].get(name):
            raise ModelFileError(f"{name} is not the file that manifest.json names (its digest differs); {_MEND}")
        return content

    def check(self) -> None:
        """Compare every file's digest with the manifest's; ModelFileError at the first that differs."""
        for name in self.manifest["files"]:
            self.content(name)


_MEND: Final = "install Evenhand again, or set EVENHAND_MODEL to a folder that training/ wrote"


def chosen() -> Path | None:
    """The folder to use, or None where the model is switched off."""
    named = os.environ.get("EVENHAND_MODEL", "")
    return None if named == OFF else Path(named) if named else SHIPPED


def open_files(folder: Path) -> ModelFiles:
    """Read the manifest; ModelFileError where there is none or it is another format's."""
    try:
        content = (folder / "manifest.json").read_bytes()
        manifest = json.loads(content)
    except OSError as error:
        raise ModelFileError(f"manifest.json cannot be read ({error.strerror}); {_MEND}") from error
    except ValueError as error:
        raise ModelFileError(f"manifest.json is not JSON; {_MEND}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ModelFileError(f"manifest.json is not of format {FORMAT}; {_MEND}")
    if not isinstance(manifest.get("files"), dict) or not NAMES.issubset(manifest["files"]):
        raise ModelFileError(f"manifest.json does not name {', '.join(sorted(NAMES))}; {_MEND}")
    return ModelFiles(folder, hashlib.sha256(content).hexdigest()[:16], manifest)
