"""Ids in each platform's form. The same acts in the same order give the same ids."""

from __future__ import annotations

import base64
import hashlib

X_FIRST = 2_100_000_000_000_000_000
LINKEDIN_FIRST = 7_300_000_000_000_000_000
INSTAGRAM_FIRST = 17_900_000_000_000_000
FACEBOOK_FIRST = 900_000_000_000_000
PERSON_FIRST = {"facebook": 7_100_000_000_000_000, "instagram": 6_800_000_000_000_000, "x": 1_500_000_000_000_000_000}
STEP = 137  # ids of real platforms have gaps


def token(seed: str, length: int) -> str:
    """`length` characters of the URL-safe base64 alphabet, always the same for the same seed."""
    digest = hashlib.blake2b(seed.encode("utf-8", "surrogatepass"), digest_size=48).digest()
    return base64.urlsafe_b64encode(digest).decode().replace("-", "a").replace("_", "b")[:length]


class Ids:
    """Mints ids; one counter for each series."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def _next(self, series: str) -> int:
        self._last[series] = self._last.get(series, 0) + 1
        return self._last[series]

    def _number(self, series: str, first: int) -> int:
        return first + self._next(series) * STEP

    def author(self, platform: str) -> str:
        """A person: a number, LinkedIn's URN or YouTube's channel id."""
        count = self._next(f"{platform}-author")
        if platform == "linkedin":
            return f"urn:li:person:{token(f'person-{count}', 10)}"
        if platform == "youtube":
            return f"UC{token(f'channel-{count}', 22)}"
        return str(PERSON_FIRST[platform] + count * STEP)

    def post(self, platform: str, owner: str) -> tuple[str, str]:
        """A post of the organisation: its id, and LinkedIn's activity URN beside it."""
        if platform == "facebook":
            return f"{owner}_{self._number('facebook', FACEBOOK_FIRST)}", ""
        if platform == "youtube":
            return token(f"video-{self._next('video')}", 11), ""
        if platform == "linkedin":
            share, activity = (self._number("linkedin", LINKEDIN_FIRST) for _ in range(2))
            return f"urn:li:share:{share}", f"urn:li:activity:{activity}"
        first = X_FIRST if platform == "x" else INSTAGRAM_FIRST
        return str(self._number(platform, first)), ""

    def comment(self, platform: str, post: str, parent: str) -> str:
        """A comment, reply, mention or visitor post. `post` is LinkedIn's activity there; a page for a visitor post."""
        if platform == "facebook":
            return f"{post.rsplit('_', 1)[-1]}_{self._number('facebook', FACEBOOK_FIRST)}"
        if platform == "youtube":
            count = self._next("youtube")
            return f"{parent}.{token(f'reply-{count}', 22)}" if parent else f"Ug{token(f'thread-{count}', 18)}4AaABAg"
        if platform == "linkedin":
            return f"urn:li:comment:({post},{self._number('linkedin', LINKEDIN_FIRST)})"
        first = X_FIRST if platform == "x" else INSTAGRAM_FIRST
        return str(self._number(platform, first))

    def message(self, platform: str) -> str:
        """A direct message."""
        if platform == "x":
            return str(self._number("x", X_FIRST))
        count = self._next(f"{platform}-message")
        return f"m_{token(f'message-{count}', 40)}" if platform == "facebook" else f"aWdf{token(f'ig-{count}', 44)}"


def thread_of(platform: str, channel: str, author: str) -> str:
    """The conversation between the organisation and one person; there is only ever one."""
    if platform == "x":
        low, high = sorted((channel, author), key=int)
        return f"{low}-{high}"
    return f"t_{author}" if platform == "facebook" else f"aWdfdGhyZWFk{token(author, 32)}"
