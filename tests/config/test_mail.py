"""The mail server's address."""

from __future__ import annotations

import pytest

from evenhand.config.mail import smtp


def test_nothing_set_is_djangos_own() -> None:
    assert smtp("") == {}


@pytest.mark.parametrize(
    ("address", "port", "starttls", "tls"),
    [
        ("smtp://us%40er:pa%2Fss@mail.example", 587, True, False),
        ("smtps://us%40er:pa%2Fss@mail.example:2465", 2465, False, True),
        ("smtp+plain://us%40er:pa%2Fss@mail.example", 25, False, False),
    ],
)
def test_scheme_says_how_it_is_kept_secret(address: str, port: int, *, starttls: bool, tls: bool) -> None:
    told = smtp(address)
    assert (told["EMAIL_HOST"], told["EMAIL_PORT"]) == ("mail.example", port)
    assert (told["EMAIL_USE_TLS"], told["EMAIL_USE_SSL"]) == (starttls, tls)
    assert (told["EMAIL_HOST_USER"], told["EMAIL_HOST_PASSWORD"]) == ("us@er", "pa/ss")


@pytest.mark.parametrize("address", ["mail.example", "http://mail.example", "smtp://"])
def test_anything_else_is_refused_with_what_to_write(address: str) -> None:
    with pytest.raises(ValueError, match="Write smtp://user:password@host:587"):
        smtp(address)
