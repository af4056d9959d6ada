"""The capability tables as one page of documentation (docs/platforms.md), so that the page cannot fall behind.

Pure: from the tables to Markdown text. Not here: the tables themselves (each platform's capabilities.yaml).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import resources

from evenhand.platforms.capabilities import Capability, Limit, Sight, Storage, Support, Table, TextLimit, table
from evenhand.platforms.interface import ContributionKind, Operation, Platform
from evenhand.platforms.names import NAMES
from evenhand.platforms.reports import WHEN, reasons_for, reports

WAYS = {
    Support.API: "by API",
    Support.PARTIAL: "by API in part",
    Support.MANUAL: "by hand",
    Support.NONE: "not there",
}
SIGHTS = {Sight.YES: "yes", Sight.NO: "no", Sight.CLICK_THROUGH: "by one more click", Sight.UNCHANGED: "as before"}
SEEN = {
    "field": "read from the contribution",
    "listing": "looked for in a list",
    "receipt": "the answer alone says so",
    "person": "somebody looks",
    "none": "",
}
TOLD = {"headers": "every answer", "refusal": "a refusal", "count": "Evenhand's own count"}
BROUGHT = (
    "How Evenhand comes to read it. By hand: somebody looks there and adds it (`docs/howto/add-by-hand.md`), and what "
    "is decided about it becomes a manual task. By API in part: what the note names is added by hand."
)
IN_THEIR_WORDS = (
    "In the words of each platform's report form, by the kinds of breach of the guidelines. Untested is what "
    "nobody has compared with the live form yet (`seen_on` in `src/evenhand/platforms/*/reports.yaml`)."
)
RULES = (
    ("store_text_hours", "texts may be kept"),
    ("store_profile_hours", "names may be kept"),
    ("keeps_upheld", "upheld words may stay by themselves"),
    ("may_infer_risk", "texts may be read for signs of risk"),
    ("may_train", "texts may be learned from"),
    ("warning_visible_after_hide", "a reply under a hidden contribution reaches its author"),
)


def page() -> str:
    """The whole page, ending with a line break."""
    text = (resources.files("evenhand.platforms") / "overview.md").read_text("utf-8")
    tables = {platform: table(platform) for platform in Platform}
    parts = [
        text.rstrip(),
        "## All operations at a glance",
        _grid(["operation", *NAMES.values()], _glance(tables)),
    ]
    for platform, told in tables.items():
        parts += _platform(platform, told)
    parts += [
        "## Where people write",
        BROUGHT,
        _grid(["kind", *NAMES.values()], _surfaces(tables)),
        *_surface_notes(tables),
        "## What to choose when reporting to a platform",
        IN_THEIR_WORDS,
        _grid(["kind", *NAMES.values()], _reasons()),
        "## What may be kept, and what for",
        _grid(["rule", *NAMES.values()], _storage(tables)),
        *(f"- {NAMES[one]}: {told.storage.note}" for one, told in tables.items() if told.storage.note),
    ]
    return "\n\n".join(parts).replace("\n\n- ", "\n- ").replace("|\n- ", "|\n\n- ") + "\n"


def _glance(tables: dict[Platform, Table]) -> Iterator[list[str]]:
    for operation in Operation:
        yield [_name(operation), *(WAYS[told.operations[operation].supported] for told in tables.values())]


def _platform(platform: Platform, told: Table) -> list[str]:
    heads = ["operation", "how", "author sees it", "friend", "stranger", "undone", "effect seen by", "otherwise"]
    rows = [_row(operation, told.operations[operation]) for operation in Operation]
    notes = [f"- {_name(one)}: {cell.note}" for one, cell in told.operations.items() if cell.note]
    untested = [_name(one) for one, cell in told.operations.items() if _is_untested(cell)]
    return [
        f"## {NAMES[platform]}",
        _grid([*heads, "tried for real"], rows),
        *notes,
        _untested(untested, sum(cell.supported is not Support.NONE for cell in told.operations.values())),
        _grid(["limit", "most", "for each", "told by", "setting", "note"], map(_limit, told.limits)),
        _grid(["text of a", "longest"], (_text(one, most) for one, most in told.text_limits.items())),
    ]


def _row(operation: Operation, cell: Capability) -> list[str]:
    sights = (cell.visible_to_author, cell.visible_to_friend, cell.visible_to_stranger)
    shown = [SIGHTS[each] for each in sights] if any(each is not Sight.UNCHANGED for each in sights) else [""] * 3
    return [
        _name(operation),
        WAYS[cell.supported],
        *shown,
        "yes" if cell.reversible else "",
        SEEN[cell.read_back],
        _name(cell.fallback) if cell.fallback else "",
        "yes" if cell.tested else "untested" if _is_untested(cell) else "",
    ]


def _is_untested(cell: Capability) -> bool:
    return cell.supported is not Support.NONE and not cell.tested


def _untested(names: Sequence[str], most: int) -> str:
    if not names:
        return "All of it was seen to work with real credentials."
    if len(names) == most:
        return "Nothing of this was tried with real credentials yet."
    return f"Not tried with real credentials yet: {', '.join(names)}."


def _limit(one: Limit) -> list[str]:
    most = f"{one.most:,} {one.unit}" if one.most is not None else one.unit
    return [one.what, most, one.per, TOLD[one.told_by], f"`{one.setting}`" if one.setting else "", one.note]


def _text(operation: Operation, limit: TextLimit) -> list[str]:
    return [_name(operation), f"{limit.most:,} {limit.unit}"]


def _surfaces(tables: dict[Platform, Table]) -> Iterator[list[str]]:
    for kind in ContributionKind:
        yield [kind.value.replace("_", " "), *(WAYS[told.surfaces[kind].supported] for told in tables.values())]


def _surface_notes(tables: dict[Platform, Table]) -> Iterator[str]:
    for platform, told in tables.items():
        for kind, cell in told.surfaces.items():
            if cell.note:
                yield f"- {NAMES[platform]}, {kind.value.replace('_', ' ')}: {cell.note}"


def _reasons() -> Iterator[list[str]]:
    """A row for each kind; a platform without a rule of its own against it says so."""
    for kind, words in WHEN.items():
        yield [f"it {words} ({kind})", *(_reason(platform, kind) for platform in Platform)]


def _reason(platform: Platform, kind: str) -> str:
    told = reasons_for(platform, [kind])[kind]
    seen = "" if reports(platform).seen_on else ", untested"
    return f"[{told.reason}]({told.rules}){seen}{' (see its note)' if told.note else ''}"


def _storage(tables: dict[Platform, Table]) -> Iterator[list[str]]:
    for rule, words in RULES:
        yield [f"{words} (`{rule}`)", *(_rule(told.storage, rule) for told in tables.values())]


def _rule(storage: Storage, rule: str) -> str:
    value = getattr(storage, rule)
    if rule.endswith("_hours"):
        said = f"{value:,} hours" if value is not None else "no limit set"
    else:
        said = "yes" if value else "no"
    return said if rule in storage.tested else f"{said}, untested"


def _name(operation: Operation) -> str:
    return operation.value.replace("_", " ")


def _grid(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
