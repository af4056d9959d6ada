"""Whole numbers from the environment; one that cannot be read stops the service at its start, in words."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured


def whole(name: str, usual: int, what: str) -> int:
    """The whole number in the variable `name`, `usual` where it is not set; `what` says what it counts."""
    said = os.environ.get(name)
    if said is None:
        return usual
    if not said.isascii() or not said.isdigit():
        raise ImproperlyConfigured(f"{name} is '{said}'. Set it to {what}: a whole number, such as {usual}.")
    return int(said)
