"""Personal details: ways to reach or to number a person. A gate of digits and signs keeps it cheap.

Patterns are public formats: UK telephone numbers (checked by `phonenumbers`), National Insurance, NHS (with its check
digit), prison number, card (Luhn), sort code, postcode. In a direct message the author's own details are no breach;
that is for the policy, told by `own_details`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import phonenumbers

from evenhand.signals.catalogue import specs
from evenhand.signals.detectors.shared import gathered
from evenhand.signals.interface import Context, Cost, Signal, View
from evenhand.signals.phrases import Hit

_GATE = re.compile(r"[0-9@]")
_EMAIL = re.compile(r"[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{2,63}){1,4}")
_PHONE = re.compile(r"(?<![\w£$€.,/-])(?:\+44|0044|0)[\s()\d-]{8,16}\d(?![\w])")
# QQ is never issued; it stands in for a number in examples, and people copy the form.
_NI = re.compile(r"\b(?:qq|[a-ceghj-prstw-z][a-ceghj-nprstw-z])\s?\d{2}\s?\d{2}\s?\d{2}\s?[a-d]\b")
_PRISON = re.compile(r"\b[a-z]\d{4}[a-z]{2}\b")
_NHS = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_CARD = re.compile(r"(?<!\d)(?:\d[ -]?){13,18}\d(?!\d)")
_SORT = re.compile(r"\b\d{2}-\d{2}-\d{2}\b(?=.{0,40}\b\d{8}\b)|\bsort code\W{0,4}\d{2}[ -]?\d{2}[ -]?\d{2}\b")
_BIRTH = re.compile(r"\b(?:dob|d\.o\.b|born|date of birth)\W{0,4}\d{1,2}[/. -]\d{1,2}[/. -]\d{2,4}")
_POSTCODE = re.compile(r"\b(?:[a-z]{1,2}\d[\da-z]?)\s*\d[abd-hjlnp-uw-z]{2}\b")
# "3 Beck Lane" as it is written, or "3 beck lane" where the last word can hardly be anything but a street.
_STREET = re.compile(
    r"\b(?:[Ff]lat \d+\w?,? )?\d{1,4}[A-Za-z]?,? (?:"
    r"(?:[A-Z][a-z]+ ){1,3}(?:Road|Rd|Street|St|Lane|Close|Avenue|Ave|Drive|Way|Court|Place|Row|Terrace|Gardens|"
    r"Crescent|Grove|Walk|Hill|Mews)"
    r"|(?:[a-z]+ ){1,2}(?:road|street|lane|avenue|terrace|crescent|mews))\b"
)
_NOT_A_STREET = re.compile(
    r"\b(?:down|up|on|along|off|the|our|my|your|this|that|in|cross|walking|weeks?|years?|days?|miles?|of)\b"
)
# Addresses and numbers that everybody may know.
_PUBLIC: Final = re.compile(r"\b(?:116 ?123|0800|0808|0300|0333|0345|0845|0844|0870|999|111|101|123)\b")
_OFFICIAL = re.compile(r"@(?:[\w-]+\.)*(?:gov\.uk|nhs\.uk|police\.uk|hmps|samaritans\.org|[\w-]+\.org\.uk)")
_OWN = re.compile(
    r"\b(?:my (?:number|no|phone|mobile|email|e-mail|address|name|ni|prison number|date of birth|dob|details|"
    r"postcode)|call me|ring me|text me|"
    r"message me|email me|reach me|contact me|im on|i am on|i live|its [a-z]+ [a-z]+,|i'm on|name is|ring on|"
    r"me on|me at|for me please)\b"
)
_PREMISES = re.compile(
    r"\b(?:prison|probation|office|hmp|court|centre|hostel|church|library|hall|visit(?:or)?s? centre|venue)\b"
)
_OFFICE = re.compile(r"\b(?:ombudsman|switchboard|reception|helpline|complaints|to report|booking line|fax)\b")
_LANDLINE = re.compile(r"(?:\+44|0044|0)[\s(]*[12]")
_PERHAPS: Final = 0.6  # a person looks; nothing is hidden for it
_NHS_DIGITS: Final = 10
_LUHN_SHORTEST: Final = 13


class Personal:
    """See the module's words."""

    name = "personal"
    version = "2"
    languages = ("*",)
    cost = Cost.COSTLY
    explanation = (
        "E-mail addresses, telephone numbers, addresses and numbers that point to one person; "
        "helplines and offices excepted."
    )
    signals = specs("personal_contact", "personal_address", "personal_number", "own_details")

    def detect(self, view: View, context: Context, found: Mapping[str, Signal]) -> Sequence[Signal]:  # noqa: ARG002  # the interface
        """Personal details in the text."""
        plain = view.plain[:20000]
        if not _GATE.search(plain):
            return ()
        hits = [*_contacts(plain), *_numbers(plain), *_addresses(view, plain)]
        if not hits:
            return ()
        own = _OWN.search(plain)
        if own:
            hits.append(Hit("own_details", 0.9, own.start(), own.end(), "words of one's own details"))
        return gathered(view, hits, self.name)


