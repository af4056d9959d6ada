"""Clauses on what people may write, from the comment to what a stranger sees and whom it reaches."""

from __future__ import annotations

import pytest
from tests import house as h
from tests.house import House

from evenhand.cases.models import Decision
from evenhand.intake.models import Contribution
from evenhand.sanctions import discrimination
from evenhand.sanctions.models import Strike, Warning

WIDE = "\uff46\uff55\uff43\uff4b the lot of it"  # the full-width letters of East Asian keyboards
HAS_HIDE = ["facebook", "instagram", "x", "youtube"]


def found(house: House, of: Contribution) -> set[str]:
    """The guidelines judged breached."""
    return {str(finding["guideline_id"]) for finding in house.judged(of).findings}


def left_alone(house: House, *texts: str, on: str = "facebook") -> None:
    """Each stays visible, breaches nothing and is judged by nobody."""
    for text in texts:
        written = house.write(text, on=on)
        assert found(house, written) == set(), text
        assert house.seen(written), text
        assert "review" not in house.cases(written), text


@pytest.mark.clause(24)
def test_a_stereotype_without_a_slur_is_flagged_and_lived_experience_is_not(house: House) -> None:
    written = house.write(h.DEMEANING)
    assert found(house, written) == {"discrimination"}
    assert house.case(written).priority == 1
    assert house.judged(written).outcome == "remove_and_block"
    (finding,) = house.judged(written).findings
    assert "women" in " ".join(h.DEMEANING[e["start"] : e["end"]] for e in finding["evidence"]).lower()
    decision = house.decide(written, "discrimination")
    discrimination.confirm(decision, house.moderator, "sex", "It says that women are unfit for the work.")
    assert house.entries("discrimination.confirmed")[-1].facts["characteristic"] == "sex"
    left_alone(
        house,
        "I was discriminated against at HMP Thornmere because I am Muslim, and nobody answered my complaint.",
        "As a gay man I was nervous on my first day on the wing. My team were brilliant.",
    )


@pytest.mark.clause(25)
@pytest.mark.parametrize("platform", HAS_HIDE)
def test_sexual_emoji_are_hidden_and_a_question_about_breastfeeding_is_not(house: House, platform: str) -> None:
    written = house.write("🍆💦👅 any time officer", on=platform)
    assert found(house, written) == {"obscenity"}
    assert not house.seen(written)
    left_alone(house, "breastfeeding policy?", "What is the breastfeeding policy at the training college?", on=platform)


@pytest.mark.clause(26)
def test_baiting_is_queued_and_never_hidden_by_the_machine_and_heat_is_left(house: House) -> None:
    written = house.write("Time to kick off on every wing tonight, lads. Riot. Let it burn.")
    assert found(house, written) == {"inflammatory"}
    assert house.seen(written)
    assert "Stirring up trouble" in house.case(written).why[0]
    left_alone(
        house,
        "I am furious about this and you should all be ashamed of the figures.",
        "We will be outside the ministry on Saturday with banners. Peaceful protest, bring your families.",
    )


VERMIN = "Immigrants are vermin and should be treated like vermin."


@pytest.mark.clause(28)
@pytest.mark.parametrize("platform", HAS_HIDE)
@pytest.mark.parametrize(
    "text", [VERMIN, "Muslims are cockroaches. Exterminate the lot of them.", "Gypsies are subhuman filth, not people."]
)
def test_a_post_that_calls_people_less_than_human_is_hidden(house: House, platform: str, text: str) -> None:
    written = house.write(text, on=platform)
    assert "discrimination" in found(house, written)
    assert not house.seen(written)
    assert Decision.objects.get().actor == "machine"
    assert house.case(written).priority == 1, "two people look at it all the same"


@pytest.mark.clause(28)
@pytest.mark.parametrize(
    "text",
    [
        f'Somebody wrote "{VERMIN}" here and nobody took it down. That is disgusting.',
        f'"{VERMIN}" No they are not, and it is vile to say so.',
        f"{VERMIN[:-1]}, he wrote. I condemn every word of it.",
        "Calling immigrants vermin is disgusting. Shame on whoever wrote that.",
        "Saying that gay people are a disease is hateful. Take it down.",
        "Immigrants are vermin? What kind of person writes that? Racist rubbish.",
        "Whoever wrote that prisoners are vermin and should be put down should be ashamed.",
    ],
)
def test_the_same_words_quoted_to_condemn_them_go_to_a_human_and_stay_up(house: House, text: str) -> None:
    written = house.write(text)
    assert house.seen(written)
    assert not Decision.objects.exists()
    assert house.case(written).kind == "review"
    assert house.stands(written) == "waiting"


