"""Every signal the detectors may return, by name: the list that a policy's conditions are checked against.

A name here is a promise to policy authors; a detector may return only names listed here. Whether a
signal may drive an automatic action is decided here once: never where it could confuse criticism of
the organisation with abuse of a person (promise 7 of the design).
"""

from __future__ import annotations

from evenhand.signals.interface import SignalSpec


def _measures(automatic: bool, **meanings: str) -> list[SignalSpec]:  # noqa: FBT001  # one flag for a whole table
    return [SignalSpec(name, meaning, may_drive_automatic=automatic) for name, meaning in meanings.items()]


def _intents(**meanings: str) -> list[SignalSpec]:
    return [SignalSpec(name, meaning, is_intent=True) for name, meaning in meanings.items()]


_MAY_DRIVE_AUTOMATIC = _measures(
    automatic=True,
    profanity="A swear word, plain or disguised, whoever it is aimed at.",
    profanity_severe="One of the strongest swear words, plain or disguised.",
    sexual_term="A sexual or obscene word, or a string of emoji used as one.",
    slur="A slur for a protected group, plain or disguised.",
    insult_at_person="An insult or a degrading phrase aimed at a person.",
    group_demeaned="A protected group demeaned, excluded or stereotyped, with or without a slur.",
    dehumanising="People called animals, vermin, filth or less than human.",
    threat="An intent stated or implied to harm a person or a place.",
    threat_conditional="A threat that depends on what somebody does.",
    threat_urging="Others are urged to harm a person or a place.",
    threat_credible="A threat aimed at a person or place, conditional, or urging others.",
    violent_wish="Harm wished on somebody, without an intent to do it.",
    self_harm_method="Explicit means, amount or place of self-harm or suicide.",
    self_harm_encouragement="Somebody is urged to harm or kill themselves.",
    commercial_offer="Goods or services offered for money.",
    suspicious_link="A link that hides or imitates where it leads.",
    scam="A request for money or details under a false pretence.",
    chain_message="A message that asks to be copied or passed on for its own sake.",
    repeated="The same text again, by whoever; the score rises with the count.",
    flood="The same text again by the same few authors: people who agree with one another are no flood.",
    gibberish="Keys mashed or one word over and over: nothing is said.",
    fake_job="A job offered by somebody who asks for a fee or pretends to be the employer.",
    personal_contact="An e-mail address or a telephone number of a person.",
    personal_address="A home address or a postcode with a street.",
    personal_number="A number that identifies a person: National Insurance, NHS, prison, card, account.",
    health_detail="A detail of somebody's health in public.",
    staff_identified="Where a member of staff lives, parks, or takes the children.",
    protected_person="A victim, witness, child, suspect or prisoner is named.",
)
_NEVER_AUTOMATIC = _measures(
    automatic=False,
    insult="An insulting word, whatever it is aimed at.",
    aimed_at_institution="The target is the organisation, the government, a minister, a policy or a system.",
    self_description="The author speaks of themselves or of their own group.",
    quoted="Words are quoted or reported, often to condemn them.",
    negated="The words are negated or spoken against.",
    group_mentioned="A protected group is named.",
    incitement="Others are stirred up to disorder or to hostility.",
    belittling="Another commenter, their view or their effort is mocked.",
    mild_dig="A rude remark about a person that is no breach by itself.",
    repeated_target="The same person is targeted again; from the context.",
    person_named="A person is named or can be identified.",
    accusation="Somebody is said to have done wrong.",
    named_accusation="Wrongdoing is said of a person who can be identified.",
    self_harm_mention="Self-harm or suicide is spoken of.",
    external_link="A link that is on no allow-list.",
    allowed_link="A link to a public body or a charity on the allow-list.",
    own_details="The personal details are the author's own.",
    false_claim="The text states a claim that stands on the register of false claims.",
    sincere_question="It is asked, doubted or denied rather than stated.",
    organisation_named="The organisation is named.",
    impersonation="The author pretends to be the organisation or to act for it.",
    court_case="A live court case is spoken of in a way that could prejudice it.",
    security_detail="Detail that could weaken the security of a prison.",
)
_INTENTS = _intents(
    question="The author asks something.",
    application_help="The author wants help with a job or an application.",
    complaint="The author complains about a service or its staff.",
    report_comment="The author reports somebody else's comment.",
    at_risk="Somebody may be at risk of harm.",
    appeal="The author contests what was done to their comment or account.",
    praise="The author thanks or praises somebody.",
    rights_request="A request or complaint with a statutory clock: information, data, whistleblowing.",
)

