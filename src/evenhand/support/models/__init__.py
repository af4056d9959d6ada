"""The tables of the room, by what they are about."""

from __future__ import annotations

from evenhand.support.models.answers import Answer, AnswerText, AnswerUse, AnswerVersion
from evenhand.support.models.forms import FormReport
from evenhand.support.models.handling import Merge, Note, Writing
from evenhand.support.models.talking import AutomaticText, Conversation, MemberReport

__all__ = [
    "Answer",
    "AnswerText",
    "AnswerUse",
    "AnswerVersion",
    "AutomaticText",
    "Conversation",
    "FormReport",
    "MemberReport",
    "Merge",
    "Note",
    "Writing",
]
