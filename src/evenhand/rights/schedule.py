"""The retention schedule: classes and periods as data (policies/retention.yaml), read once and checked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Self

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, PositiveInt, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

KEPT, BREACH = "kept", "breach"
FILE = "retention.yaml"


class ScheduleError(ValueError):
    """The schedule cannot be read; the text says where, why and what to do."""


class Schedule(BaseModel):
    """Months by class, the class of each guideline's upheld breaches, and days for what came in raw."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    classes: Mapping[str, PositiveInt]
    guidelines: Mapping[str, str] = Field(default_factory=dict)
    raw_days: PositiveInt = 7
    raw_not_understood_days: PositiveInt = 90

    @model_validator(mode="after")
    def _whole(self) -> Self:
        wanted = {KEPT, BREACH, *self.guidelines.values()}
        missing = sorted(wanted - set(self.classes))
        if missing:
            raise ValueError(f"the classes {', '.join(missing)} have no period")
        return self

    def class_of(self, guideline: str) -> str:
        """The class of an upheld breach of a guideline."""
        return self.guidelines.get(guideline, BREACH)


def schedule() -> Schedule:
    """The schedule of this body. Raises ScheduleError."""
    return read(Path(settings.POLICIES) / FILE)


@cache
def read(path: Path) -> Schedule:
    """The schedule in a file. Raises ScheduleError."""
    try:
        data = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
        return Schedule.model_validate(data)
    except OSError as error:
        raise ScheduleError(
            f"The retention schedule {path} cannot be read ({error.strerror}). Put one beside the policies: without it "
            "nothing says how long anything is kept, and nothing is taken away."
        ) from error
    except (YAMLError, ValidationError) as error:
        raise ScheduleError(f"The retention schedule {path} is not right: {error}") from error
