"""Whether a comment names somebody who works here: they neither decide it nor confirm it (promise 1)."""

from __future__ import annotations

import re

from evenhand.people.models import User


def names(text: str, person: User) -> bool:
    """Whether `text` holds the person's whole name in any case, or their last name as a name is written."""
    name = " ".join(person.display_name.split())
    if not name:
        return False
    whole = r"\s+".join(re.escape(part) for part in name.split())
    if re.search(rf"(?<!\w){whole}(?!\w)", text, re.IGNORECASE):
        return True
    *first, last = name.split()
    return bool(first) and re.search(rf"(?<!\w){re.escape(last)}(?!\w)", text) is not None