# What the learned model judges, each as two signals: how surely it finds it, and how surely it doubts a rule that did.
JUDGED: dict[str, str] = {
    "discrimination": "People are attacked or demeaned for a protected characteristic",
    "threat": "Harm is threatened or wished",
    "harassment": "A person is attacked or abused",
    "obscenity": "The language is obscene",
    "inflammatory": "Others are stirred up",
    "disrespect": "Somebody who comments, or their view, is mocked",
    "defamation": "A person who can be identified is accused of wrongdoing",
    "self_harm_detail": "A means of self-harm is described",
    "advert": "Something is offered for sale",
    "spam": "Spam or a scam",
    "misinformation": "A false claim of the register is stated",
    "personal_information": "Somebody's personal details are given",
    "protected_identity": "Somebody whose identity is protected is named",
    "contempt": "A live court case is prejudged or its order broken",
    "security": "Detail that could weaken a prison's security",
    "impersonation": "The author pretends to be the organisation",
    "credible_threat": "The threat is aimed, conditional, or urges others",
    "question": "Something is asked",
    "application_help": "Help with a job or an application is wanted",
    "complaint": "A service or its staff is complained of",
    "report_comment": "Somebody else's comment is reported",
    "at_risk": "Somebody may be at risk of harm",
    "appeal": "What was done to a comment or an account is contested",
    "praise": "Somebody is thanked or praised",
    "rights_request": "A request or complaint with a statutory clock",
}
# A model that reads meaning can still confuse criticism with abuse: it never drives an automatic action.
JUDGED_SPECS = [
    SignalSpec(f"{kind}_{name}", f"{meaning}: {what}.")
    for name, meaning in JUDGED.items()
    for kind, what in (
        ("judged", "the learned model finds so"),
        ("doubted", "the learned model doubts a rule that found so"),
    )
]

# What the learned model adds for people once it found something: whom it is aimed at, and which characteristic.
HINTS: dict[str, str] = {
    "target_person": "It is aimed at a person",
    "target_group": "It is aimed at a group of people",
    "target_institution": "It is aimed at an institution",
    "age": "It is about age",
    "disability": "It is about disability",
    "gender_reassignment": "It is about gender reassignment",
    "marriage_civil_partnership": "It is about marriage or civil partnership",
    "pregnancy_maternity": "It is about pregnancy or maternity",
    "race": "It is about race, nationality or ethnic origin",
    "religion_belief": "It is about religion or belief",
    "sex": "It is about sex",
    "sexual_orientation": "It is about sexual orientation",
}
HINT_SPECS = [
    SignalSpec(f"hint_{name}", f"{meaning}, as the learned model reads it.") for name, meaning in HINTS.items()
]

CATALOGUE: dict[str, SignalSpec] = {
    spec.name: spec for spec in (*_MAY_DRIVE_AUTOMATIC, *_NEVER_AUTOMATIC, *_INTENTS, *JUDGED_SPECS, *HINT_SPECS)
}

# What a condition may use beside the signals: name → the type as CEL knows it.
VARIABLES: dict[str, type] = {"language": str, "platform": str, "kind": str, "post_sensitive": bool}


def specs(*names: str) -> tuple[SignalSpec, ...]:
    """The specs of `names`, in that order; KeyError for a name that the catalogue lacks."""
    return tuple(CATALOGUE[name] for name in names)
