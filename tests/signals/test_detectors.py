"""The detectors as a set: promises about names and offsets on any text; and each finds what it is for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.signals.catalogue import CATALOGUE, VARIABLES, specs
from evenhand.signals.detectors.terms import is_disguised
from evenhand.signals.interface import ClaimEntry, Context, Signal
from evenhand.signals.language import language
from evenhand.signals.merging import merged
from evenhand.signals.normalise import normalise
from evenhand.signals.registry import standard

CLAIMS = (
    ClaimEntry(
        "F1", "You need a university degree to become a prison officer.", "No degree is needed.", "https://example.org"
    ),
)
CONTEXT = Context("facebook", "comment", "A post", organisation=("HMPPS",), featured=("Priya",), false_claims=CLAIMS)
WORDS = st.sampled_from(
    [
        "kill",
        "you",
        "officer",
        "smith",
        "takes",
        "bribes",
        "sh1t",
        "f*ck",
        "http://bit.ly/x",
        "07700",
        "900123",
        "m1",
        "1ab",
        "£20",
        "muslims",
        "are",
        "vermin",
        "�",
        "\u202e",
        "?",
        ".",
        "!",
        "\n",
        "hang",
        "myself",
        "with",
        "rope",
        "dm",
        "me",
        "for",
        "prices",
        "university",
        "degree",
        "needed",
        "🏳️\u200d🌈",
        "🤮",
        "@bob",
        "a@b.co",
    ]
)
texts = st.one_of(st.text(st.characters(codec=None), max_size=120), st.lists(WORDS, max_size=25).map(" ".join))


def measure(text: str, context: Context = CONTEXT) -> dict[str, Signal]:
    view, found = normalise(text), dict[str, Signal]()
    for detector in standard().items:
        for signal in detector.detect(view, context, found):
            before = found.get(signal.name)
            found[signal.name] = merged(before, signal) if before else signal
    return found


def score(text: str, name: str, context: Context = CONTEXT) -> float:
    signal = measure(text, context).get(name)
    return signal.score if signal else 0.0


@settings(max_examples=300, deadline=None)
@given(texts)
def test_any_text_gives_known_signals_with_offsets_inside_it(text: str) -> None:
    for detector in standard().items:
        names = {spec.name for spec in detector.signals}
        for signal in detector.detect(normalise(text), CONTEXT, {}):
            assert signal.name in names
            assert 0 < signal.score <= 1
            assert all(0 <= span.start <= span.end <= len(text) for span in signal.spans)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "kill you " * 11_000,
        "f*ck " * 20_000,
        "\u202e\x00" * 50_000,
        "0" * 100_000,
        "(" * 100_000,
        "a@" * 50_000,
    ],
)
def test_very_long_texts_are_measured(text: str) -> None:
    assert isinstance(measure(text), dict)


def test_every_signal_of_the_catalogue_has_its_detector() -> None:
    measured = {spec.name for detector in standard().items for spec in detector.signals}
    assert set(CATALOGUE) - measured == {"repeated_target"}  # from the context, in a later piece of work
    assert not set(VARIABLES) & set(CATALOGUE)


def test_detectors_say_who_they_are() -> None:
    items = standard().items
    assert len({item.name for item in items}) == len(items)
    for item in items:
        assert item.version
        assert item.languages
        assert item.explanation.endswith(".")
        assert item.signals
    assert set(standard().versions()) == {item.name for item in items}


def test_what_could_confuse_criticism_with_abuse_may_never_drive_the_machine() -> None:
    never = "accusation named_accusation belittling incitement aimed_at_institution court_case security_detail"
    assert not any(spec.may_drive_automatic for spec in specs(*never.split()))
    assert not any(spec.may_drive_automatic for spec in CATALOGUE.values() if spec.is_intent)


FINDS = [
    ("threat", "I will kill you"),
    ("threat_credible", "I know where you live and I will burn your house down"),
    ("threat_conditional", "If he touches my brother again I'll put him in hospital and break his legs"),
    ("threat_urging", "Somebody should stab that officer"),
    ("violent_wish", "I hope you die in pain"),
    ("insult_at_person", "You're a spineless moron"),
    ("group_mentioned", "How many women work there?"),
    ("group_demeaned", "Muslims are disgusting, send them all home"),
    ("group_demeaned", "🏳️‍🌈🤮🤮🚮"),
    ("dehumanising", "They are vermin and not people"),
    ("incitement", "Lads, let's smash the windows tonight, kick off on every landing"),
    ("belittling", "Cry me a river, nobody asked you"),
    ("person_named", "Officer Jane Smith lied in court about my brother"),
    ("named_accusation", "Officer Smith takes bribes"),
    ("named_accusation", "jane smith steals the lads' vapes"),
    ("self_harm_mention", "My friend died by suicide"),
    ("self_harm_method", "He hung himself with a bedsheet"),
    ("self_harm_encouragement", "go and kill yourself"),
    ("commercial_offer", "DM me for prices, cheap vapes, 20% off today"),
    ("external_link", "see www.example-shop.com/sale"),
    ("allowed_link", "see https://www.gov.uk/prison-visits and samaritans.org"),
    ("suspicious_link", "click hxxp://evil[.]site/x"),
    ("suspicious_link", "free stuff at bit.ly/abc"),
    ("scam", "Invested £500 and got back £6000 profit in a week, message Mrs Clara on WhatsApp"),
    ("fake_job", "Hiring now, no interview, registration fee £25, WhatsApp only"),
    ("chain_message", "Copy and paste this to your wall"),
    ("gibberish", "asdkjh lkjsdf qwpoei zmxnfg lkjadf"),
    ("personal_contact", "ring him on 07700 900123"),
    ("personal_contact", "jo.bloggs@example.com is her address"),
    ("personal_address", "she lives at 14 Fern Close, M1 1AA"),
    ("personal_number", "his number is AB 12 34 56 C"),
    ("personal_number", "card 4111 1111 1111 1111"),
    ("personal_number", "nhs 943 476 5919"),
    ("own_details", "my number is 07700 900123"),
    ("health_detail", "His brother is diabetic and has epilepsy"),
    ("staff_identified", "Her kids go to the school on Mill Road"),
    ("false_claim", "You need a university degree to be a prison officer now"),
    ("sincere_question", "Do you need a university degree to become a prison officer?"),
    ("organisation_named", "HMPPS is hiring"),
    ("impersonation", "This is the HMPPS recruitment team"),
    ("security_detail", "there's a gap in the fence behind the kitchens"),
    ("question", "how do i book a visit"),
    ("question", "Pryd mae'r ymweliadau?"),
    ("application_help", "My application form is stuck on vetting, what do I do?"),
    ("complaint", "Three weeks and still no reply, this is a disgrace"),
    ("report_comment", "Please remove the racist comment under your post"),
    ("at_risk", "I don't want to be here any more"),
    ("appeal", "Why was my comment deleted?"),
    ("praise", "Well done everyone, great team"),
    ("rights_request", "This is a freedom of information request"),
    ("quoted", 'a man called me a "dirty gypsy"'),
    ("negated", "That is not acceptable"),
    ("self_description", "As a gay man I was nervous"),
    ("aimed_at_institution", "The government broke the probation service"),
]


@pytest.mark.parametrize(("name", "text"), FINDS)
def test_each_detector_finds_what_it_is_for(name: str, text: str) -> None:
    assert score(text, name) > 0.5, measure(text)


LEAVES = [
    ("threat", "This job will kill me"),
    ("threat", "She absolutely smashed it, killed it on stage"),
    ("threat", "He said he will kill me and nobody listens"),
    ("violent_wish", "I don't want to see anybody hurt"),
    ("insult_at_person", "This website is useless"),
    ("insult_at_person", "I am such an idiot, forgot my ID"),
    ("group_demeaned", "I was discriminated against because I am Muslim"),
    ("group_demeaned", "Women officers are brilliant at this job"),
    ("named_accusation", "The prison service takes bribes"),
    ("named_accusation", "Officer Smith was very kind to my mum"),
    ("named_accusation", "I nicked a car in 2009 and Officer Smith helped me"),
    ("self_harm_method", "We walked forty miles for suicide prevention"),
    ("commercial_offer", "Our charity offers free sessions at no cost to families"),
    ("scam", "Beware, somebody is asking for a registration fee on WhatsApp, it is a scam"),
    ("personal_contact", "Call Samaritans on 116 123 or 0808 808 2003"),
    ("personal_contact", "write to complaints@prison.gov.uk"),
    ("profanity", "Recruit a hundred, lose a hundred and twenty: arse about face as usual"),
    ("profanity", "Not one of you gives a toss, and there is bugger all to do on the wing"),
    ("self_harm_method", "Years of cuts and they clap themselves for unlocking a door"),
    ("personal_address", "I waited 3 weeks for a reply to my letter"),
    ("false_claim", "It is not true that you need a university degree to become a prison officer"),
    ("sexual_term", "Well done Jordan, your nan would be so proud xxx"),
    ("profanity", "Bitch or dog? We breed Labs"),
    ("self_harm_encouragement", "prison post: where stamps go to die"),
    ("self_harm_method", "When a lifer went off on my landing I talked until he sat down"),
    ("self_harm_method", "would cut off my own arm for a place on this scheme"),
    ("self_harm_method", "My husband hanged himself at Aldmoor in 2017"),
    ("suspicious_link", "see https://www.gov.uk/visits"),
    ("external_link", "We left.Then we came back to St.Helens"),
    ("question", "What a lovely story"),
    ("gibberish", "hahahaha brilliant"),
]


def test_the_landline_of_an_office_is_for_a_person_to_look_at() -> None:
    assert score("Probation moved, the new number is 01632 960455", "personal_contact") == pytest.approx(0.6)
    assert score("His mum's number is 01632 960455", "personal_contact") > 0.8
    assert score("Ring Dave from probation on 07700 900123", "personal_contact") > 0.8


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sexual_term", "free xxx videos in my bio"),
        ("self_harm_encouragement", "go to hell and die"),
        ("self_harm_method", "he hanged himself in his cell with a sheet"),
        ("self_harm_method", "he jumped off the landing"),
    ],
)
def test_what_stands_beside_an_exception_is_still_found(name: str, text: str) -> None:
    assert score(text, name) > 0.7, measure(text)


@pytest.mark.parametrize(("text", "hidden"), [("you absolute m0r0n", True), ("you absolute moron", False)])
def test_a_word_under_a_disguise_is_known_for_one(text: str, hidden: bool) -> None:  # noqa: FBT001  # a table's column
    assert is_disguised(measure(text)["insult"]) is hidden


@pytest.mark.parametrize(("name", "text"), LEAVES)
def test_what_only_looks_like_it_is_left(name: str, text: str) -> None:
    assert score(text, name) <= 0.5, measure(text)


def test_copies_count_from_the_third_on() -> None:
    text = "The same words by many people again"
    scores = [score(text, "repeated", Context(look_alikes=count, look_alike_authors=1)) for count in (0, 1, 2, 3, 9)]
    assert scores == [0.0, 0.0, pytest.approx(0.6), pytest.approx(0.7), pytest.approx(0.98)]


def test_people_who_agree_are_no_flood() -> None:
    text = "The same words by many people again"
    assert score(text, "flood", Context(look_alikes=9, look_alike_authors=9)) == 0.0
    assert score(text, "flood", Context(look_alikes=5, look_alike_authors=1)) > 0.8
    assert score(text, "repeated", Context(look_alikes=9, look_alike_authors=9)) > 0.8


def test_in_private_only_one_authors_copies_count() -> None:
    text = "I want to report the comment about the new wing"
    assert score(text, "repeated", Context(kind="direct_message", look_alikes=20, look_alike_authors=20)) == 0.0
    assert score(text, "repeated", Context(kind="direct_message", look_alikes=3, look_alike_authors=1)) > 0.6


def test_a_featured_person_is_known_by_name() -> None:
    assert score("priya beat up my brother", "named_accusation", Context(featured=("Priya",))) > 0.5


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("What time are the visits on Sunday?", "en"),
        ("Dymunaf gyflwyno cwyn ffurfiol ynghylch diffyg darpariaeth Gymraeg", "cy"),
        ("Diolch yn fawr iawn", "cy"),
        ("Pourquoi avez-vous supprimé mon commentaire, je ne comprends pas", "fr"),
        ("Dlaczego usunęliście mój komentarz? Nie rozumiem tego wcale", "pl"),
        ("", ""),
        ("👍", ""),
        ("\ud800\ud800", ""),
        ("visits the", "en"),
    ],
)
def test_languages(text: str, code: str) -> None:
    assert language(normalise(text)) == code
