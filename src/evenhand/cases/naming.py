"""Whether a comment names somebody who works here: they neither decide it nor confirm it (promise 1).

By the name that colleagues see, and by every other name that the person goes by (`people.Alias`).
"""

from __future__ import annotations

import re

from evenhand.people.models import User
from evenhand.people.services import also_called


def names(text: str, person: User) -> bool:
    """Whether `text` holds a whole name of the person in any case, or the last of its words as a name is written."""
    return any(_names(text, " ".join(name.split())) for name in (person.display_name, *also_called(person)))


def _names(text: str, name: str) -> bool:
    if not name:
        return False
    whole = r"\s+".join(re.escape(part) for part in name.split())
    if re.search(rf"(?<!\w){whole}(?!\w)", text, re.IGNORECASE):
        return True
    *first, last = name.split()
    return bool(first) and re.search(rf"(?<!\w){re.escape(last)}(?!\w)", text) is not None
