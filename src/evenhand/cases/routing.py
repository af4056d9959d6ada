"""What an assessment asks of people: which cases to open, how urgent, and why, in plain words. Pure.

A breach never swallows the question in it (promise 8): every intent that asks for something opens a case
of its own, whatever the findings say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evenhand.cases import rights
from evenhand.cases.models import Case

QUESTION_INTENTS = {
    "question": "asks a question",
    "application_help": "asks for help with an application",
    "complaint": "makes a complaint",
}
MOST_URGENT = 1
URGES = "It urges somebody to harm themselves: look at it now, and think of the person it is aimed at."
ENCOURAGEMENT = "self_harm_encouragement"
"""The signal of it: a breach with all that follows, unlike detail of a method, which is never held against anybody."""
METHOD_GUIDELINE = "self_harm_detail"
METHOD_SIGNAL = "self_harm_method"
"""Of what signals find, that which nobody is to read: the detail itself."""
ABOUT_PEOPLE = frozenset({"discrimination", "threat", "harassment", "disrespect", "personal_information", "defamation"})
ACCUSATION = "defamation"
ACCUSED = "It accuses somebody who is named. Hide it and keep it; its author is told where a concern can be heard."
RUDE = frozenset({"mild_dig", "belittling", "insult", "insult_at_person", "violent_wish", "dehumanising"})
RUDE_FROM = 0.5
QUOTED_HATE = (
    "It repeats words that call people less than human, as somebody else's it seems. Nothing was hidden: see whether "
    "it condemns them, and whether what it quotes stands here."
)
QUOTED_PRIORITY = 4
SAID_BY_OTHERS = frozenset({"quoted", "negated"})
FAINT_HATE = 0.25
"""What is quoted scores low, since it is no breach; with so much left of it somebody should look."""
QUESTION_PRIORITY = 4
RIGHTS_PRIORITY = 3
ASKING_SIGNS = frozenset(
    "?\N{BLACK QUESTION MARK ORNAMENT}\N{WHITE QUESTION MARK ORNAMENT}\N{SQUARED SOS}\N{EXCLAMATION QUESTION MARK}"
)
FOREIGN_MARKS = frozenset("\N{ARABIC QUESTION MARK}\N{FULLWIDTH QUESTION MARK}\N{ETHIOPIC QUESTION MARK}")
IN_ANOTHER_LANGUAGE = "It asks something in a language that nothing here reads. Have it translated."
REPORTS_ITSELF = "The author reports a comment."
"""The reason by which a case is that of who reports, whoever else reports the same words since (promise 10)."""
WITHOUT_WORDS = "It holds no words: it may be a picture or a file. Look at it on the platform."
NOT_UNDERSTOOD = "It was written to us, and nothing here told what it wants. Read it, and close it if it wants nothing."
NOT_UNDERSTOOD_PRIORITY = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """One case to open: its kind, priority (1 is most urgent) and reasons in plain English."""

    kind: Case.Kind
    priority: int
    why: tuple[str, ...]


def wanted_cases(  # noqa: PLR0913 (an assessment has this many parts, each named by its caller)
    *,
    outcome: str,
    findings: Sequence[Mapping[str, object]],
    intents: Sequence[Mapping[str, object]],
    priorities: Mapping[str, int],
    titles: Mapping[str, str],
    hidden_by_machine: bool,
    needs_people: bool,
    urges_self_harm: bool = False,
    quotes_hate: bool = False,
    text: str = "",
    private: bool = False,
) -> list[Wanted]:
    """The cases an assessment opens besides safeguarding, at most one of a kind.

    `hidden_by_machine` says the machine hides it now; a review still opens where `needs_people` (a second
    confirmation, an escalation, a threat to a person) says that people must look.
    """
    wanted: list[Wanted] = []
    review, accused = _review(outcome, findings, priorities, titles), _accusation(outcome, findings, priorities)
    if accused is not None:
        wanted.append(accused)
        if len(findings) == 1 and outcome != "escalate":
            review = None  # nothing else is found in it: the legal case is where it is decided
    if review is not None and urges_self_harm:
        review = Wanted(review.kind, MOST_URGENT, (*review.why, URGES))
    if review is not None and (needs_people or not hidden_by_machine):
        wanted.append(review)
    if quotes_hate and review is None and accused is None:
        wanted.append(Wanted(Case.Kind.REVIEW, QUOTED_PRIORITY, (QUOTED_HATE,)))
    wanted.extend(_asked(intents, text))
    if private and FOREIGN_MARKS & set(text) and all(one.kind != Case.Kind.QUESTION for one in wanted):
        wanted.append(Wanted(Case.Kind.QUESTION, QUESTION_PRIORITY, (IN_ANOTHER_LANGUAGE,)))
    if private and (not text.strip() or _asks_by_a_sign(text)):
        wanted.append(Wanted(Case.Kind.QUESTION, QUESTION_PRIORITY, (WITHOUT_WORDS,)))
    if private and not wanted and not intents and _has_words(text):
        wanted.append(Wanted(Case.Kind.QUESTION, NOT_UNDERSTOOD_PRIORITY, (NOT_UNDERSTOOD,)))
    return wanted


def _asks_by_a_sign(text: str) -> bool:
    """Whether a message of signs alone asks for something: '???', or the sign for help. A heart asks for nothing."""
    return not _has_words(text) and bool(set(text) & ASKING_SIGNS)


def _has_words(text: str) -> bool:
    return any(letter.isalnum() for letter in text)


def _review(
    outcome: str, findings: Sequence[Mapping[str, object]], priorities: Mapping[str, int], titles: Mapping[str, str]
) -> Wanted | None:
    codes = [str(finding["guideline_id"]) for finding in findings]
    if not codes and outcome != "escalate":
        return None
    why = tuple(f"May breach ‘{titles.get(code, code)}’." for code in codes)
    if outcome == "escalate":
        why = (*why, "It may be a credible threat, or someone may be at risk: look at it now.")
    urgent = MOST_URGENT if outcome == "escalate" else min(priorities.get(code, 5) for code in codes)
    return Wanted(Case.Kind.REVIEW, urgent, why)


def _accusation(outcome: str, findings: Sequence[Mapping[str, object]], priorities: Mapping[str, int]) -> Wanted | None:
    """An accusation against a named person is for legal (clause 34), whatever else is found in it."""
    if all(finding["guideline_id"] != ACCUSATION for finding in findings):
        return None
    urgent = MOST_URGENT if outcome == "escalate" else priorities.get(ACCUSATION, 5)
    return Wanted(Case.Kind.LEGAL, urgent, (ACCUSED,))


def _asked(intents: Sequence[Mapping[str, object]], text: str) -> list[Wanted]:
    """A right, a complaint or a concern has its own kind of case and clock; besides it, a question has its answer."""
    found = [str(intent["id"]) for intent in intents]
    individual = (rights.INDIVIDUAL,) if rights.is_individual(text, found) else ()
    routed = rights.kinds(text, found)
    wanted = [Wanted(kind, RIGHTS_PRIORITY, (rights.WHY[kind], *individual)) for kind in routed]
    said = [one for one in found if one in QUESTION_INTENTS and not (routed and one == "complaint")]
    asks = tuple(f"The author {QUESTION_INTENTS[one]}." for one in said)
    if asks:
        wanted.append(Wanted(Case.Kind.QUESTION, QUESTION_PRIORITY, (*asks, *individual)))
    if "report_comment" in found:
        wanted.append(Wanted(Case.Kind.MEMBER_REPORT, 3, (REPORTS_ITSELF,)))
    if "appeal" in found:
        wanted.append(Wanted(Case.Kind.APPEAL, 3, ("The author asks for a decision to be looked at again.",)))
    return wanted


def is_attack(findings: Sequence[Mapping[str, object]]) -> bool:
    """Whether a guideline that protects people is breached."""
    return any(finding["guideline_id"] in ABOUT_PEOPLE for finding in findings)


def quotes_hate(signals: Sequence[Mapping[str, object]]) -> bool:
    """Whether words that dehumanise people stand there as another's, quoted or spoken against (clause 28)."""
    strong = {str(one["name"]): float(str(one["score"])) for one in signals}
    said = any(strong.get(name, 0.0) > RUDE_FROM for name in SAID_BY_OTHERS)
    return said and strong.get("dehumanising", 0.0) >= FAINT_HATE


def is_rude(signals: Sequence[Mapping[str, object]]) -> bool:
    """Whether words are rude of somebody, however mild; not where they are quoted, denied or of the author."""
    strong = {str(one["name"]) for one in signals if float(str(one["score"])) > RUDE_FROM}
    return bool(strong & RUDE) and not strong & {"quoted", "negated", "self_description"}
