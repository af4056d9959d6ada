"""What the tests of assess share: the HMPPS policy with its register, and one assessor of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.assess import Assessor
from evenhand.assess.surroundings import Surroundings, surroundings
from evenhand.policy import Policy, find, load
from evenhand.signals.catalogue import CATALOGUE


@pytest.fixture(scope="session")
def policy_file() -> Path:
    return find("hmpps")


@pytest.fixture(scope="session")
def policy(policy_file: Path) -> Policy:
    return load(policy_file, signals=CATALOGUE)


@pytest.fixture(scope="session")
def assessor(policy: Policy) -> Assessor:
    return Assessor(policy)


@pytest.fixture(scope="session")
def around(policy: Policy, policy_file: Path) -> Surroundings:
    return surroundings(policy, policy_file.parent)
