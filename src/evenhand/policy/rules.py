"""What a policy may not say: the rules that hold the design's promises over any body's file.

Each rule is a small function from one guideline to its faults. They read parts that may be wrong in other
ways too, so that one run names everything. Whether an example comes out as it says is left to
`assess.examples`, which has the signals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from evenhand.policy.conditions import SignalLike, automatic_problems, compiled_expression, problems
from evenhand.policy.faults import Fault, nearest
from evenhand.policy.letters import LETTERS
from evenhand.policy.parts import Part
from evenhand.policy.schema import MIN_EXAMPLES, Kind, Outcome, Track

CLAUSES = range(1, 52)  # the rows of the clause table
ORGANISATION = "organisation_named"
_CAN_HIDE = ("facebook", "instagram", "youtube", "x")  # LinkedIn has no hide; YouTube's is held for review
_MAY_NAME_ORGANISATION = {Kind.IMPERS, Kind.SPAM}
_NEVER_STRIKES = {Kind.PII, Kind.STAFF_ID, Kind.SH_METHOD}
_NEVER_STRIKES_IDS = {"personal_information", "self_harm_detail"}
_NEEDS_PERSON = {
    Kind.INFL, Kind.DISR, Kind.DEFAM, Kind.MISINFO, Kind.CONTEMPT, Kind.SECURITY, Kind.IMPERS,
}  # fmt: skip  # one line reads as the one row of the clause table that it is


Signals = Mapping[str, SignalLike] | None  # the catalogue that conditions are compared with, where known
Rule = Callable[[Part, Signals], Iterator[Fault]]


def policy_faults(policy: Part, signals: Signals) -> Iterator[Fault]:
    """Find everything that a policy may not say, in all its guidelines and intents."""
    yield from _outcome_order(policy)
    yield from _expression(policy, "credible_threat", signals)
    yield from _duplicates(policy)
    for guideline in policy.parts("guidelines"):
        for rule in RULES:
            yield from rule(guideline, signals)
    for name in policy.part("intents").data:
        yield from _expression(policy.part("intents").part(str(name)), "condition", signals)


def _outcome_order(policy: Part) -> Iterator[Fault]:
    given = policy.items("outcomes")
    if given and (sorted(map(str, given)) != sorted(Outcome) or given[-1] != Outcome.ALLOW):
        cause = "the order of outcomes must hold each outcome once, with 'allow' last"
        yield policy.fault("outcomes", cause, f"write [{', '.join(Outcome)}], or another order that ends in allow")


def _duplicates(policy: Part) -> Iterator[Fault]:
    seen: set[str] = set()
    for guideline in policy.parts("guidelines"):
        name = guideline.text("id")
        if name and name in seen:
            yield guideline.fault("id", f"two guidelines have the id '{name}'", "give each its own id")
        seen.add(name)


def _expression(part: Part, key: str, signals: Signals, result: type = bool) -> Iterator[Fault]:
    source = part.text(key)
    for problem in problems(source, signals, result) if source else ():
        yield part.fault(key, problem.cause, problem.cure, word=problem.word)


def _conditions(guideline: Part, signals: Signals) -> Iterator[Fault]:
    yield from _expression(guideline, "condition", signals)
    yield from _expression(guideline, "automatic_when", signals)
    yield from _expression(guideline, "score", signals, float)


def _examples(guideline: Part, _: Signals) -> Iterator[Fault]:
    for key, words in (("breach", "that breach it"), ("no_breach", "that look like a breach and are none")):
        count = len(guideline.items(key))
        if count < MIN_EXAMPLES:
            cause = f"'{guideline.text('id')}' has {count} examples {words}, and needs {MIN_EXAMPLES}"
            cure = "write more; moderators learn from them and each is tested"
            yield guideline.fault(key if key in guideline.data else "", cause, cure, at_key=True)


def _cites(guideline: Part, _: Signals) -> Iterator[Fault]:
    for index, clause in enumerate(guideline.items("cites")):
        if clause not in CLAUSES:
            cause = f"there is no clause {clause}"
            cure = f"cite clauses {CLAUSES.start} to {CLAUSES.stop - 1} of the clause table"
            yield guideline.document.fault((*guideline.path, "cites", index), cause, cure)


def _letter(guideline: Part, _: Signals) -> Iterator[Fault]:
    name = guideline.text("letter")
    if name and name not in LETTERS:
        cure = nearest(name, list(LETTERS), f"choose from {', '.join(LETTERS)}")
        yield guideline.fault("letter", f"there is no letter '{name}'", cure)


def _track(guideline: Part, _: Signals) -> Iterator[Fault]:
    track, outcome = guideline.text("track"), guideline.text("outcome")
    approvals = guideline.data.get("approvals")
    needed = 2
    if track == Track.IMMEDIATE_BLOCK and approvals != needed:
        cause = f"a block without a warning needs {needed} approvals, and {approvals} would be asked for"
        yield guideline.fault("approvals", cause, f"write 'approvals: {needed}', or 'track: {Track.WARN_FIRST}'")
    if outcome and (track == Track.IMMEDIATE_BLOCK) != (outcome == Outcome.REMOVE_AND_BLOCK):
        cause = f"track '{track}' and outcome '{outcome}' do not belong together"
        cure = f"'{Outcome.REMOVE_AND_BLOCK}' goes with '{Track.IMMEDIATE_BLOCK}', '{Outcome.REMOVE}' with the other"
        yield guideline.fault("outcome", cause, cure)
    if outcome in {Outcome.ALLOW, Outcome.ESCALATE}:
        cause = f"a breach cannot end in '{outcome}': an upheld breach always has an action (promise 3)"
        yield guideline.fault("outcome", cause, f"write '{Outcome.REMOVE}'")


def _strike(guideline: Part, _: Signals) -> Iterator[Fault]:
    if not guideline.flag("strike"):
        return
    if _kinds(guideline) & _NEVER_STRIKES or guideline.text("id") in _NEVER_STRIKES_IDS:
        cause = f"'{guideline.text('id')}' may never count as a strike: it sanctions people for a slip or for distress"
        yield guideline.fault("strike", cause, "write 'strike: false'")
    if guideline.text("nature") == "none":
        cause = "a strike needs a nature, or no later breach could ever be of the same one"
        yield guideline.fault("nature", cause, "choose abuse, commerce or falsehood, or write 'strike: false'")


def _automatic(guideline: Part, signals: Signals) -> Iterator[Fault]:
    actions = guideline.part("automatic").data
    hides = [platform for platform, action in actions.items() if action != "none"]
    for platform in hides:
        yield from _one_action(guideline.part("automatic"), str(platform), str(actions[platform]))
    if hides and not guideline.text("automatic_when"):
        cause = "the machine may hide, but nothing says when it is sure enough"
        yield guideline.fault("automatic", cause, "add 'automatic_when:' with a high threshold", at_key=True)
    if guideline.text("automatic_when") and not hides:
        cause = "'automatic_when' has no effect: no platform is set to hide"
        yield guideline.fault("automatic_when", cause, "set 'automatic:' for a platform, or remove it", at_key=True)
    person = sorted(_kinds(guideline) & _NEEDS_PERSON)
    if hides and person:
        cause = f"a breach of kind {', '.join(person)} always needs a person's judgement before anything is hidden"
        yield guideline.fault("automatic", cause, "write 'automatic: {}'", at_key=True)
    for problem in automatic_problems(guideline.text("automatic_when"), signals or {}):
        yield guideline.fault("automatic_when", problem.cause, problem.cure, word=problem.word)


def _one_action(automatic: Part, platform: str, action: str) -> Iterator[Fault]:
    if action != "hide":
        cause = f"the machine may not '{action}' by itself: only what can be undone is left to it (promise 2)"
        yield automatic.fault(platform, cause, "write 'hide' or 'none'; on YouTube, hide means held for review")
    elif platform not in _CAN_HIDE:
        cause = f"{platform} has no hide, so the machine can do nothing there that can be undone"
        yield automatic.fault(platform, cause, "write 'none': an urgent manual task stands in")


def _source(guideline: Part, _: Signals) -> Iterator[Fault]:
    false = Kind.MISINFO in _kinds(guideline) or guideline.text("id") == "misinformation"
    if false and not guideline.flag("needs_source"):
        cause = "nobody may call a statement false without a recorded source (promise 3)"
        yield guideline.fault("needs_source", cause, "write 'needs_source: true'")


def _organisation(guideline: Part, _: Signals) -> Iterator[Fault]:
    if _kinds(guideline) & _MAY_NAME_ORGANISATION or guideline.text("id") in {"impersonation", "spam"}:
        return
    for key in ("condition", "automatic_when", "score"):
        if ORGANISATION in _names(guideline.text(key)):
            cause = "the organisation's own name may count only where somebody pretends to be it (promise 7)"
            cure = f"remove '{ORGANISATION}': criticism that names the body is no breach"
            yield guideline.fault(key, cause, cure, word=ORGANISATION)


def _kinds(guideline: Part) -> set[str]:
    return {str(kind) for kind in guideline.items("kinds")}


def _names(source: str) -> tuple[str, ...]:
    try:
        return compiled_expression(source).names if source else ()
    except ValueError:
        return ()


RULES: tuple[Rule, ...] = (
    _conditions,
    _examples,
    _cites,
    _letter,
    _track,
    _strike,
    _automatic,
    _source,
    _organisation,
)
