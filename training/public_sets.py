"""The published sets that may teach the model, each read from its folder under `<data>/public`.

Only sets whose licence allows a trained model to be given away (see README.md). Their labels go to the helper heads,
never to a guideline: "offensive" by somebody else's rules is no breach by ours. EVALUATE_ONLY sets are not read here at
all; `benchmarks/accuracy` does.
"""

from __future__ import annotations

import ast
import csv
import html
import json
import re
from collections.abc import Callable, Iterator
from itertools import dropwhile
from pathlib import Path
from typing import Final

from training.items import Item
from training.splits import share

_USER: Final = re.compile(r"@\w+")
_MADLIBS_SHARE: Final = 0.04  # templates: a light sample is enough
_CONTEXT_SHARE: Final = 0.5
_CLINC_SHARE: Final = 0.2
_BANKING_SHARE: Final = 0.2


def _clean(text: str) -> str:
    return _USER.sub("@user", html.unescape(text).replace("_x000D_", " ")).strip()


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        lines = (line.replace("\0", "") for line in file)
        yield from csv.DictReader(dropwhile(str.isspace, lines))  # one set begins with an empty line


def davidson(folder: Path) -> Iterator[Item]:
    """MIT. Tweets: hate, offensive, neither. A fifth, by hash, is for evaluation."""
    for row in _rows(folder / "data__labeled_data.csv"):
        text, kind = _clean(row["tweet"]), row["class"]
        item = Item(f"davidson:{row['']}", text, "", {"offensive": int(kind != "2")}, "davidson", text)
        if kind != "1":  # "offensive" there says nothing of hate by our meaning
            item.labels["hateful"] = int(kind == "0")
        item.about = {"class": kind}
        item.split = "test" if share("davidson", text) < 0.2 else "train"
        yield item


def hatemoji(folder: Path) -> Iterator[Item]:
    """CC BY 4.0. Adversarial texts with emoji; its own test split is for evaluation."""
    for part, split in (("train", "train"), ("validation", "train"), ("test", "test")):
        for row in _rows(folder / f"HatemojiBuild__{part}.csv"):
            label = int(row["label_gold"])
            yield Item(
                f"hatemoji:{part}:{row['entry_id']}", _clean(row["text"]), "", {"hateful": label}, "hatemoji_build",
                f"hatemoji:{row['matched_id'] or row['entry_id']}", split,
            )  # fmt: skip


def toxigen(folder: Path) -> Iterator[Item]:
    """MIT and CDLA-Permissive 2.0. Machine-written statements about groups, hateful or neutral."""
    for row in json.loads((folder / "data__toxiGen.json").read_text(encoding="utf-8")):
        text = _clean(row["text"]).lstrip("- ")
        yield Item(f"toxigen:{row['id']}", text, "", {"hateful": int(row["label"] == "hate")}, "toxigen", text)


def edos(folder: Path) -> Iterator[Item]:
    """CC0. Gab and Reddit: sexist or not; 'not sexist' may be otherwise abusive. Its test split is left out."""
    for row in _rows(folder / "data__edos_labelled_aggregated.csv"):
        if row["split"] != "test":
            sexist = int(row["label_sexist"] == "sexist")
            labels = {"sexist": 1, "hateful": 1, "offensive": 1} if sexist else {"sexist": 0}
            yield Item(f"edos:{row['rewire_id']}", _clean(row["text"]), "", labels, "edos", row["rewire_id"])


def toxic_spans(folder: Path) -> Iterator[Item]:
    """CC0. Civil Comments that were rated toxic; its test split is left out."""
    for part in ("train", "trial"):
        for number, row in enumerate(_rows(folder / f"SemEval2021__data__tsd_{part}.csv")):
            if ast.literal_eval(row["spans"]):
                text = _clean(row["text"])
                yield Item(f"spans:{part}:{number}", text, "", {"offensive": 1}, "toxic_spans", text)


def convabuse(folder: Path) -> Iterator[Item]:
    """CC BY 4.0. What people said to chatbots: abuse aimed at the one addressed, by most of its annotators."""
    for part in ("train", "valid"):
        for row in _rows(folder / f"2_splits__ConvAbuseEMNLP{part}.csv"):
            votes = [
                any(row[f"{one}_is_abuse.{level}"].startswith("1") for level in ("-1", "-2", "-3"))
                for one in {column.split("_")[0] for column in row if "_is_abuse" in column}
                if any(row[f"{one}_is_abuse.{level}"] for level in ("1", "0", "-1", "-2", "-3"))
            ]
            if votes and row["user"]:
                abusive = int(sum(votes) * 2 > len(votes))
                yield Item(
                    f"convabuse:{row['example_id']}", _clean(row["user"]), "", {"offensive": abusive}, "convabuse",
                    f"convabuse:{row['conv_id']}",
                )  # fmt: skip


