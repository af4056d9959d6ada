"""The Ed25519 key that signs the heads of the record: a file outside the database. Pure (no Django).

A public key is named by its 32 raw bytes in hex. Where the key is kept is a setting (SEAL_KEY_FILE); when it
signs is left to `records.sealing`.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from evenhand.records.canonical import signed_bytes

_PUBLIC_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", re.DOTALL)


class KeyFileError(Exception):
    """A key cannot be used; the text says which file, why and what to do."""


def private_key(file: Path) -> Ed25519PrivateKey:
    """The key in `file` (PEM, PKCS 8). Raises KeyFileError."""
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except OSError as error:
        raise KeyFileError(
            f"The seal key {file.name} cannot be read: {error.strerror}. "
            "Restore it from its backup, or see EVENHAND_SEAL_KEY_FILE; `evenhand record key --new` makes one."
        ) from error
    except (TypeError, ValueError) as error:
        raise KeyFileError(
            f"The seal key {file.name} is no unencrypted private key in PEM form. Restore it from its backup."
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"The seal key {file.name} is not an Ed25519 key. Restore the right one from its backup.")
    return key


def make_private_key(file: Path) -> Ed25519PrivateKey:
    """A new key in `file`, readable by its owner alone; the one that stands there, if another process was first."""
    fresh = Ed25519PrivateKey.generate()
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".seal-key-")  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            stream.flush()
            os.fsync(stream.fileno())
        os.link(name, file)  # whole or not at all, and never over another key
    except FileExistsError:
        return private_key(file)
    finally:
        Path(name).unlink()
    return fresh


def key_name(key: Ed25519PublicKey) -> str:
    """The key's 32 raw bytes in hex."""
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def public_pem(key: Ed25519PublicKey) -> str:
    """The key in PEM form, to be published."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def names_in(pem: str) -> frozenset[str]:
    """Names of all public keys in `pem` (several, where the key was changed). Raises KeyFileError."""
    names = set()
    for block in _PUBLIC_PEM.findall(pem):
        try:
            key = load_pem_public_key(block.encode("utf-8", "surrogateescape"))
        except ValueError as error:
            raise KeyFileError(
                "The public key file holds a damaged key. Fetch it again from where it is published."
            ) from error
        if not isinstance(key, Ed25519PublicKey):
            raise KeyFileError("The public key file holds a key that is not Ed25519. Give the record's own public key.")
        names.add(key_name(key))
    if not names:
        raise KeyFileError(
            "The public key file holds no '-----BEGIN PUBLIC KEY-----'. Give the file that `record key` wrote."
        )
    return frozenset(names)


def sign(key: Ed25519PrivateKey, head: str) -> str:
    """Signature of a head, in hex."""
    return key.sign(signed_bytes(head)).hex()


def signed_by(name: str, head: str, signature: str) -> bool:
    """Whether `signature` over `head` is of the key called `name`; False too for what is no key or signature."""
    try:
        raw = bytes.fromhex(signature)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(name)).verify(raw, signed_bytes(head))
    except (InvalidSignature, ValueError):
        return False
    return raw.hex() == signature  # `fromhex` takes other spellings; the record has one
