"""Faults of shape: what the models refuse, said in the words of the file's author.

pydantic finds every wrong key and value at once; here each becomes a fault with its place, cause and cure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from evenhand.policy.document import Document, Path
from evenhand.policy.faults import Fault, nearest

_CURES = {
    "string_type": "write text; put quotes around it if it looks like a number",
    "string_too_short": "write the text, it may not be empty",
    "int_type": "write a whole number",
    "int_parsing": "write a whole number",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "tuple_type": "write a list, each member on a line that begins with '- '",
    "model_type": "write keys and values, one a line",
    "dict_type": "write keys and values, one a line",
    "too_short": "give at least one",
}
_WANTED = {
    "string_type": "is no text",
    "string_too_short": "is empty",
    "int_type": "is no whole number",
    "int_parsing": "is no whole number",
    "bool_type": "is neither true nor false",
    "bool_parsing": "is neither true nor false",
    "tuple_type": "is no list",
    "model_type": "is no set of keys and values",
    "dict_type": "is no set of keys and values",
    "too_short": "is empty",
}


def shape_faults(model: type[BaseModel], content: object, document: Document) -> Iterator[Fault]:
    """Yield what `model` refuses in `content`, each with its place in `document`."""
    try:
        model.model_validate(content)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            if not _said_elsewhere(detail):
                yield _fault(detail, model, document)


def _said_elsewhere(detail: ErrorDetails) -> bool:
    """Whether the rules say it better (what the machine may do), or pydantic only repeats a fault inside a list."""
    kind, path = detail["type"], detail["loc"]
    return (kind == "literal_error" and "automatic" in path[-2:-1]) or (kind == "too_short" and bool(detail["input"]))


def _fault(detail: ErrorDetails, model: type[BaseModel], document: Document) -> Fault:
    path = tuple(part for part in detail["loc"] if part != "[key]")
    key = next((str(part) for part in reversed(path) if isinstance(part, str)), "the file")
    kind = detail["type"]
    if kind == "missing":
        above = document.keys.get(path[:-1]) or document.place(path[:-1])
        return document.fault_at(above, f"'{key}' is missing{_within(path[:-1], document)}", f"add '{key}:'")
    if kind == "extra_forbidden":
        known = list(_model_at(model, path[:-1]).model_fields)
        cure = nearest(key, known, f"remove it; known here are {', '.join(known)}")
        return document.fault(path, f"unknown key '{key}'{_within(path[:-1], document)}", cure, key=True)
    if kind in _CURES:
        return document.fault(path, f"'{key}' {_WANTED[kind]}", _CURES[kind])
    if kind in {"enum", "literal_error"}:
        choices = [choice.strip(" '") for choice in detail["ctx"]["expected"].replace(" or ", ",").split(",")]
        cure = nearest(str(detail["input"]), choices, f"choose from {', '.join(choices)}")
        return document.fault(path, f"'{key}' cannot be {_shown(detail['input'])}", cure)
    cause = f"'{key}' cannot be {_shown(detail['input'])}: {detail['msg'][:1].lower()}{detail['msg'][1:]}"
    return document.fault(path, cause, _cure(detail))


def _within(path: Path, document: Document) -> str:
    """Say where a key is missing or unknown: in which guideline, by its id where it has one."""
    if not path:
        return ""
    here = document.value
    for part in path:
        here = here[part]
    name = here.get("id") if isinstance(here, dict) else None
    words = [str(part) if isinstance(part, str) else f"number {part + 1}" for part in path]
    return f" in {' '.join(words)}" + (f" ('{name}')" if name else "")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) < 60 else f"{text[:57]}..."  # noqa: PLR2004  # a width for reading


def _cure(detail: ErrorDetails) -> str:
    context: Mapping[str, Any] = detail.get("ctx", {})
    return f"write it to match {context['pattern']}" if "pattern" in context else "give a value within that limit"


def _model_at(model: type[BaseModel], path: Path) -> type[BaseModel]:
    """Return the model that describes what stands at `path`."""
    for part in path:
        if isinstance(part, str) and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation) or model
    return model


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)