def context_toxicity(folder: Path) -> Iterator[Item]:
    """Apache 2.0. Wikipedia talk pages: nearly all civil, often heated."""
    for part in ("gc", "gn"):
        for row in _rows(folder / f"data__CAT_LARGE__{part}.csv"):
            if row["label"] == "1" or share("context", row["id"]) < _CONTEXT_SHARE:
                text = _clean(row["text"])[:600]
                yield Item(f"context:{row['id']}", text, "", {"offensive": int(row["label"])}, "context_toxicity", text)


def madlibs(folder: Path) -> Iterator[Item]:
    """Apache 2.0. Templates with identity words, good and bad: naming a group is no hate."""
    for number, row in enumerate(_rows(folder / "archive__unintended_ml_bias__eval_bias_madlibs_77k.csv")):
        if share("madlibs", row["Text"]) < _MADLIBS_SHARE:
            bad = int(row["Label"] == "BAD")
            yield Item(f"madlibs:{number}", row["Text"], "", {"offensive": bad}, "madlibs_identity", row["Text"])


def youtube_spam(folder: Path) -> Iterator[Item]:
    """CC BY 4.0 (UCI). Comments under five videos, spam or not."""
    for path in sorted(folder.glob("data__Youtube*.csv")):
        for row in _rows(path):
            text = _clean(row["CONTENT"])
            yield Item(
                f"youtube:{row['COMMENT_ID']}", text, "", {"unwanted_offer": int(row["CLASS"])}, "youtube_spam", text
            )


def sms_spam(folder: Path) -> Iterator[Item]:
    """CC BY 4.0 (UCI). Text messages, spam or ham."""
    for number, line in enumerate((folder / "data__SMSSpamCollection").read_text(encoding="utf-8").strip().split("\n")):
        kind, tab, text = line.partition("\t")
        if tab:
            yield Item(f"sms:{number}", _clean(text), "", {"unwanted_offer": int(kind == "spam")}, "sms_spam", text)


def banking(folder: Path) -> Iterator[Item]:
    """CC BY 4.0. Customers asking a bank for help."""
    for number, row in enumerate(_rows(folder / "banking_data__train.csv")):
        if share("banking", row["text"]) < _BANKING_SHARE:
            yield Item(f"banking:{number}", row["text"], "", {"asks": 1}, "banking77", row["text"])


def trec(folder: Path) -> Iterator[Item]:
    """MIT. Questions of fact."""
    for number, line in enumerate((folder / "data__TREC__train.txt").read_text(encoding="latin-1").strip().split("\n")):
        if share("trec", line) < _BANKING_SHARE:
            yield Item(f"trec:{number}", line.split(":", 1)[1], "", {"asks": 1}, "trec_question", line)


def clinc(folder: Path) -> Iterator[Item]:
    """CC BY 3.0. Commands to an assistant; used as texts that insult nobody and sell nothing."""
    for number, (text, _) in enumerate(json.loads((folder / "data__data_small.json").read_text())["train"]):
        if share("clinc", text) < _CLINC_SHARE:
            yield Item(f"clinc:{number}", text, "", {"offensive": 0, "unwanted_offer": 0}, "clinc150", text)


SETS: Final[dict[str, Callable[[Path], Iterator[Item]]]] = {
    "davidson": davidson,
    "hatemoji_build": hatemoji,
    "safenlp_toxigen_implicit": toxigen,
    "edos": edos,
    "toxic_spans": toxic_spans,
    "convabuse": convabuse,
    "context_toxicity": context_toxicity,
    "madlibs_identity": madlibs,
    "youtube_spam": youtube_spam,
    "sms_spam": sms_spam,
    "banking77": banking,
    "trec_question": trec,
    "clinc150": clinc,
}
EVALUATE_ONLY: Final = ("tweeteval", "olid", "complaints_twitter", "known_lie_claims", "ucc_unhealthy_NC")


def read(folder: Path) -> Iterator[Item]:
    """Every training set that is there; a set that is missing is left out (the caller says which)."""
    for name, reader in SETS.items():
        if (folder / name).is_dir():
            yield from reader(folder / name)
