"""The plain control page at `/`: what stands on the platforms, and the switches, as forms that need no script."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from evenhand.sandbox.state.clock import iso
from evenhand.sandbox.state.model import KINDS, PLATFORMS, Contribution
from evenhand.sandbox.state.world import World
from evenhand.sandbox.wire.faults import KNOWN, Faults

SHOWN = 100
NAMES = {"facebook": "Facebook", "instagram": "Instagram", "x": "X", "linkedin": "LinkedIn", "youtube": "YouTube"}


@dataclass(frozen=True, slots=True)
class Told:
    """What came of the last form, said at the top; empty for nothing."""

    text: str = ""
    wrong: bool = False


def page(world: World, faults: Faults, traffic: dict[str, object], platform: str, told: Told) -> str:
    """The whole page, with the contributions of one platform or of all."""
    where = platform if platform in PLATFORMS else ""
    notice = f'<p class="told{" wrong" if told.wrong else ""}" role="status">{safe(told.text)}</p>' if told.text else ""
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{'Error: ' if told.wrong else ''}Sandbox</title>"
        '<link rel="stylesheet" href="/_sandbox/page.css"></head><body>'
        '<a class="skip" href="#main">Skip to main content</a>'
        "<header><p>Evenhand sandbox</p></header>"
        f'<main id="main"><h1>Simulated platforms</h1>{notice}'
        "<p>Nothing here is real: five platforms are simulated on this machine, and every person is invented.</p>"
        f"{_publish()}{_traffic(traffic)}{_faults(faults)}{_clock(world)}{_contributions(world, where)}"
        "</main></body></html>"
    )


def safe(text: str) -> str:
    """Text for HTML; what cannot be written in UTF-8 is replaced."""
    return escape(text.encode("utf-8", "replace").decode())


def _publish() -> str:
    kinds = sorted({kind for found in KINDS.values() for kind in found})
    return (
        '<h2>Publish</h2><form method="post" action="/_sandbox/page/publish">'
        f'<div class="across">{_select("platform", "Platform", PLATFORMS)}{_select("kind", "Kind", kinds, "comment")}'
        f"{_input('author', 'Author (may be empty)')}{_input('parent', 'Reply to (id, may be empty)')}</div>"
        '<p><label for="text">Text</label><textarea id="text" name="text" required></textarea></p>'
        "<button>Publish</button></form>"
    )


def _traffic(state: dict[str, object]) -> str:
    flowing = state["state"] == "running"
    act, words, look = ("stop", "Stop traffic", "second") if flowing else ("start", "Start traffic", "")
    rate = "" if flowing else _input("per_second", "A second", "2")
    return (
        f"<h2>Traffic</h2><p>Traffic is {safe(str(state['state']))}; {safe(str(state['acts']))} acts so far.</p>"
        f'<form class="across" method="post" action="/_sandbox/page/traffic"><input type="hidden" name="state" '
        f'value="{act}"><div>{rate}</div><button class="{look}">{words}</button></form>'
    )


def _faults(faults: Faults) -> str:
    rows = "".join(
        f"<tr><td>{safe(each.platform)}</td><td>{safe(each.fault)}</td><td>{each.times or 'always'}</td>"
        f"<td>{'' if each.share is None else each.share}</td><td>{each.fired}</td></tr>"
        for each in faults.all()
    )
    table = (
        '<table><caption>Switched on</caption><thead><tr><th scope="col">Platform</th><th scope="col">Fault</th>'
        '<th scope="col">Times</th><th scope="col">Share</th><th scope="col">Fired</th></tr></thead>'
        f'<tbody>{rows}</tbody></table><form method="post" action="/_sandbox/page/no_faults">'
        '<p><button class="second">Switch all off</button></p></form>'
    )
    return (
        f"<h2>Faults</h2>{table if rows else '<p>No fault is switched on.</p>'}"
        '<form class="across" method="post" action="/_sandbox/page/fault">'
        f"{_select('platform', 'Platform', ('*', *PLATFORMS), prefix='fault')}"
        f"{_select('fault', 'Fault', sorted(KNOWN))}{_input('times', 'Times (empty: always)', '1')}"
        "<button>Switch on</button></form>"
    )


def _clock(world: World) -> str:
    now, offset = iso(world.clock.now()), int(world.clock.offset.total_seconds())
    return (
        f"<h2>Clock</h2><p>It is {safe(now)} here.</p>"
        '<form class="across" method="post" action="/_sandbox/page/clock">'
        f"{_input('offset_seconds', 'Seconds from real time', str(offset))}<button>Move the clock</button></form>"
    )


def _contributions(world: World, platform: str) -> str:
    links = " ".join(
        f'<a href="/?platform={name}"{" aria-current=true" if name == platform else ""}>{NAMES[name]}</a>'
        for name in PLATFORMS
    )
    newest = world.all(platform)[-SHOWN:]
    rows = "".join(_row(world, each) for each in reversed(newest))
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Platform", "Kind", "Author", "Text", "State", "Id"))
    caption = f"The newest {SHOWN} of {len(world.all(platform))}"
    return (
        f'<h2>Contributions</h2><p><a href="/">All</a> {links}</p><div class="scroll" tabindex="0" role="region" '
        f'aria-label="Contributions"><table><caption>{caption}</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(world: World, each: Contribution) -> str:
    author = world.authors.get((each.platform, each.author))
    name = "the organisation" if each.by_organisation or author is None else author.name
    cells = (NAMES[each.platform], each.kind.replace("_", " "), name)
    shown = "".join(f"<td>{safe(cell)}</td>" for cell in cells)
    state = each.state.replace("_", " ")
    return (
        f'<tr>{shown}<td class="text">{safe(each.text[:500])}</td><td class="state">{safe(state)}</td>'
        f"<td>{safe(each.id)}</td></tr>"
    )


def _input(name: str, label: str, value: str = "") -> str:
    return (
        f'<div><label for="{name}">{label}</label><input id="{name}" name="{name}" value="{safe(value)}" '
        'autocomplete="off"></div>'
    )


def _select(name: str, label: str, values: tuple[str, ...] | list[str], chosen: str = "", prefix: str = "") -> str:
    options = "".join(f"<option{' selected' if value == chosen else ''}>{safe(value)}</option>" for value in values)
    field = f"{prefix}{name}"
    return f'<div><label for="{field}">{label}</label><select id="{field}" name="{name}">{options}</select></div>'
