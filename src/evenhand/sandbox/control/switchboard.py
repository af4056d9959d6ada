"""The pages of the switches: faults and webhooks, limits, and the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from evenhand.sandbox.control.html import NAMES, Told, choice, field, form, frame, link, safe, table
from evenhand.sandbox.state.ledger import Ledger
from evenhand.sandbox.state.model import PLATFORMS
from evenhand.sandbox.wire.faults import KNOWN, MEANINGS, Faults

ENTRIES = 100


def faults_page(faults: Faults, hooks: Iterable[tuple[str, str]], told: Told) -> str:
    """Faults with what each does, and the addresses that are told by webhook."""
    fields = (
        choice("platform", "Platform (*: all)", ("*", *PLATFORMS))
        + choice("fault", "Fault", sorted(KNOWN))
        + field("times", "Times (empty: always)", "1", short=True)
        + field("share", "Share of calls, 0 to 1", short=True)
        + choice("only", "Only when", ("", "read", "write"))
        + field("operation", "Only for an operation, as hide")
        + field("seconds", "Seconds", short=True)
    )
    meanings = [(f"<code>{safe(name)}</code>", safe(MEANINGS[name])) for name in sorted(KNOWN)]
    return frame(
        "Faults",
        told,
        f"<h2>Switch on</h2>{form('fault', fields, 'Switch on')}"
        f"<h2>Switched on</h2>{_on(faults)}"
        f"<h2>Webhooks</h2>{_hooks(list(hooks))}"
        f"<h2>What each does</h2>{table('Faults', ('Fault', 'What happens'), meanings)}",
    )


def _on(faults: Faults) -> str:
    rows = [
        (
            safe(NAMES.get(each.platform, "all")),
            f"<code>{safe(each.fault)}</code>",
            safe("always" if each.times is None else each.times),
            "" if each.share is None else f"{each.share:g}",
            safe(", ".join(f"{name} {value}" for name, value in each.params.items())),
            str(each.fired),
            form("no_fault", "", f"Off ({each.number})", {"id": str(each.number)}, second=True),
        )
        for each in faults.all()
    ]
    if not rows:
        return "<p>No fault is switched on.</p>"
    heads = ("Platform", "Fault", "Times", "Share", "More", "Fired", "Switch off")
    return table("Faults that are on", heads, rows) + form("no_faults", "", "Switch all off", second=True)


def _hooks(hooks: list[tuple[str, str]]) -> str:
    if not hooks:
        return "<p>No address is registered.</p>"
    rows = [(safe(NAMES[platform]), safe(url)) for platform, url in hooks]
    return table("Addresses that are told", ("Platform", "Address"), rows)


def limits_page(limits: Iterable[Mapping[str, object]], told: Told) -> str:
    """How much of each limit is used."""
    columns = ("name", "limit", "used", "most_used", "calls", "refused", "resets_at")
    rows = [
        (safe(NAMES[str(each["platform"])]), *(safe(str(each[column])[:19]) for column in columns)) for each in limits
    ]
    heads = ("Platform", "What", "Limit", "Used", "Most used", "Calls", "Refused", "Anew at")
    fields = choice("platform", "Platform", PLATFORMS) + field("scale", "Times the real limit", "1", short=True)
    return frame(
        "Limits",
        told,
        "<p>What each platform lets the organisation ask. Refused are the calls that came when nothing was left.</p>"
        f"{form('limits', fields, 'Set')}{table('Limits', heads, rows)}",
    )


def ledger_page(ledger: Ledger, platform: str, told: Told) -> str:
    """The newest entries first."""
    entries, _ = ledger.page(0, len(ledger))
    wanted = [each for each in entries if platform in {"", each["platform"]}]
    rows = [
        (
            str(each["n"]),
            safe(str(each["at"])[:19].replace("T", " ")),
            safe(NAMES.get(str(each["platform"]), "")),
            safe(each["event"]),
            safe(str(each["operation"]).replace("_", " ")),
            "yes" if each["effect"] else "",
            _target(each),
        )
        for each in reversed(wanted[-ENTRIES:])
    ]
    links = " ".join(link("/ledger", NAMES[name], platform=name) for name in PLATFORMS)
    heads = ("No.", "At", "Platform", "Event", "Operation", "Effect", "Id")
    listed = table(f"The newest {ENTRIES} of {len(wanted)}", heads, rows)
    return frame("Ledger", told, f'<p class="links">{link("/ledger", "All")} {links}</p>{listed}')


def _target(entry: Mapping[str, object]) -> str:
    platform, wanted = str(entry["platform"]), str(entry["id"])
    return link("/contribution", wanted, platform=platform, id=wanted) if wanted and platform in NAMES else ""
