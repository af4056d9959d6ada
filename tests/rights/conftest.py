"""The house of `tests.house` for the tests of this folder, and an erasure log of each test's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings
from tests.house import house

__all__ = ["house"]


@pytest.fixture(autouse=True)
def erasure_log(settings: Settings, tmp_path: Path) -> Path:
    """Where the erasure log of this test stands."""
    settings.ERASURE_LOG = tmp_path / "erasures.jsonl"
    settings.SEAL_KEY_FILE = tmp_path / "seal-key.pem"
    return tmp_path / "erasures.jsonl"
