"""The key file: made whole or not at all, never over another, refused with a cure where it cannot be used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from evenhand.records.keys import (
    KeyFileError,
    key_name,
    make_private_key,
    names_in,
    private_key,
    public_pem,
    sign,
    signed_by,
)


def test_a_key_is_made_in_a_folder_of_its_own_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "new" / "seal-key.pem"
    made = make_private_key(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert os.listdir(file.parent) == [file.name]  # noqa: PTH208  (names alone)
    assert key_name(private_key(file).public_key()) == key_name(made.public_key())


def test_the_key_that_stands_there_first_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "seal-key.pem"
    first = make_private_key(file)
    assert key_name(make_private_key(file).public_key()) == key_name(first.public_key())


def test_a_missing_damaged_or_foreign_key_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "seal-key.pem"
    with pytest.raises(KeyFileError, match=r"seal-key.pem cannot be read: No such file.*EVENHAND_SEAL_KEY_FILE"):
        private_key(file)
    file.write_bytes(b"\xff\x00 not a key")
    with pytest.raises(KeyFileError, match="no unencrypted private key in PEM form"):
        private_key(file)
    foreign = generate_private_key(SECP256R1())
    file.write_bytes(foreign.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(KeyFileError, match="is not an Ed25519 key"):
        private_key(file)
    public = foreign.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    with pytest.raises(KeyFileError, match="a key that is not Ed25519"):
        names_in(public)


def test_several_public_keys_are_read_from_one_file(tmp_path: Path) -> None:
    keys = [make_private_key(tmp_path / name).public_key() for name in ("one", "two")]
    text = "old:\n" + public_pem(keys[0]) + "\nnew, from 2027:\n" + public_pem(keys[1])
    assert names_in(text) == {key_name(key) for key in keys}


def test_a_signature_is_of_one_key_and_one_head(tmp_path: Path) -> None:
    one, two = (make_private_key(tmp_path / name) for name in ("one", "two"))
    name, signature = key_name(one.public_key()), sign(one, "ab" * 32)
    assert signed_by(name, "ab" * 32, signature)
    assert not signed_by(name, "ac" * 32, signature)
    assert not signed_by(key_name(two.public_key()), "ab" * 32, signature)
    assert not signed_by(name, "ab" * 32, signature.upper())
    assert not signed_by("no key", "ab" * 32, signature)
    assert not signed_by(name, "\ud800", signature)
