"""The golden set: texts that a new version must be seen on before it decides anything (promise 11).

Two parts are made here: the written items of `policies/golden.jsonl`, and the examples of the policies compared. A
body's own items (its upheld appeals) are rows, read by `judgement`. Nothing here is anybody's real comment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from evenhand.assess.flips import Text
from evenhand.policy import Example, Policy
from evenhand.policy.schema import Frozen, Outcome, Platform
from evenhand.policy.versions import canonical, digest_of
from evenhand.signals.interface import ClaimEntry, Context

FILE = "golden.jsonl"


class GoldenFault(ValueError):  # noqa: N818  (the house's word for what is wrong in a file)
    """A line of the golden set that cannot be read; the text says which, why, and what to do."""


class GoldenItem(Frozen):
    """One item: a text with its context, and what it ought to come out as (None, where only the difference counts)."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9:_-]*$", max_length=100)]
    text: Annotated[str, Field(min_length=1)]
    kind: Literal["comment", "reply", "mention", "visitor_post", "review", "direct_message"] = "comment"
    platform: Platform = "facebook"
    post: str = ""
    parent: str = ""
    look_alikes: Annotated[int, Field(ge=0)] = 0
    outcome: Outcome | None = None
    guidelines: tuple[str, ...] | None = None

    def as_text(self, claims: tuple[ClaimEntry, ...] = ()) -> Text:
        """Return it as a text to assess, against these false claims."""
        context = Context(
            platform=self.platform,
            kind=self.kind,
            post=self.post,
            parent=self.parent,
            false_claims=claims,
            look_alikes=self.look_alikes,
            look_alike_authors=self.look_alikes,
        )
        return Text(self.id, self.text, context)


def read_golden(path: Path) -> tuple[GoldenItem, ...]:
    """Read a golden set, one JSON object a line. GoldenFault names the first line that is wrong; OSError as usual."""
    items: dict[str, GoldenItem] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        where = f"{path.as_posix()}:{number}"
        try:
            item = GoldenItem.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"]) or "the line"
            raise GoldenFault(
                f"{where}: {field}: {first['msg']}. Mend the line; docs/howto/sign-a-policy.md"
            ) from error
        if item.id in items:
            raise GoldenFault(f"{where}: the id '{item.id}' is given twice. Give each item its own.")
        items[item.id] = item
    return tuple(items.values())


def examples_of(*policies: Policy) -> Iterator[GoldenItem]:
    """Yield the examples of policies as golden items, each once; named by what they hold, so by no version."""
    seen: set[str] = set()
    for policy in policies:
        for guideline in policy.guidelines:
            for example in (*guideline.breach, *guideline.no_breach):
                item = _of_example(example)
                if item.id not in seen:
                    seen.add(item.id)
                    yield item


def _of_example(example: Example) -> GoldenItem:
    around = example.model_dump(mode="json", include={"text", "post", "parent", "kind", "platform", "look_alikes"})
    return GoldenItem(id=f"example:{digest_of(canonical(around))[:16]}", outcome=example.outcome, **around)


def golden_digest(items: Iterable[GoldenItem]) -> str:
    """Return the digest of a golden set: its ids and all that they stand for, in any order."""
    lines = sorted(canonical(item.model_dump(mode="json")) for item in items)
    return digest_of("\n".join(lines))
