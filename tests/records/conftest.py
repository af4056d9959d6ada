"""Fixtures of the record's tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper


@pytest.fixture
def key_file(settings: SettingsWrapper, tmp_path: Path) -> Path:
    """Where the seal key of this test stands; made by the first seal."""
    settings.SEAL_KEY_FILE = tmp_path / "seal-key.pem"
    return tmp_path / "seal-key.pem"


@pytest.fixture
def record(transactional_db: None, key_file: Path) -> None:
    """An empty record in a database where tests commit for real; emptied again by pytest-django, guards off."""
