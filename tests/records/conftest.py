"""Fixtures of the record's tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture
def key_file(settings: Settings, tmp_path: Path) -> Path:
    """Where the seal key of this test stands; made by the first seal."""
    settings.SEAL_KEY_FILE = tmp_path / "seal-key.pem"
    return tmp_path / "seal-key.pem"


@pytest.fixture
def record(db: None, key_file: Path) -> None:
    """An empty record, rolled back afterwards. Tests that must commit for real take `helpers.COMMITTING` instead."""
