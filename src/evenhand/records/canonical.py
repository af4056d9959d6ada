r"""The canonical form of the record: which bytes are hashed and signed. Pure; anyone can rebuild it.

Canonical JSON: keys sorted by code point, no spaces, ASCII only (`\uXXXX` for everything else), no NaN;
numbers as Python's `repr` writes them. A text that no encoding can hold (a lone surrogate, NUL) has a
canonical form too. Times are UTC with six digits: `2026-11-23T21:38:48.000000Z`. Digests are SHA-256, in
lower-case hex; each begins with a word of its own, so that a digest of one thing never passes for another:

    content digest = SHA256("evenhand-content-1\n" + salt (32 bytes) + canonical(body))
    entry hash     = SHA256("evenhand-entry-1\n" + canonical({id, at, kind, subject, actor, facts, content_digest}))
    entries hash   = SHA256("evenhand-entries-1\n" + for each entry in order "SEQ ID HASH\n")
    head           = SHA256("evenhand-batch-1\n" + canonical({number, previous, first_seq, last_seq, sealed_at, key,
                     entries: entries hash})), where `previous` is the head before (64 zeros for the first batch)
    signature      = Ed25519 over "evenhand-head-1\n" + head in hex
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping

GENESIS = "0" * 64
"""The 'previous head' of the first batch."""
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)

ENTRY_KEYS = ("id", "at", "kind", "subject", "actor", "facts", "content_digest")
BATCH_KEYS = ("number", "previous", "first_seq", "last_seq", "sealed_at", "key", "head", "signature")


class NotCanonicalError(ValueError):
    """A value has no canonical JSON form; the text says why and what to do."""


def canonical(value: object) -> str:
    """`value` as canonical JSON. Raises NotCanonicalError for what JSON cannot hold."""
    try:
        _check_keys(value)
        return written(value)
    except RecursionError as error:
        raise NotCanonicalError("The value is nested too deep for the record. Flatten it.") from error
    except NotCanonicalError:
        raise
    except (TypeError, ValueError) as error:
        raise NotCanonicalError(
            f"The record holds plain JSON only (texts, finite numbers, true, false, null, lists, objects): {error}. "
            "Turn times into ISO texts and everything else into an id or a text first."
        ) from error


def written(value: object) -> str:
    """What JSON was read into, as canonical JSON; its keys are texts already. Raises what `json` raises."""
    return _ENCODER.encode(value)


def _check_keys(value: object) -> None:
    """JSON objects have text keys; Python would quietly turn others into texts, in another order."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise NotCanonicalError(f"The key {key!r} of an object in the record is not a text. Make it one.")
            _check_keys(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check_keys(inner)


def moment(at: dt.datetime | None) -> str:
    """An aware time in the record's form: UTC, microseconds. Empty where a database holds a time no more."""
    if at is None:
        return ""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def content_digest(salt: bytes, body: object) -> str:
    """Digest of an erasable content; without its salt it tells nothing of the body."""
    return written_content_digest(salt, canonical(body))


def written_content_digest(salt: bytes, body: str) -> str:
    """The same of a body that is canonical text already."""
    return _sha256("evenhand-content-1\n", salt + body.encode("ascii"))


def entry_hash(entry: Mapping[str, object]) -> str:
    """Hash of an entry given as `ENTRY_KEYS`."""
    return written_entry_hash(canonical(entry))


def written_entry_hash(entry: str) -> str:
    """The same of an entry that is canonical text already."""
    return _sha256("evenhand-entry-1\n", entry.encode("ascii"))


def entries_hash(first_seq: int, entries: Iterable[tuple[int, str]]) -> str:
    """Hash of a batch's entries `(id, entry hash)`, numbered from `first_seq`."""
    lines = (f"{seq} {entry} {digest}\n" for seq, (entry, digest) in enumerate(entries, first_seq))
    return _sha256("evenhand-entries-1\n", "".join(lines).encode("utf-8", "surrogatepass"))


def head_hash(batch: Mapping[str, object], entries: str) -> str:
    """Head of a batch given as `BATCH_KEYS` (head and signature are not looked at) and its entries hash."""
    statement = {key: batch[key] for key in BATCH_KEYS if key not in {"head", "signature"}}
    return _sha256("evenhand-batch-1\n", canonical({**statement, "entries": entries}).encode("ascii"))


def signed_bytes(head: str) -> bytes:
    """What the signature of a head is made over."""
    return b"evenhand-head-1\n" + head.encode("utf-8", "surrogatepass")


def _sha256(word: str, body: bytes) -> str:
    return hashlib.sha256(word.encode("ascii") + body).hexdigest()
