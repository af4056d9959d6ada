"""A changed policy during the check: compared by the workers, refused unsigned, then opened, signed, put in force."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from evenhand.demo import parts
from evenhand.demo.people import Person
from evenhand.judgement.models import Comparison, PolicyActivation

_NAME = re.compile(r"^name: (.+)$", re.MULTILINE)


def propose(places: parts.Places) -> None:
    """Change the policy's name in a copy of its file, and have it compared with what is in force."""
    folder = places.var / "changed-policies"
    shutil.copytree(Path(settings.POLICIES), folder)
    file = folder / f"{settings.POLICY}.yaml"
    file.write_text(_NAME.sub(r"name: \1, changed", file.read_text("utf-8"), count=1), "utf-8")
    changed = replace(places, environment={**places.environment, "EVENHAND_POLICIES": str(folder)})
    parts.command(changed, "policy", "compare", settings.POLICY)


def is_ready() -> bool:
    """Whether the comparison waits for its signature."""
    return Comparison.objects.filter(state=Comparison.State.READY, sign_off__isnull=True).exists()


def try_unsigned(owner: Person) -> None:
    """Ask the desk to put it in force before anybody signed; what came of it stands in the rows."""
    row = Comparison.objects.order_by("-pk")[0]
    owner.post(f"/desk/policy/{row.pk}/in-force/", "/desk/policy/")


def sign(owner: Person) -> bool:
    """Open it, sign what was read, put it in force; whether it is in force then."""
    row = Comparison.objects.order_by("-pk")[0]
    page = f"/desk/policy/{row.pk}/"
    owner.post(f"{page}sign/", page, digest=row.digest)
    owner.post(f"{page}in-force/", page)
    return PolicyActivation.objects.filter(sign_off__comparison=row).exists()
