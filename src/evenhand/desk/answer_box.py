"""Around the box of an answer: approved answers that fit, what is put into it, where a sent one came from."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import QueryDict

from evenhand.cases import answering
from evenhand.cases.errors import RefusedError
from evenhand.cases.models import Case, Decision
from evenhand.desk import steps
from evenhand.desk.forms import AnswerForm, DecisionForm, HouseForm, ids
from evenhand.desk.reading import Text
from evenhand.support import replying, suggesting
from evenhand.support.models import AnswerText, AnswerUse
from evenhand.support.suggesting import Suggestion

BoxForm = type[AnswerForm] | type[DecisionForm]
UNPROCESSABLE = 422


def suggestions(case: Case, text: Text) -> Sequence[Suggestion]:
    """The approved answers for what somebody asked; none where the case asks for none."""
    if text.version is None or text.masked:
        return ()
    if steps.form_of(case) == "decide" and steps.open_question(case) is None:
        return ()
    language = text.assessment.language if text.assessment else "en"
    return suggesting.suggest(text.version.text, language)


def with_answer(form_class: BoxForm, given: QueryDict, case: Case) -> tuple[AnswerForm | DecisionForm, int]:
    """The form as it was typed, with the approved answer in its box (below what stood there), and the page's status."""
    data, chosen = given.copy(), given.get("use", "")
    try:
        text = replying.to_use(next(iter(ids([chosen])), 0))
    except RefusedError as error:
        form = form_class(data)
        form.as_written()
        form.refuse(error)
        return form, UNPROCESSABLE
    privately = bool(data.get("answer_privately"))
    words = replying.filled(text, case.contribution, privately=privately)
    before = data.get("answer", "").strip()
    data["answer"] = f"{before}\n\n{words}" if before else words
    data.setlist("used", [*(one for one in data.getlist("used") if one != chosen), chosen])
    form = form_class(data)
    form.as_written()
    return form, 200


def used(form: HouseForm | None) -> list[AnswerText]:
    """The approved answers that the words in the box began with."""
    given = form["used"].value() if form is not None and "used" in form.fields else None
    keys = ids(given or ())
    return list(AnswerText.objects.filter(pk__in=keys).select_related("version").order_by("pk")) if keys else []


def excess(case: Case, words: str, *, privately: bool) -> str:
    """What is said before sending where an answer is too long for the platform."""
    return answering.excess(case.contribution, words, privately=privately)


def came_from(decisions: Sequence[Decision]) -> dict[int, str]:
    """By decision: from which approved answers its words came, in a sentence."""
    rows = AnswerUse.objects.filter(decision__in=decisions).select_related("version").order_by("pk")
    told: dict[int, str] = {}
    for row in rows:
        how = ", changed by the person" if row.changed else ""
        told[row.decision_id] = (
            f"{told.get(row.decision_id, '')} From ‘{row.version.title}’, version {row.version.number}{how}."
        )
    return told