@pytest.mark.clause(28)
def test_what_names_no_hate_or_calls_no_people_so_is_left_alone(house: House) -> None:
    left_alone(
        house,
        "The kitchen was full of rats and cockroaches, and the immigrants on the wing had to eat there.",
        "Prisoners are people too.",
        "He said that immigrants are welcome here, and I agree.",
    )


@pytest.mark.clause(29)
def test_a_threat_is_most_urgent_and_a_figure_of_speech_is_not(house: House) -> None:
    written = house.write("I'll find where you live")
    assert house.case(written).priority == 1
    assert house.judged(written).outcome == "escalate"
    left_alone(house, "this job will kill me", "This job will kill me one day, the shifts are murder.")


@pytest.mark.clause(30)
@pytest.mark.parametrize("platform", HAS_HIDE)
def test_swearing_is_hidden_not_counted_at_first_and_the_question_in_it_is_answered(
    house: House, platform: str
) -> None:
    written = house.write(h.RUDE_QUESTION, on=platform)
    assert found(house, written) == {"obscenity"}
    assert not house.seen(written)
    assert house.cases(written) == {"question"}
    privately = platform in {"facebook", "instagram", "x"}
    answer = house.answer(written, privately=privately)
    assert house.action(answer, "message" if privately else "reply").state == "done"
    if privately:
        assert house.on(platform).inbox["ann"] == ["They open on 4 January."]
    assert not Strike.objects.exists()
    assert not Warning.objects.exists()


@pytest.mark.clause(31)
def test_abuse_needs_a_person_as_its_target(house: House) -> None:
    written = house.write("You're vermin")
    assert found(house, written) == {"harassment"}
    assert house.case(written)
    left_alone(house, "The queue was vermin-ridden", "The queue at the visits hall was vermin-ridden.")


@pytest.mark.clause(32)
def test_contempt_for_a_policy_stays_and_contempt_for_a_person_is_abuse(house: House) -> None:
    left_alone(house, "Your policy is stupid")
    written = house.write("you're an idiot for thinking that")
    assert found(house, written) == {"harassment"}
    assert house.case(written)


@pytest.mark.clause(33)
@pytest.mark.parametrize("words", ["a pathetic waste of space", "vermin", "a useless idiot"])
def test_the_same_words_at_an_institution_are_no_personal_attack(house: House, words: str) -> None:
    institution = house.write(f"HMPPS is {words} and always was.")
    assert "harassment" not in found(house, institution)
    assert house.seen(institution)
    person = house.write(f"You are {words} and always were.")
    assert "harassment" in found(house, person)
    assert house.case(person)


@pytest.mark.clause(36)
@pytest.mark.parametrize("platform", HAS_HIDE)
def test_an_advert_with_its_link_is_hidden_and_a_charity_s_link_stays(house: House, platform: str) -> None:
    written = house.write(
        "Prison officer jobs, better pay with us! Apply today at www.rival-security-jobs.co.uk and get a £200 bonus.",
        on=platform,
    )
    assert "advert" in found(house, written)
    if house.seen(written):
        house.decide(written, "advert", ("hide",))
    assert not house.seen(written)
    left_alone(
        house,
        "The Samaritans are there day and night, https://www.samaritans.org, and it costs nothing.",
        "Apply at https://prisonandprobationjobs.gov.uk, it is free and it took me an hour.",
        on=platform,
    )


@pytest.mark.clause(38)
@pytest.mark.parametrize("text", ["f.u.c.k this place", "what a load of sh1te", "🍆💦👅 any time officer", WIDE])
def test_the_filter_hides_obscenities_however_spelled_and_says_it_was_the_machine(house: House, text: str) -> None:
    began = house.now
    written = house.write(text)
    assert not house.seen(written)
    (effect,) = house.on("facebook").effects
    assert (effect.operation, effect.target) == ("hide", written.external_id)
    assert (effect.at - began).total_seconds() <= 60
    decision = Decision.objects.get()
    assert (decision.actor, decision.guideline.code) == ("machine", "obscenity")
    assert house.entries("decision.made")[-1].actor == "machine"


@pytest.mark.clause(38)
def test_the_filter_leaves_innocent_words(house: House) -> None:
    left_alone(
        house,
        "I grew up in Scunthorpe and I support Arsenal.",
        "My uncle Dick worked at HMP Thornmere for thirty years.",
        "Is there a class on assessing risk?",
    )


@pytest.mark.clause(37)
def test_one_authors_sixth_copy_is_hidden_and_people_who_agree_stay_up(house: House) -> None:
    flood = [house.write("Everybody look at my new page about gardening, it is great.") for _ in range(6)]
    assert [house.seen(one) for one in flood] == [True] * 5 + [False]
    agreeing = [house.write(h.CRITICISM, by=f"author-{number}") for number in range(8)]
    assert all(house.seen(one) for one in agreeing)
    assert house.cases(agreeing[-1]) == {"review"}
