"""Asks the addresses that Evenhand shows whether anything is there: politely, and never inside the body's own network.

One address at a time a host, with a pause between; HEAD first, and GET where that is not taken; a page is not read
beyond its head. Each hop is looked up and connected to by the number that was looked at, so that a name which
changes its mind meanwhile leads nowhere private. Not here: which addresses there are (`link_gathering`).
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx

HOPS = 5
AT_ONCE = 8
"""Hosts asked side by side."""
PAUSE = 1.0
TIMEOUT = 15.0
AGENT = "Evenhand-link-check (asks once whether a page is still there)"
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""Addresses of the older internet as the newer one writes them where it must translate."""
_USUAL = {"http": 80, "https": 443}
_GONE = {404, 410}
_MOVED = {301, 308}
_ELSEWHERE = {*_MOVED, 302, 303, 307}
_NO_HEAD = {400, 403, 404, 405, 406, 410, 501}
"""Answers to a HEAD that say little: some servers take it for a fault, or for a robot's."""


class State(StrEnum):
    """What became of an address."""

    THERE = "there"
    MOVED = "moved"
    DEAD = "dead"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Found:
    """An address and what became of it; `why` in plain words."""

    link: str
    state: State
    why: str = ""


class _StopError(Exception):
    """The address leads nowhere that is asked; the state, and why."""

    def __init__(self, state: State, why: str) -> None:
        super().__init__(why)
        self.state, self.why = state, why


def is_public(address: str) -> bool:
    """Whether an internet address belongs to the internet: not this machine, a private network or its services."""
    number = ipaddress.ip_address(address.partition("%")[0])
    inside = getattr(number, "ipv4_mapped", None) or getattr(number, "sixtofour", None)
    if number in _TRANSLATED:
        inside = ipaddress.ip_address(int(number) & 0xFFFFFFFF)
    return number.is_global and not number.is_multicast and (inside is None or is_public(str(inside)))


@dataclass(frozen=True, slots=True)
class Checker:
    """`reachable` says which internet addresses may be asked; `pause` and `timeout` in seconds."""

    reachable: Callable[[str], bool] = is_public
    pause: float = PAUSE
    timeout: float = TIMEOUT

    def check(self, links: Iterable[str]) -> list[Found]:
        """Ask each once, and give them in the order given."""
        wanted = list(dict.fromkeys(urldefrag(link).url for link in links))
        found = asyncio.run(self._all(wanted))
        return [found[link] for link in wanted]

    async def _all(self, links: list[str]) -> dict[str, Found]:
        by_host: dict[str, list[str]] = defaultdict(list)
        for link in links:
            by_host[_host(link)].append(link)
        turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        free = asyncio.Semaphore(AT_ONCE)
        # no proxy and no cookies of the environment: what is asked is what anybody sees
        async with httpx.AsyncClient(timeout=self.timeout, trust_env=False, follow_redirects=False) as client:

            async def one_host(theirs: list[str]) -> list[Found]:
                async with free:
                    return [await self._one(client, link, turns) for link in theirs]

            told = await asyncio.gather(*(one_host(theirs) for theirs in by_host.values()))
        return {one.link: one for some in told for one in some}

    async def _one(self, client: httpx.AsyncClient, link: str, turns: dict[str, asyncio.Lock]) -> Found:
        try:
            at, permanent = link, True
            for _ in range(HOPS + 1):
                async with turns[_host(at)]:
                    status, to = await self._ask(client, at)
                    await asyncio.sleep(self.pause)
                if status not in _ELSEWHERE or not to:
                    return _judged(link, at, status, permanent=permanent)
                permanent = permanent and status in _MOVED
                at = _next(at, to)
            return Found(link, State.DEAD, f"leads from one address to the next more than {HOPS} times")
        except _StopError as stop:
            return Found(link, stop.state, stop.why)
        except httpx.TimeoutException:
            return Found(link, State.UNREACHABLE, f"no answer in {self.timeout:g} seconds")
        except httpx.InvalidURL:  # raised for where it leads to, too
            return Found(link, State.DEAD, "is no web address, or leads to none; that was not followed")
        except (httpx.HTTPError, OSError, ValueError) as error:
            return Found(link, State.UNREACHABLE, f"cannot be asked ({type(error).__name__})")

    async def _ask(self, client: httpx.AsyncClient, link: str) -> tuple[int, str]:
        """The status, and where it leads."""
        url = httpx.URL(link)
        numbered, headers = await self._numbered(url), {"Host": url.netloc.decode("ascii"), "User-Agent": AGENT}
        answer = (0, "")
        for method in ("HEAD", "GET"):
            request = client.build_request(method, numbered, headers=headers, extensions={"sni_hostname": url.host})
            reply = await client.send(request, stream=True)
            await reply.aclose()
            answer = reply.status_code, reply.headers.get("location", "")
            if reply.status_code not in _NO_HEAD:
                break
        return answer

    async def _numbered(self, url: httpx.URL) -> httpx.URL:
        """The address with the number of its host in place of the name; _StopError where that may not be asked."""
        if url.scheme not in _USUAL or not url.host:
            raise _StopError(State.DEAD, "is no web address")
        port = url.port or _USUAL[url.scheme]
        try:
            known = await asyncio.get_running_loop().getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise _StopError(State.UNREACHABLE, f"nobody knows the host {url.host} here") from error
        numbers = [str(one[4][0]) for one in known]
        if not numbers or not all(self.reachable(number) for number in numbers):
            # a body's own website may have another number inside its network, so this is not to call it dead
            raise _StopError(State.UNREACHABLE, f"leads to {url.host}, not on the public internet; it was not asked")
        return url.copy_with(host=min(numbers, key=lambda number: ":" in number))


def _next(at: str, to: str) -> str:
    """Where a redirect leads; _StopError where it leaves the web, or what is encrypted for what is not."""
    there = urldefrag(urljoin(at, to)).url
    scheme, before = urlsplit(there).scheme, urlsplit(at).scheme
    if scheme != before and (before, scheme) != ("http", "https"):
        raise _StopError(State.DEAD, f"leads from {before} to {scheme or 'nowhere'}; that was not followed")
    return there


def _judged(link: str, at: str, status: int, *, permanent: bool) -> Found:
    if status in _GONE:
        return Found(link, State.DEAD, f"is gone ({status})" + ("" if at == link else f", at {at}"))
    if not 200 <= status < 300:  # noqa: PLR2004 (HTTP's own classes)
        return Found(link, State.UNREACHABLE, f"answered {status}: look in a browser")
    if at != link and permanent:
        return Found(link, State.MOVED, f"moved for good to {at}")
    return Found(link, State.THERE)


def _host(link: str) -> str:
    try:
        return httpx.URL(link).netloc.decode("ascii")
    except (httpx.InvalidURL, ValueError):
        return ""
