"""`evenhand policy ...`: check, show and compare policy files, list the signals, have one signed and put it in force.

Only `compare` and `activate` need the database. Faults go to standard error; exit status: 0 all is well, 1 faults were
found (or, for `diff`, never: a difference is no fault), 2 the input cannot be read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from evenhand import policy as policies
from evenhand.assess import examples
from evenhand.assess.golden import GoldenFault
from evenhand.cli.flips import compared_on_golden
from evenhand.cli.main import set_up_django
from evenhand.signals.catalogue import CATALOGUE

app = typer.Typer(help="Check, show and compare policy files.", add_completion=False, no_args_is_help=True)

FAULTY, UNUSABLE = 1, 2


class Format(StrEnum):
    """How a command answers: words for people, or JSON for programs."""

    TEXT = "text"
    JSON = "json"


As = Annotated[Format, typer.Option("--format", help="text for people, json for programs.")]


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Policy files, or names such as hmpps.")],
    *,
    output: As = Format.TEXT,
    run_examples: Annotated[
        bool, typer.Option("--examples/--no-examples", help="Whether to put the policy's own examples to the test.")
    ] = True,
) -> None:
    """Report every fault of policy files at once: file, line, column, cause and cure."""
    faults: list[policies.Fault] = []
    unread = False
    for name in files:
        try:
            faults += _check(_find(name), run_examples=run_examples, say=output is Format.TEXT)
        except OSError as error:  # the other files are still worth checking
            unread = True
            _say(error)
    if output is Format.JSON:
        typer.echo(json.dumps({"faults": [fault.data() for fault in faults]}, ensure_ascii=False))
    elif faults:
        typer.echo(policies.PolicyFaults(faults).text(), err=True)
    raise typer.Exit(UNUSABLE if unread else FAULTY if faults else 0)


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="FILE", help="A policy file, or a name such as hmpps.")],
    output: As = Format.TEXT,
) -> None:
    """Show what the public reads, made from the policy; or, as JSON, all that it holds."""
    with _designed_errors():
        policy = policies.load(_find(name), signals=CATALOGUE)
    if output is Format.JSON:
        content = {"version": policy.version, "digest": policy.digest, **json.loads(policy.content)}
        typer.echo(json.dumps(content, ensure_ascii=False))
    else:
        typer.echo(policies.render_public(policy), nl=False)


@app.command()
def diff(
    before: Annotated[str, typer.Argument(help="A policy file, or a name.")],
    after: Annotated[str, typer.Argument(help="Another version of it.")],
    output: As = Format.TEXT,
    *,
    golden: Annotated[
        bool, typer.Option("--golden", help="Also which items of the golden set come out otherwise.")
    ] = False,
) -> None:
    """Show what changed from one version to another, guideline by guideline; and what it changes, with --golden."""
    with _designed_errors():
        old, new = (policies.load(_find(name), signals=CATALOGUE if golden else None) for name in (before, after))
        flipped = compared_on_golden(old, new, _find(before), _find(after)) if golden else None
    found = policies.diff(old, new)
    if output is Format.JSON:
        data = found.data() if flipped is None else {**found.data(), "golden": flipped.data()}
        typer.echo(json.dumps(data, ensure_ascii=False))
    else:
        typer.echo(found.text() if flipped is None else f"{found.text()}\n{flipped.text()}", nl=False)


@app.command()
def signals() -> None:
    """List every signal that a condition may use, and whether the machine may act on it alone."""
    for spec in CATALOGUE.values():
        mark = "intent" if spec.is_intent else "automatic" if spec.may_drive_automatic else "people only"
        typer.echo(f"{spec.name:<24}{mark:<13}{spec.meaning}")


@app.command()
def compare(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A policy in policies/, such as hmpps.")],
) -> None:
    """Store a policy and have its differences from what is in force found, for a policy owner to open and sign."""
    with _designed_errors():
        policies.load(_find(name), signals=CATALOGUE)
        set_up_django()
        from evenhand.judgement import assessors, comparing, errors  # noqa: PLC0415 (needs the database)
        from evenhand.judgement.policies import store_file  # noqa: PLC0415 (as above)

        try:
            comparison = comparing.begin(assessors.stored(store_file(name)))
        except errors.ComparisonRefusedError as error:
            _refuse(error)
    typer.echo(
        f"Comparison {comparison.pk}: from {comparison.before} to {comparison.after}, on the golden set and the last "
        f"{comparison.contributions} contributions. The workers make it while live work goes on; a policy owner opens "
        f"and signs it at /desk/policy/{comparison.pk}/."
    )


@app.command()
def activate(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A policy in policies/, such as hmpps.")],
) -> None:
    """Store a policy with its register of false claims, and put it in force; after the first one, only if signed."""
    with _designed_errors():
        policies.load(_find(name), signals=CATALOGUE)
        set_up_django()
        from evenhand.judgement.errors import NotSignedError  # noqa: PLC0415 (as above)
        from evenhand.judgement.policies import put_in_force  # noqa: PLC0415 (only this command needs the database)

        try:
            typer.echo(f"{put_in_force(name)} is in force.")
        except NotSignedError as error:
            _refuse(error)


def _check(path: Path, *, run_examples: bool, say: bool) -> list[policies.Fault]:
    try:
        policy, document = policies.load_with_places(path, signals=CATALOGUE)
        claims = policies.load_claims(path.parent / policy.claims).claims if policy.claims else ()
        cards = path.with_name(f"{path.stem}-cards.yaml")
        if cards.is_file():
            policies.load_cards(cards)
    except policies.PolicyFaults as found:
        return list(found.faults)
    faults: list[policies.Fault] = []
    if run_examples:
        wrong = examples.wrong_examples(policy, _assessor(policy), claims)
        faults = [document.fault(example.path, example.cause, example.cure) for example in wrong]
    if say and not faults:
        tested = f"{examples.count(policy)} examples" if run_examples else "examples not tested"
        typer.echo(f"{path.as_posix()}: {policy.version}, {len(policy.guidelines)} guidelines, {tested}, no faults")
    return faults


def _assessor(policy: policies.Policy) -> examples.AssessorLike:
    from evenhand.assess import Assessor  # noqa: PLC0415 (the detectors are loaded only where examples are tested)

    return Assessor(policy)


def _find(name: str) -> Path:
    folder = os.environ.get("EVENHAND_POLICIES")
    return policies.find(name, *([Path(folder)] if folder else []))


@contextmanager
def _designed_errors() -> Iterator[None]:
    """Say what is wrong with the input on standard error, and leave with the right status."""
    try:
        yield
    except policies.PolicyFaults as found:
        typer.echo(found.text(), err=True)
        raise typer.Exit(FAULTY) from found
    except GoldenFault as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(FAULTY) from fault
    except OSError as error:
        _say(error)
        raise typer.Exit(UNUSABLE) from error


def _refuse(error: Exception) -> NoReturn:
    """Say why the house refuses, and leave."""
    typer.echo(str(error), err=True)
    raise typer.Exit(FAULTY) from error


def _say(error: OSError) -> None:
    typer.echo(f"{error.filename}: {error.strerror}" if error.filename else str(error), err=True)
