"""The case page: what a person reads there, decides there, and what they are told when it is refused."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.desk import stories
from tests.factories import NOON

from evenhand.actions.models import Action
from evenhand.care import replying, revealing
from evenhand.care.models import Alert
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case, Decision
from evenhand.desk.passages import MASK
from evenhand.judgement.models import Assessment
from evenhand.people.models import User
from evenhand.people.roles import Role
from evenhand.records.models import Entry

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
INSULT = ("harassment", [("You clown", "insult_at_person", "An insult aimed at a person.")])
SLUR = ("discrimination", [("do not belong here", "group_demeaned", "Says a group does not belong.")])
METHOD = ("self_harm_detail", [("counted out the tablets", "self_harm_method", "Names means: tablets.")])
RISK = "I cannot go on. I have counted out the tablets"


def page(browser: Client, case: Case) -> str:
    answer = browser.get(reverse("desk:case", args=[case.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def send(browser: Client, step: str, case: Case, **fields: object) -> HttpResponse:
    data = {"key": uuid.uuid4().hex, **fields}
    return browser.post(reverse(f"desk:{step}", args=[case.pk]), data)  # type: ignore[return-value]  # Django's own wrapper


def errors(answer: HttpResponse) -> list[str]:
    """The sentences of the error summary."""
    assert answer.status_code == 422
    summary = answer.content.decode().split("govuk-error-summary__list")[1].split("</ul>")[0]
    return [" ".join(one.split()) for one in re.findall(r"<(?:a|li)[^>]*>\s*([^<\s][^<]*)", summary)]


def breach(**fields: object) -> dict[str, object]:
    return {"guideline": "harassment", "facts": "Calls the officer a clown.", "measures": ["hide"], **fields}


# Reading


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "On call: e-mail on its way"),
        ({"state": "sent", "sent_at": NOON}, "On call: e-mail sent"),
        ({"state": "failed", "code": "500"}, "On call not reached by e-mail"),
    ],
)
def test_whether_somebody_on_call_was_told(
    signed_in: SignIn, moderator: User, fields: dict[str, object], says: str
) -> None:
    case = stories.case("You clown", INSULT)
    browser = signed_in(moderator)
    assert "On call" not in page(browser, case)
    Alert.objects.create(case=case, way="email", **fields)
    assert says in page(browser, case)


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.AUDITOR])
def test_what_was_done_for_a_person_at_risk_shows_to_those_who_may_see_it(
    signed_in: SignIn, safeguarder: User, role: Role
) -> None:
    question = stories.case("I cannot go on. When do you open?", kind=Case.Kind.QUESTION, at_risk=True)
    care = stories.case("", of=question.contribution, kind=Case.Kind.SAFEGUARDING, priority=1)
    replying.reply(care, safeguarder, replying.Reply("k", own="Samaritans are there on 116 123."))
    stories.planned()
    Alert.objects.create(case=care, way="email", state="sent", sent_at=NOON)
    thread = reverse("desk:thread", args=[question.contribution.author_id])
    progress = reverse("desk:progress", args=[question.pk])
    secrets = ("On call", "116 123", "may be at risk; this tells them")
    lead = signed_in(safeguarder)
    assert all(secret in page(lead, question) for secret in secrets)
    assert all("116 123" in lead.get(address).content.decode() for address in (thread, progress))
    other = signed_in(stories.user("other", role.value))
    shown = page(other, question)
    shown += other.get(thread).content.decode() + other.get(progress).content.decode()
    assert [secret for secret in secrets if secret in shown] == []


def test_the_post_the_thread_and_the_evidence_are_there(signed_in: SignIn, moderator: User) -> None:
    above = stories.contribution("The visits team were kind", by=stories.author(stories.channel(), "Dee Park"))
    case = stories.case("You clown, they never are", INSULT, parent=above, why=["May breach ‘Harassment’."])
    shown = page(signed_in(moderator), case)
    assert "We are recruiting prison officers" in shown
    assert "The visits team were kind" in shown
    assert '<mark class="eh-evidence">You clown</mark>' in shown
    assert "An insult aimed at a person." in shown
    assert "May breach ‘Harassment’." in shown
    assert 'href="https://example.com/c/2"' in shown


def test_the_authors_history_and_the_versions_are_folded(signed_in: SignIn, moderator: User) -> None:
    by = stories.author(stories.channel(), "Sam Whitlow")
    stories.contribution("An earlier remark of mine", by=by)
    case = stories.case("You clown", INSULT, by=by)
    stories.version(case.contribution, "You silly clown", change="edited")
    shown = page(signed_in(moderator), case)
    assert "1 other contribution, 0 strikes, 0 warnings" in shown
    assert "An earlier remark of mine" in shown
    assert "2 versions of the text" in shown


def test_a_link_from_outside_is_never_a_script(signed_in: SignIn, moderator: User) -> None:
    case = stories.case("You clown", INSULT)
    case.contribution.permalink = "javascript:alert(1)"
    case.contribution.save()
    assert "javascript:" not in page(signed_in(moderator), case)


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.AUDITOR, Role.POLICY_OWNER])
def test_method_detail_is_masked_on_every_page_for_roles_without_safeguarding(signed_in: SignIn, role: Role) -> None:
    by = stories.author(stories.channel(), "Robin Vale")
    risky = stories.case(RISK, METHOD, by=by, at_risk=True)
    stories.version(risky.contribution, f"{RISK}, all forty", change="edited")
    other = stories.case("You clown", INSULT, by=by)
    stories.case("Please do not", ("harassment", []), parent=risky.contribution)
    browser = signed_in(stories.user("somebody", role))
    for case in Case.objects.all():
        shown = page(browser, case)
        assert "tablets" not in shown
        assert "forty" not in shown
    assert MASK in page(browser, risky)
    assert MASK in page(browser, other)
    assert "tablets" not in browser.get(reverse("desk:queue")).content.decode()


def test_a_safeguarding_lead_can_open_the_detail(signed_in: SignIn, safeguarder: User) -> None:
    case = stories.case(RISK, METHOD, kind=Case.Kind.SAFEGUARDING, at_risk=True)
    browser = signed_in(safeguarder)
    assert "Show the hidden detail" in page(browser, case)
    assert "tablets" not in page(browser, case)
    assert not Entry.objects.filter(kind="detail.revealed").exists()
    opened = browser.post(reverse("desk:reveal", args=[case.pk])).content.decode()
    assert opened.count("counted out the tablets") == 1
    entry = Entry.objects.get(kind="detail.revealed")
    assert (entry.actor, entry.subject) == (f"person:{safeguarder.pk}", f"contribution:{case.contribution_id}")
    assert entry.facts == {"case": case.pk, "version": 1}
    assert "tablets" not in page(browser, case)


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.AUDITOR, Role.POLICY_OWNER])
def test_others_cannot_open_it_and_nothing_is_shown(signed_in: SignIn, role: Role) -> None:
    case = stories.case(RISK, METHOD, at_risk=True)
    browser = signed_in(stories.user("somebody", role))
    assert "ask an approver or a safeguarding lead" in page(browser, case)
    refused = browser.post(reverse("desk:reveal", args=[case.pk]))
    assert refused.status_code == 403
    assert "tablets" not in refused.content.decode()
    with pytest.raises(RefusedError):
        revealing.reveal(case, stories.user("somebody", role))
    assert not Entry.objects.filter(kind="detail.revealed").exists()


def test_what_a_person_found_to_say_how_is_masked_though_no_signal_did(signed_in: SignIn, moderator: User) -> None:
    case = stories.case("He did it the way they all do, behind the kitchen.", ("harassment", []))
    assert "behind the kitchen" in page(signed_in(moderator), case)
    send(signed_in(moderator), "decide", case, guideline="self_harm_detail", facts="It says where.", measures=["hide"])
    again = stories.case("You clown", INSULT, by=case.contribution.author)
    for shown in (page(signed_in(moderator), case), page(signed_in(moderator), again)):
        assert "behind the kitchen" not in shown
        assert MASK in shown


def test_facts_of_a_decision_on_a_method_are_not_repeated(signed_in: SignIn, moderator: User) -> None:
    case = stories.case(RISK, METHOD, at_risk=True)
    browser = signed_in(moderator)
    send(browser, "decide", case, guideline="self_harm_detail", facts="It says tablets.", measures=["hide"])
    assert Decision.objects.filter(contribution=case.contribution).exists()
    assert "It says tablets." not in page(browser, case)


# Deciding


def test_the_form_offers_what_this_platform_can_do(signed_in: SignIn, moderator: User) -> None:
    facebook = page(signed_in(moderator), stories.case("You clown", INSULT))
    linkedin = page(signed_in(moderator), stories.case("You clown", INSULT, on=stories.channel("linkedin")))
    assert 'value="hide"' in facebook
    assert 'value="hide"' not in linkedin
    assert "Its author and their friends still see it" in facebook


@pytest.mark.parametrize(
    ("kind", "shown"), [("comment", "Visible to everyone"), ("direct_message", "Seen by us and its author alone")]
)
def test_a_private_message_is_not_called_visible_to_everyone(
    signed_in: SignIn, moderator: User, kind: str, shown: str
) -> None:
    case = stories.case("", kind=Case.Kind.QUESTION, of=stories.contribution("Hello?", kind=kind))
    shows = page(signed_in(moderator), case)
    assert [each for each in ("Visible to everyone", "Seen by us and its author alone") if each in shows] == [shown]


def test_a_direct_message_is_never_offered_to_be_hidden(signed_in: SignIn, moderator: User) -> None:
    shown = page(signed_in(moderator), _message("You clown"))
    assert 'value="hide"' not in shown
    assert 'value="delete"' not in shown


def _message(text: str) -> Case:
    written = stories.contribution(text, kind="direct_message")
    stories.assess(written, INSULT)
    return stories.case("", of=written)


def test_a_breach_is_recorded_and_its_action_watched(signed_in: SignIn, moderator: User) -> None:
    case = stories.case("You clown", INSULT)
    browser = signed_in(moderator)
    answer = send(browser, "decide", case, **breach())
    assert answer.status_code == 302
    decision = Decision.objects.get(contribution=case.contribution)
    assert (decision.verdict, decision.guideline.code, decision.measures) == ("breach", "harassment", "hide")
    assert decision.person == moderator
    stories.planned()
    shown = page(browser, case)
    assert "Your decision is recorded." in shown
    assert 'hx-trigger="every 2s"' in shown
    Action.objects.update(state="done", seen="read_back", done_at=decision.decided_at)
    part = browser.get(reverse("desk:progress", args=[case.pk])).content.decode()
    assert "The platform shows it" in part
    assert "hx-trigger" not in part
    assert "<html" not in part


def test_it_stays_up(signed_in: SignIn, moderator: User) -> None:
    case = stories.case("Your food budget is a joke")
    send(signed_in(moderator), "decide", case, guideline="none", facts="Criticism of the service.", measures=["hide"])
    decision = Decision.objects.get(contribution=case.contribution)
    assert (decision.verdict, decision.measures) == ("no_breach", "")
    case.refresh_from_db()
    assert case.outcome == "no_breach"


def test_the_same_form_sent_twice_counts_once(signed_in: SignIn, moderator: User) -> None:
    case = stories.case("Those people do not belong here", SLUR)
    browser, key = signed_in(moderator), uuid.uuid4().hex
    fields = breach(guideline="discrimination", characteristic="race", key=key)
    assert send(browser, "decide", case, **fields).status_code == 302
    assert send(browser, "decide", case, **fields).status_code == 302
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"guideline": ""}, "Choose the guideline that it breaches, or ‘It stays up’."),
        ({"facts": "  "}, "Say what in it led to your decision."),
        ({"measures": []}, "An upheld breach needs an action. Choose at least one."),
        ({"guideline": "no-such-rule"}, "Choose a guideline of the policy."),
        ({"guideline": "misinformation"}, "Choose the false claim and its official source from the register."),
        ({"guideline": "discrimination"}, "Choose the protected characteristic."),
        (
            {"guideline": "discrimination", "measures": ["warn"]},
            "A discriminatory comment is hidden or deleted at once",
        ),
        ({"facts": "x" * 5001}, "Write at most 5,000 characters."),
        ({"key": "nonsense"}, "Reload the page and send the form again."),
    ],
)
def test_a_refusal_says_why_and_changes_nothing(
    signed_in: SignIn, moderator: User, fields: dict[str, object], said: str
) -> None:
    case = stories.case("You clown", INSULT)
    answer = send(signed_in(moderator), "decide", case, **breach(**fields))
    assert any(said in one for one in errors(answer)), errors(answer)
    assert not Decision.objects.exists()
    case.refresh_from_db()
    assert case.state == "open"
    assert "<title>Error: " in answer.content.decode()


def test_what_was_typed_is_kept_after_an_error(signed_in: SignIn, moderator: User) -> None:
    case = stories.case("You clown", INSULT)
    shown = send(signed_in(moderator), "decide", case, **breach(measures=[], facts="Typed with care")).content.decode()
    assert "Typed with care" in shown
    assert re.search(r'value="harassment"[^>]*checked', shown)


def test_the_question_in_a_breach_is_answered_in_the_same_form(signed_in: SignIn, moderator: User) -> None:
    case = stories.case("You clown, when does it open?", INSULT)
    question = stories.case("", of=case.contribution, kind=Case.Kind.QUESTION, why=["The author asks a question."])
    browser = signed_in(moderator)
    assert "Answer to the question in it" in page(browser, case)
    send(browser, "decide", case, **breach(answer="It opens at nine.", answer_privately="on"))
    question.refresh_from_db()
    assert question.outcome == "answered"
    assert {one.measures for one in Decision.objects.all()} == {"hide", "message"}


def test_an_answer_that_is_refused_undoes_the_decision_too(signed_in: SignIn, moderator: User) -> None:
    case = stories.case("You clown, when does it open?", INSULT)
    answer = send(signed_in(moderator), "decide", case, **breach(answer="There is no question to answer"))
    assert any("Take the answer out" in one for one in errors(answer))
    assert not Decision.objects.exists()


def test_an_auditor_reads_and_cannot_decide(signed_in: SignIn) -> None:
    case = stories.case("You clown", INSULT)
    browser = signed_in(stories.user("una", Role.AUDITOR))
    assert "Your roles do not let you decide it." in page(browser, case)
    assert send(browser, "decide", case, **breach()).status_code == 403
    assert not Decision.objects.exists()


# Answering


def test_a_question_is_answered(signed_in: SignIn, moderator: User) -> None:
    case = stories.case("How do I apply?", kind=Case.Kind.QUESTION)
    browser = signed_in(moderator)
    assert send(browser, "answer", case, outcome="answered", answer="On our jobs pages.").status_code == 302
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "answered")
    assert "Answered" in page(browser, case)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"outcome": "answered"}, "Write the answer."),
        ({"outcome": "redirected"}, "Say where the person was sent, or why there is no answer."),
        ({}, "Choose how this ends."),
    ],
)
def test_a_question_never_ends_without_words(
    signed_in: SignIn, moderator: User, fields: dict[str, object], said: str
) -> None:
    case = stories.case("How do I apply?", kind=Case.Kind.QUESTION)
    assert said in errors(send(signed_in(moderator), "answer", case, **fields))
    case.refresh_from_db()
    assert case.state == "open"


def test_the_model_s_reading_of_the_characteristic_is_a_hint(signed_in: SignIn, moderator: User) -> None:
    case = stories.case("They do not belong here", SLUR)
    assert "The model reads it" not in page(signed_in(moderator), case)
    assessment = Assessment.objects.get(version__contribution=case.contribution)
    assessment.signals = [{"name": "hint_race", "score": 0.7}, {"name": "hint_religion_belief", "score": 0.9}]
    assessment.save()
    assert "The model reads it as about religion or belief or race. It may be wrong" in page(signed_in(moderator), case)


def test_a_reason_that_is_too_long_is_said_at_its_field(signed_in: SignIn, moderator: User, approver: User) -> None:
    long = {"reason": "x" * 501}
    asked = stories.case("When?", kind=Case.Kind.QUESTION)
    review = stories.case("You again.", kind=Case.Kind.BLOCK_REVIEW)
    block = stories.case("And again.", kind=Case.Kind.BLOCK_APPROVAL)
    for name, case, user, sent in (
        ("answer", asked, moderator, {"key": "a" * 32, "outcome": "closed"}),
        ("block_review", review, approver, {"answer": "lift"}),
        ("block", block, approver, {"answer": "refuse"}),
    ):
        answer = signed_in(user).post(reverse(f"desk:{name}", args=[case.pk]), {**sent, **long})
        assert errors(answer) == ["Write at most 500 characters."]  # type: ignore[arg-type]  # as in `send`
        assert Case.objects.get(pk=case.pk).state == "open"
