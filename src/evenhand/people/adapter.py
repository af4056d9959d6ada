"""How django-allauth behaves in this house: accounts are made by an administrator, not by visitors."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class HouseAccounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types for it
    """Sign-up is closed; sign-in messages are not shown twice."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        del request
        return False

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Say nothing on top of the page: the page that follows shows who is signed in."""
