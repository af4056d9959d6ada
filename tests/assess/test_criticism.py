"""Criticism of the organisation, a minister or a policy is not a breach (promise 7), however harsh."""

from __future__ import annotations

from itertools import product

import pytest

from evenhand.assess import Assessor
from evenhand.policy import find, load
from evenhand.signals.interface import Context

TARGETS = (
    "HMPPS", "The prison service", "The probation service", "The Ministry of Justice", "The justice secretary",
    "The prisons minister", "This government", "Your early release policy", "Your whole complaints system",
    "The management at headquarters",
)  # fmt: skip  # a list to read at a glance
VERDICTS = (
    "{} is an utter disgrace and everybody knows it.",
    "{} could not run a bath, and I say that as a taxpayer.",
    "{} has failed victims, staff and prisoners alike. Shame on the lot.",
    "{} should be scrapped and built again from nothing.",
    "I have no faith left in {}. None. You have had twenty years.",
    "{} is a shambles from top to bottom and this advert insults our intelligence.",
    "Nobody believes a word that comes out of {} any more.",
    "{} would rather make glossy videos than mend the heating.",
    "How does {} still have the nerve to post this after that inspection report?",
    "{} is not fit for purpose. Resign.",
    "Utterly incompetent, that is what {} is, and people suffer for it.",
    "I am furious with {}. My son waited nine weeks for a doctor.",
    "{}: all talk, no officers, crumbling walls, and now a slogan.",
    "Worst decision in a generation. {} owns this one.",
    "{} does not care about staff, it cares about headlines.",
)
WRITTEN = (
    "Another consultation nobody asked for while the roof leaks on C wing.",
    "You spent how much on a rebrand? Disgusting waste of public money.",
    "Eleven years I gave that job and they could not even spell my name on the leaving card.",
    "The minister has never set foot on a landing and it shows every time he opens his mouth.",
    "Your recruitment video is a lie. Show them a Saturday night with two staff on.",
    "This policy is stupid, cruel and expensive, which is quite an achievement.",
    "The inspectorate called it the worst it had seen and you answered with a press release.",
    "My brother came out worse than he went in. That is on you, not on him.",
    "Probation was better before you broke it into pieces and sold it off.",
    "I voted for you lot and I will never do it again after this.",
    "Stop hiding the assault figures. We can all count.",
    "Mae'r polisi yma'n warthus ac mae angen i'r gweinidog ymddiswyddo.",
    "Sarcasm aside, well done on reopening a wing you should never have closed.",
    "The complaints process exists so that you can say there is one.",
    "If a private firm ran like this it would have been shut down by Christmas.",
)
ALL = [*(text.format(target) for text, target in product(VERDICTS, TARGETS)), *WRITTEN]


@pytest.fixture(scope="module")
def assessor() -> Assessor:
    return Assessor(load(find("hmpps")))


@pytest.mark.clause(13)
def test_no_criticism_is_hidden_by_the_machine(assessor: Assessor) -> None:
    around = Context(platform="facebook", organisation=assessor.policy.organisation)
    assert len(set(ALL)) >= 150
    hidden = [text for text in ALL if assessor.assess(text, around).automatic]
    assert hidden == []


def test_criticism_is_no_breach(assessor: Assessor) -> None:
    around = Context(platform="x", organisation=assessor.policy.organisation)
    judged = {text: [finding.guideline_id for finding in assessor.assess(text, around).findings] for text in ALL}
    assert {text: found for text, found in judged.items() if found} == {}


def test_criticism_with_swearing_breaches_obscenity_alone(assessor: Assessor) -> None:
    around = Context(platform="facebook", organisation=assessor.policy.organisation)
    for text in (
        "HMPPS is a fucking disgrace.",
        "This policy is shit and so was the last one.",
        "Bollocks to the ministry.",
    ):
        assessment = assessor.assess(text, around)
        assert [finding.guideline_id for finding in assessment.findings] == ["obscenity"]
        assert assessor.policy.guideline("obscenity").strike_first_time_exempt


def test_of_all_criticism_that_our_writers_wrote_the_machine_hides_none(assessor: Assessor) -> None:
    """The floor under every rule, measured on all such texts that there are; the learned model is off here."""
    from training.prepare import DOMAIN  # noqa: PLC0415 (as above)

    from training import domain  # noqa: PLC0415 (for this one test)

    written = [item for item in domain.read(DOMAIN) if item.about["trap"] == "criticism"]
    harmless = [item for item in written if not item.about["guidelines"]]
    assert len(harmless) >= 1500
    judged = [
        (
            item.text,
            assessor.assess(
                item.text,
                Context("facebook", item.about["kind"], item.about["post"], organisation=assessor.policy.organisation),
            ),
        )
        for item in harmless
    ]
    assert [text for text, one in judged if one.automatic] == []
    assert sum(bool(one.findings) for _, one in judged) <= 0.05 * len(judged)