def _contacts(plain: str) -> Iterator[Hit]:
    for match in _EMAIL.finditer(plain) if "@" in plain else ():
        if not _OFFICIAL.search(match.group()):
            yield Hit("personal_contact", 0.9, match.start(), match.end(), "an e-mail address")
    for match in _PHONE.finditer(plain):
        if not _PUBLIC.search(match.group()) and _is_phone(match.group()):
            sure = _PERHAPS if _is_an_offices(plain, match.group()) else 0.9
            yield Hit("personal_contact", sure, match.start(), match.end(), "a telephone number")


def _is_an_offices(plain: str, written: str) -> bool:
    """Whether a landline is given where an office is spoken of: most likely that office's."""
    return bool(_LANDLINE.match(written) and (_PREMISES.search(plain) or _OFFICE.search(plain)))


def _is_phone(written: str) -> bool:
    """Whether it could be dialled; the numbers kept for drama (07700 900...) count, as people write them in earnest."""
    try:
        number = phonenumbers.parse(written, "GB")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(number)


def _numbers(plain: str) -> Iterator[Hit]:
    for pattern, why in (
        (_NI, "a National Insurance number"),
        (_PRISON, "a prison number"),
        (_SORT, "a bank account"),
        (_BIRTH, "a date of birth"),
    ):
        for match in pattern.finditer(plain):
            yield Hit("personal_number", 0.9, match.start(), match.end(), why)
    for match in _CARD.finditer(plain):
        if _luhn(match.group()):
            yield Hit("personal_number", 0.95, match.start(), match.end(), "a card number")
    for match in _NHS.finditer(plain):
        if _nhs(match.group()) and "nhs" in plain:
            yield Hit("personal_number", 0.9, match.start(), match.end(), "an NHS number")


def _digits(written: str) -> list[int]:
    return [int(char) for char in written if "0" <= char <= "9"]


def _luhn(written: str) -> bool:
    digits = _digits(written)
    doubled = [sum(divmod(digit * 2, 10)) for digit in digits[-2::-2]]
    return len(digits) >= _LUHN_SHORTEST and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0 and len(set(digits)) > 1


def _nhs(written: str) -> bool:
    digits = _digits(written)
    if len(digits) != _NHS_DIGITS:
        return False
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return digits[-1] == (0 if check == 11 else check)  # noqa: PLR2004  # the NHS number's modulus


def _addresses(view: View, plain: str) -> Iterator[Hit]:
    street, postcode = _street(view), _postcode(view, plain)
    official = 0.3 if _PREMISES.search(plain) else 0.0
    if street:
        score = 0.95 if postcode else 0.8
        yield Hit("personal_address", score - official, *street, "a street and number")
    if postcode:
        score = 0.95 if street else 0.55
        yield Hit("personal_address", score - official, *postcode, "a postcode")


def _street(view: View) -> tuple[int, int] | None:
    for match in _STREET.finditer(view.text, 0, 20000):
        if not _NOT_A_STREET.search(match.group()):
            return view.position(match.start()), view.position(match.end())
    return None


def _postcode(view: View, plain: str) -> tuple[int, int] | None:
    """A postcode as people write them: with its space, or in capitals ("bl00dy" is none)."""
    for match in _POSTCODE.finditer(plain):
        span = view.span(match.start(), match.end())
        if " " in match.group() or view.text[span.start : span.end].isupper():
            return match.start(), match.end()
    return None
