"""Stage four: weights in, the shipped files out. Everything that is chosen here is chosen on validation texts.

    python -m training.finish OUT BASE STUDENT WEIGHTS MODEL [--lessons N]

Fits the linear stage, weighs encoder, linear stage and rules for each head, chooses bounds and which texts the encoder
must read, and writes `encoder.onnx`, `linear.npz`, `tokenizer.json`, `manifest.json` into MODEL. WEIGHTS may be an
`encoder.onnx` that was exported before: it stays as it is, and the rest is fitted anew around it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from safetensors.torch import load_file
from sklearn.linear_model import LogisticRegression

from evenhand.assess import Assessor
from evenhand.assess.surroundings import surroundings
from evenhand.policy import Policy, load
from evenhand.policy.conditions import compiled_expression
from evenhand.signals.catalogue import JUDGED
from evenhand.signals.encoder import Encoder as Shipped
from evenhand.signals.interface import Context, Detectors
from evenhand.signals.linear import features, logits
from evenhand.signals.model_files import FORMAT
from evenhand.signals.registry import rules_only
from training import claim_stage
from training.distil import STUDENTS
from training.encoder import Encoder, Words
from training.export import export
from training.heads import GUIDELINES, HEADS, INDEX, INTENTS
from training.items import Item, read, some
from training.linear_stage import fit
from training.measure import column, f1, threshold
from training.prepare import POLICY

_CARE: Final = {"at_risk": 3.0, "report_comment": 2.0}  # how many times more recall counts than precision (F-beta)
_MOST_FLAGGED: Final = 0.03  # of harmless validation texts
_MOST_LOST: Final = 0.2  # of a head's validation breaches that sparing the harmless may cost
_LOST: Final = 0.01  # of what the encoder would find, that the cheap stages may leave closed
_SURE: Final = 0.99
_FIRED: Final = 0.3  # from here on a rule's signal says something; as signals/reader.py has it
_OFTEN: Final = 20  # validation texts
_NEVER: Final = 2.0
_ALWAYS: Final = ("group_mentioned", "false_claim")


def conditions(policy: Policy) -> dict[str, str]:
    """The condition of each head, as the policy has it for the rules."""
    found = {guideline.id: guideline.condition for guideline in policy.guidelines}
    found |= {name: intent.condition for name, intent in policy.intents.items()}
    return found | {"credible_threat": policy.credible_threat}


def measured(items: Sequence[Item], policy: Policy, detectors: Detectors) -> list[claim_stage.Measured]:
    """What the rules find in each text."""
    assessor, around = Assessor(policy, detectors), surroundings(policy, POLICY.parent)
    found = []
    for item in items:
        kind = item.about.get("kind", "comment")
        context = Context(
            "facebook",
            kind,
            item.about.get("post", ""),
            organisation=around.organisation,
            false_claims=around.false_claims,
        )
        found.append(claim_stage.measured(item, assessor.assess(item.text, context).signals))
    return found


class Weigher:
    """Fits one head after the other on validation texts."""

    def __init__(self, items: Sequence[Item], policy: Policy, rules: Sequence[Mapping[str, float]]) -> None:
        self.items, self.chosen = items, np.array([item.split == "validation" for item in items])
        expressions = {head: compiled_expression(text) for head, text in conditions(policy).items() if head in JUDGED}
        names = {
            head: [n for n in e.signals if not n.startswith(("judged_", "doubted_"))] for head, e in expressions.items()
        }
        self.rules_of = {
            head: [n for n in e.drivers if not n.startswith(("judged_", "doubted_"))] for head, e in expressions.items()
        }
        self.names = sorted({name for some in names.values() for name in some})
        self.columns = {head: [self.names.index(name) for name in some] for head, some in names.items()}
        self.measured = np.array([[one.get(name, 0.0) for name in self.names] for one in rules], dtype=np.float32)

    def known(self) -> dict[str, list[str]]:
        """For each head, the rules' signals that enough validation texts showed for their weights to mean something."""
        found = {}
        for head, names in self.rules_of.items():
            labelled, _ = column(self.items, head)
            here = self.chosen & (labelled if labelled.any() else True)  # false claims have no head of their own
            shown = (self.measured[here] > _FIRED).sum(axis=0)
            found[head] = [name for name in names if shown[self.names.index(name)] >= _OFTEN]
        return found

    def weigh(self, linear: np.ndarray, encoder: np.ndarray | None) -> dict[str, Any]:
        """Weights of one stack, as the manifest has them; its bounds are set by `bound`."""
        count = len(HEADS)
        stack: dict[str, Any] = {
            "signals": self.names, "encoder": np.zeros(count), "linear": np.zeros(count),
            "weights": np.zeros((len(self.names), count)), "bias": np.full(count, -6.0), "bounds": np.full(count, 0.5),
        }  # fmt: skip
        for head in HEADS:
            at, (known, truth) = INDEX[head], column(self.items, head)
            here = known & self.chosen
            if truth[here].sum() < 5:
                stack["encoder" if encoder is not None else "linear"][at], stack["bias"][at] = 1.0, 0.0
                continue
            columns = self.columns.get(head, [])
            parts = [linear[:, [at]], self.measured[:, columns] * 4]
            if encoder is not None:
                parts.insert(0, encoder[:, [at]])
            model = LogisticRegression(C=0.3, max_iter=1000).fit(np.hstack(parts)[here], truth[here])
            weights = list(model.coef_[0])
            if encoder is not None:
                stack["encoder"][at] = weights.pop(0)
            stack["linear"][at] = weights.pop(0)
            stack["weights"][columns, at] = np.array(weights) * 4
            stack["bias"][at] = model.intercept_[0]
        return stack

    def probabilities(self, stack: Mapping[str, Any], linear: np.ndarray, encoder: np.ndarray | None) -> np.ndarray:
        """Every text's probabilities under a stack."""
        total = stack["linear"] * linear + self.measured @ stack["weights"] + stack["bias"]
        if encoder is not None:
            total = total + stack["encoder"] * encoder
        result: np.ndarray = 1 / (1 + np.exp(-total))
        return result

    def bound(self, found: np.ndarray) -> np.ndarray:
        """Bounds: best F1 on validation texts (F-beta where a miss is dear); higher until few harmless flagged."""
        bounds = np.full(len(HEADS), 0.5)
        for head in HEADS:
            known, truth = column(self.items, head)
            here = known & self.chosen
            if truth[here].sum() >= 5:
                bound = threshold(truth[here], found[here, INDEX[head]], _CARE.get(head, 1.0))
                bounds[INDEX[head]] = np.clip(bound, 0.02 if head in _CARE else 0.1, 0.8)
        self._spare_the_harmless(found, bounds)
        result: np.ndarray = np.clip(bounds, 0.02, 0.95)
        return result

    def _spare_the_harmless(self, found: np.ndarray, bounds: np.ndarray) -> None:
        """Raise bounds, the cheapest step first, until few harmless texts are flagged or no head can spare more."""
        harmless = self.chosen & np.array([item.about.get("guidelines") == [] for item in self.items])
        ours = [INDEX[name] for name in GUIDELINES]
        breaches = {}
        for name in GUIDELINES:
            known, truth = column(self.items, name)
            breaches[name] = found[known & self.chosen & truth, INDEX[name]]
        highest = {name: self._highest(breaches[name], bounds[INDEX[name]]) for name in GUIDELINES}
        while (found[harmless][:, ours] > bounds[ours]).any(axis=1).mean() > _MOST_FLAGGED:
            best, gain = None, 0.0
            for name in GUIDELINES:
                at, higher = INDEX[name], bounds[INDEX[name]] + 0.03
                spared = ((found[harmless, at] > bounds[at]) & (found[harmless, at] <= higher)).sum()
                lost = ((breaches[name] > bounds[at]) & (breaches[name] <= higher)).mean() if len(breaches[name]) else 0
                if higher <= highest[name] and (spared + 0.01) / (0.02 + lost) > gain:
                    best, gain = (at, higher), (spared + 0.01) / (0.02 + lost)
            if best is None:
                return
            bounds[best[0]] = best[1]

    @staticmethod
    def _highest(breaches: np.ndarray, bound: float) -> float:
        """The bound that leaves the most of what was found above the first one, at most 0.95."""
        above = np.sort(breaches[breaches > bound])
        return float(min(0.95, above[int(len(above) * _MOST_LOST)])) if len(above) else bound


