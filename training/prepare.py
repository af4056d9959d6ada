"""Stage one: labelled texts in, one file of items out, with splits and a check that none stands on two sides.

    python -m training.prepare DATA OUT

DATA holds `public/` (see README.md for where each set can be had); the project's own texts are in training/data/domain.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Final

from training import claims, domain, policy_examples, public_sets
from training.items import Item, write
from training.splits import split_domain, without_overlap, written_down

DOMAIN: Final = Path(__file__).parent / "data" / "domain"
POLICY: Final = Path(__file__).parents[1] / "policies" / "hmpps.yaml"


def prepare(data: Path, out: Path, own: Path = DOMAIN) -> dict[str, object]:
    """Write `items.jsonl.gz` and `items.json` (counts) into `out`; return the counts."""
    ours = list(domain.read(own))
    split_domain(ours, written_down())
    pairs = [*claims.from_domain(ours, domain.notes(own)), *claims.written(own / "claim-pairs.jsonl")]
    everything = [*ours, *policy_examples.read(POLICY), *pairs, *public_sets.read(data / "public")]
    evaluation = [item for item in everything if item.split != "train" and item.source != "claims"] + _only_evaluated(
        data / "public"
    )
    training, dropped = without_overlap(
        [item for item in everything if item.split == "train" and item.source != "claims"], evaluation
    )
    # Pairs repeat texts on purpose, each on the side of its own text or claim.
    training += [item for item in pairs if item.split == "train"]
    kept = {item.id for item in training}
    items = [item for item in everything if item.split != "train" or item.id in kept]
    out.mkdir(parents=True, exist_ok=True)
    write(out / "items.jsonl.gz", items)
    counts: dict[str, object] = {
        "splits": {f"{source} {split}": count for (source, split), count in sorted(_counts(items).items())},
        "missing": sorted(name for name in public_sets.SETS if not (data / "public" / name).is_dir()),
        "dropped_for_overlap": dropped,
    }
    (out / "items.json").write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
    return counts


def _counts(items: list[Item]) -> Counter[tuple[str, str]]:
    return Counter((item.source, item.split) for item in items)


def _only_evaluated(folder: Path) -> list[Item]:
    """Texts of the sets that are only evaluated: read to keep their copies out of the training, for nothing else."""
    path = folder / "tweeteval" / "offensive__test_text.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [Item(f"tweeteval:{number}", line, "", {}, "tweeteval", line, "test") for number, line in enumerate(lines)]


def main() -> None:
    """Read the arguments, prepare, print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    print(json.dumps(prepare(options.data, options.out), indent=1))


if __name__ == "__main__":
    main()
