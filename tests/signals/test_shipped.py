"""The model that ships: its files, what it says, and that it is left out in order where it cannot be read."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from evenhand.assess import Assessment, Assessor
from evenhand.assess.examples import wrong_examples
from evenhand.assess.surroundings import surroundings
from evenhand.policy import find, load, load_claims
from evenhand.signals.catalogue import CATALOGUE
from evenhand.signals.detectors.claims import matched
from evenhand.signals.detectors.learned import Learned
from evenhand.signals.interface import Context, Detectors
from evenhand.signals.model_files import SHIPPED
from evenhand.signals.registry import rules_only

NEW = "Meet Priya, one of our new officers."
STATED_FROM = 0.5  # as judgement/spread.py counts
PLAIN = 0.8  # a likeness that the policy hears whatever the model says
MOST_BYTES = 30_000_000  # of everything that ships


def assessor(folder: Path | None, policy: str = "hmpps") -> Assessor:
    """The rules and the model of one folder, under one policy."""
    return Assessor(load(find(policy), signals=CATALOGUE), Detectors((*rules_only().items, Learned(folder))))


@pytest.fixture(scope="module")
def shipped() -> Assessor:
    """The house as it ships."""
    return assessor(SHIPPED)


def read(judge: Assessor, text: str, post: str = "", kind: str = "comment") -> Assessment:
    """One text under a post on Facebook."""
    around = surroundings(judge.policy, find("hmpps").parent)
    context = Context("facebook", kind, post, organisation=around.organisation, false_claims=around.false_claims)
    return judge.assess(text, context)


def broken(judged: Assessment) -> set[str]:
    """The guidelines found broken."""
    return {finding.guideline_id for finding in judged.findings}


def test_it_fits_and_every_file_is_the_one_that_the_manifest_names(shipped: Assessor) -> None:
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < MOST_BYTES
    assert read(shipped, "hello").models["learned"] not in {"off", "missing"}


@pytest.mark.parametrize("policy", ["hmpps", "council"])
def test_every_example_of_the_policies_comes_out_as_it_says(policy: str) -> None:
    judge = assessor(SHIPPED, policy)
    claims = load_claims(find(policy).parent / judge.policy.claims).claims if judge.policy.claims else ()
    assert [(one.text, one.cause) for one in wrong_examples(judge.policy, judge, claims)] == []


@pytest.mark.parametrize(
    ("text", "post", "guideline"),
    [
        ("With a face like that no wonder she hides behind a uniform", NEW, "harassment"),
        ("Too many of his kind coming over and getting handed the keys", "Meet Imran.", "discrimination"),
        ("We know which gym you use. See you there.", "Meet Dan, a senior officer.", "threat"),
        ("Everyone knows the girl he hurt, she is the Fenwick lass from the chemist", "", "protected_identity"),
        ("They leave the back gate of the kitchen unlocked when the bread comes, nobody looks", "", "security"),
    ],
)  # fmt: skip
def test_it_finds_what_no_word_list_knows(shipped: Assessor, text: str, post: str, guideline: str) -> None:
    assert guideline not in broken(read(assessor(None), text, post))
    judged = read(shipped, text, post)
    assert guideline in broken(judged)
    assert judged.automatic is None, "what only the model finds is for people"


@pytest.mark.parametrize(
    "text",
    [
        "A whole salary on this while the last 20 recommendations gather dust on a shelf",
        "my cousin was on that unit and her baby is at uni now, happiest ending",
    ],
)
def test_a_faint_likeness_to_a_false_claim_needs_the_model_to_agree(shipped: Assessor, text: str) -> None:
    assert "misinformation" in broken(read(assessor(None), text))
    assert "misinformation" not in broken(read(shipped, text))


def test_a_plain_likeness_to_a_false_claim_is_never_withdrawn(shipped: Assessor) -> None:
    judged = read(shipped, "They are closing all the women's prisons next year and nobody will say so")
    assert max(one.score for one in judged.signals if one.name == "false_claim") > PLAIN
    assert "misinformation" in broken(judged)


def test_a_claim_that_is_denied_counts_for_none_and_so_is_not_said_to_be_spread(shipped: Assessor) -> None:
    judged = read(shipped, "You do not need a degree to become a prison officer, I left school at sixteen.")
    assert "sincere_question" in {one.name for one in judged.signals}
    assert [one for one in judged.signals if matched(one) and one.score > STATED_FROM] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("They turn you away unless you have been to uni, so much for a job for ordinary people", "F1"),
        ("Nobody over forty gets taken on as an officer any more", "F6"),
    ],
)
def test_rules_and_model_name_one_claim(shipped: Assessor, text: str, code: str) -> None:
    told = {one.name: matched(one) for one in read(shipped, text).signals if matched(one)}
    assert told == {"false_claim": code, "judged_misinformation": code}


@pytest.mark.parametrize(
    "text",
    [
        "You have let every family down and you should be ashamed, all of you at the top.",
        "This government has murdered the probation service with its cuts.",
        "Whoever designed this booking system should be locked in a room with it.",
    ],
)
def test_criticism_of_the_organisation_breaks_nothing(shipped: Assessor, text: str) -> None:
    assert broken(read(shipped, text)) == set()


def test_findings_show_their_words_and_how_sure_it_is(shipped: Assessor) -> None:
    text = "You are a nasty piece of work and nobody on that wing can stand you"
    judged = read(shipped, text, "Meet Dan, a senior officer.")
    finding = next(finding for finding in judged.findings if finding.guideline_id == "harassment")
    assert finding.evidence
    assert any("likely" in one.detail or "certain" in one.detail for one in finding.evidence)
    assert all(text[one.start : one.end].strip() for one in finding.evidence)


@pytest.mark.parametrize("text", ["", " ", "😀" * 500, "a" * 100_000, "\ud800 hello", "Привет, как дела? 你好 مرحبا"])
def test_odd_texts_have_an_answer(shipped: Assessor, text: str) -> None:
    assert read(shipped, text).outcome == "allow"


def test_a_damaged_file_leaves_the_rules_and_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "model"
    shutil.copytree(SHIPPED, folder)
    (folder / "linear.npz").write_bytes(b"not a model")
    judged = read(assessor(folder), "I know where you park and I am going to smash your head in.")
    assert broken(judged) >= {"threat"}
    assert judged.models["learned"] == "missing"
    assert "judged by rules alone" in caplog.text


def test_no_file_at_all_leaves_the_rules_and_says_so(tmp_path: Path) -> None:
    judged = read(assessor(tmp_path), "I know where you park and I am going to smash your head in.")
    assert broken(judged) >= {"threat"}
    assert judged.models["learned"] == "missing"


FRIENDLY = "Thank you all for the open day, the tea was lovely and everybody was so kind to my mum. "


@pytest.mark.parametrize("padding", [FRIENDLY * 30, "❤️" * 160, FRIENDLY * 60])
def test_what_it_did_not_read_it_does_not_doubt(shipped: Assessor, padding: str) -> None:
    text = f"{padding} I know where you park and I am going to smash your head in."
    judged = read(shipped, text)
    assert "threat" in broken(judged)
    assert judged.automatic == "hide"


@pytest.mark.parametrize(
    ("text", "guideline"),
    [
        ("kys", "threat"),
        ("A1234BC got shipped out yesterday", "personal_information"),
        ("Have a look here friends https://bit.ly/xk39", "spam"),
    ],
)
def test_rules_that_it_never_learned_to_weigh_stand(shipped: Assessor, text: str, guideline: str) -> None:
    assert guideline in broken(read(assessor(None), text))
    assert guideline in broken(read(shipped, text))


def test_another_language_than_its_own_is_left_to_the_rules(shipped: Assessor) -> None:
    judged = read(shipped, "Ese tranny no debería trabajar en la prisión, qué vergüenza de uniforme")
    assert judged.language != "en"
    assert "discrimination" in broken(judged)


def test_it_never_drives_the_machine_where_a_rule_was_held_back(shipped: Assessor) -> None:
    council = assessor(SHIPPED, "council")
    text = "It is not true that we should keep pakis scum out, send them all back, dirty animals"
    for judge in (shipped, council):
        judged = judge.assess(text, Context("facebook"))
        alone = assessor(None, judge.policy.id).assess(text, Context("facebook"))
        assert alone.automatic is None
        assert judged.automatic is None


def test_a_run_of_letters_without_end_takes_no_time(shipped: Assessor) -> None:
    started = time.process_time()
    read(shipped, "you absolute moron " + "白" * 60_000)
    assert time.process_time() - started < 5  # it took ten seconds once; a second now, on a slow machine three