def bent(found: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    """Scores as the product bends them: each bound at one half."""
    result: np.ndarray = np.where(found < bounds, 0.5 * found / bounds, 0.5 + 0.5 * (found - bounds) / (1 - bounds))
    return result


def routing(chosen: np.ndarray, quick: np.ndarray, full: np.ndarray) -> dict[str, Any]:
    """Between which cheap scores a head is open: below, the encoder would find nothing; above, it would agree."""
    low, high = np.full(len(HEADS), _NEVER), np.full(len(HEADS), -_NEVER)
    for head in JUDGED:
        if head not in INDEX:
            continue
        at = INDEX[head]
        finds = full[chosen, at] > 0.5
        scores = quick[chosen, at]
        low[at] = float(np.quantile(scores[finds], _LOST)) * 0.9 if finds.any() else 0.2
        high[at] = _NEVER
        for bound in np.arange(0.6, 1.0, 0.02):
            above = scores > bound
            if above.sum() >= 10 and finds[above].mean() >= _SURE:
                high[at] = float(bound)
                break
    return {"low": low.round(4).tolist(), "high": high.round(4).tolist(), "always": list(_ALWAYS)}


def main() -> None:
    """Fit, weigh, choose, write, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("out", "base"):
        parser.add_argument(name, type=Path)
    parser.add_argument("student", choices=sorted(STUDENTS))
    parser.add_argument("weights", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--lessons", type=int, help="weigh on at most so many texts, to try it out")
    options = parser.parse_args()
    items = list(read(options.out / "items.jsonl.gz"))
    own = [item for item in items if item.source.startswith("writer-")]
    words = Words(options.base / "minilm")
    options.model.mkdir(parents=True, exist_ok=True)
    if options.weights.suffix == ".onnx":
        (options.model / "encoder.onnx").write_bytes(options.weights.read_bytes())
    else:
        student = Encoder(options.base, "minilm", STUDENTS[options.student], embeds=True, attention="eager")
        student.load_state_dict({key: value.float() for key, value in load_file(options.weights).items()})
        export(student, options.model)
    shutil.copy(options.base / "minilm" / "tokenizer.json", options.model / "tokenizer.json")
    taught = [
        item
        for item in items
        if item.split == "train" and (item.source.startswith("writer-") or item.source == "policy")
    ]
    weights, bias = fit(taught, words.encode([item.text for item in taught]))
    np.savez_compressed(options.model / "linear.npz", weights=weights, bias=bias)
    policy = load(POLICY)
    unseen = some([item for item in own if item.split != "train"], options.lessons)
    texts = measured(unseen, policy, rules_only())
    weigher = Weigher(unseen, policy, [one.rules for one in texts])
    linear = np.array(
        [logits(weights.astype(np.float32), bias, features(ids)) for ids in words.encode([i.text for i in unseen])]
    )
    pairs = some([item for item in items if item.source == "claims" and item.split != "train"], options.lessons)
    others = {
        split: claim_stage.strangers(shipped(options.model), pairs, policy, rules_only(), split)
        for split in ("validation", "test")
    }
    chosen = [one for one in texts if one.item.split == "validation"]
    register = surroundings(policy, POLICY.parent).false_claims
    claims = claim_stage.fitted(shipped(options.model), chosen, register, others["validation"])
    claim_stage.told(claims["full"], others["test"], "test")
    write(options.model, weigher, linear, claims)


def shipped(model: Path) -> Shipped:
    """The product's own encoder over the files just written."""
    return Shipped((model / "tokenizer.json").read_bytes(), (model / "encoder.onnx").read_bytes())


def encoded(model: Path, items: Sequence[Item]) -> np.ndarray:
    """Logits of the shipped encoder, through the product's own code."""
    reader = shipped(model)
    return np.array([reader.read(reader.pieces(item.text), item.context).logits for item in items])


def write(model: Path, weigher: Weigher, linear: np.ndarray, claims: Mapping[str, Any]) -> None:
    """Weigh, choose, and write the manifest."""
    unseen = weigher.items
    encoder = encoded(model, unseen)
    full, quick = weigher.weigh(linear, encoder), weigher.weigh(linear, None)
    found = weigher.probabilities(full, linear, encoder)
    full["bounds"] = weigher.bound(found)
    rough = weigher.probabilities(quick, linear, None)
    quick["bounds"] = weigher.bound(rough)
    manifest: dict[str, Any] = {
        "format": FORMAT, "heads": list(HEADS), "rules": weigher.rules_of, "known": weigher.known(),
        "full": listed(full), "quick": listed(quick),
        "routing": routing(weigher.chosen, bent(rough, quick["bounds"]), bent(found, full["bounds"])),
        "claims": claims,
    }  # fmt: skip
    names = ("encoder.onnx", "linear.npz", "tokenizer.json")
    manifest["files"] = {name: hashlib.sha256((model / name).read_bytes()).hexdigest() for name in names}
    save(model, manifest)
    told(unseen, found > full["bounds"], "full")
    told(unseen, rough > quick["bounds"], "quick")


def save(model: Path, manifest: Mapping[str, Any]) -> None:
    """Write the manifest."""
    (model / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def listed(stack: Mapping[str, Any]) -> dict[str, Any]:
    """Arrays as lists that JSON knows."""
    return {key: value.round(5).tolist() if isinstance(value, np.ndarray) else value for key, value in stack.items()}


def told(items: Sequence[Item], found: np.ndarray, title: str) -> None:
    """Print F1 by head and how many harmless texts are flagged, on each part."""
    for part in ("validation", "test", "writer", "fresh"):
        here = np.array([item.split == part for item in items])
        figures = {}
        for name in (*GUIDELINES, *INTENTS, "credible_threat"):
            known, truth = column(items, name)
            if truth[known & here].sum() >= 5:
                figures[name] = round(f1(truth[known & here], found[known & here, INDEX[name]]), 3)
        harmless = here & np.array([item.about["guidelines"] == [] for item in items])
        flagged = found[harmless][:, [INDEX[name] for name in GUIDELINES]].any(axis=1).mean()
        mean = np.mean([figures[name] for name in GUIDELINES if name in figures])
        wants = np.mean([figures[name] for name in INTENTS if name in figures])
        print(f"{title} {part}: guidelines {mean:.3f} intents {wants:.3f} harmless flagged {flagged:.3f} {figures}")


if __name__ == "__main__":
    main()
