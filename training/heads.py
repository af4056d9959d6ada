"""The questions that the model answers about a text: one head each, every one a probability from 0 to 1.

The product uses all but HELPERS. False information has no head of its own (see CLAIM). HELPERS are answered only so
that the public sets can teach the encoder; they stay in the file because the benchmark reports them. A text need not be
labelled for every head: a head that a set says nothing of is masked there.
"""

from __future__ import annotations

from typing import Final

GUIDELINES: Final = (
    "discrimination",
    "threat",
    "harassment",
    "obscenity",
    "inflammatory",
    "disrespect",
    "defamation",
    "self_harm_detail",
    "advert",
    "spam",
    "personal_information",
    "protected_identity",
    "contempt",
    "security",
    "impersonation",
)
INTENTS: Final = (
    "question",
    "application_help",
    "complaint",
    "report_comment",
    "at_risk",
    "appeal",
    "praise",
    "rights_request",
)
URGENT: Final = ("credible_threat",)
# Asked of a text beside one claim of the register, never of a text alone: what the claims are is data, not weights.
CLAIM: Final = ("states_claim",)
TARGETS: Final = ("target_person", "target_group", "target_institution")
CHARACTERISTICS: Final = (
    "age",
    "disability",
    "gender_reassignment",
    "marriage",
    "pregnancy",
    "race",
    "religion",
    "sex",
    "sexual_orientation",
)
HELPERS: Final = ("offensive", "hateful", "sexist", "unwanted_offer", "asks")
HEADS: Final = (*GUIDELINES, *INTENTS, *URGENT, *CLAIM, *TARGETS, *CHARACTERISTICS, *HELPERS)
INDEX: Final = {name: index for index, name in enumerate(HEADS)}
