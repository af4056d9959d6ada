"""The policy at work: measured values in, verdicts out, fast.

A condition is asked only when one of the signals that could make it true has fired, and all that are asked
about one text share one CEL context holding only the names they use. What the machine may do by itself
is decided here too: only `hide`, never on a direct message, and only where the policy says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import cel

from evenhand.policy.conditions import VARIABLES, Expression, Value, compiled_expression
from evenhand.policy.schema import Guideline, Outcome, Policy

JUDGED = "judged_"  # how the signals begin by which the learned model finds something
AT_RISK = "at_risk"  # the intent that means: somebody may be at risk of harm


@dataclass(frozen=True, slots=True)
class Verdict:
    """One guideline found breached, with a score from 0 to 1; `automatic`: the machine may hide now."""

    guideline_id: str
    score: float
    automatic: bool


@dataclass(frozen=True, slots=True)
class Ruling:
    """Everything a policy says about one text; verdicts most serious first, intents highest score first."""

    verdicts: tuple[Verdict, ...]
    intents: tuple[tuple[str, float], ...]
    credible_threat: bool
    outcome: Outcome

    @property
    def at_risk(self) -> bool:
        """Whether somebody may be at risk of harm."""
        return any(name == AT_RISK for name, _ in self.intents)

    @property
    def automatic(self) -> bool:
        """Whether the machine may hide the contribution by itself."""
        return any(verdict.automatic for verdict in self.verdicts)


@dataclass(frozen=True, slots=True)
class _Rule:
    id: str
    condition: Expression
    score: Expression | None = None
    automatic_when: Expression | None = None
    hides_on: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()

    def weighs(self, signals: frozenset[str]) -> bool:
        """Whether what it says depends on one of these signals, whichever way."""
        return not signals.isdisjoint(self.names)


def _rule(rule_id: str, condition: str, score: str | None = None, automatic: str | None = None) -> _Rule:
    first, second, third = (compiled_expression(text) if text else None for text in (condition, score, automatic))
    assert first is not None  # noqa: S101  # a condition is never empty: the schema holds it
    names = {name for expression in (first, second, third) if expression for name in expression.names}
    return _Rule(rule_id, first, second, third, names=tuple(sorted(names)))


class Judge:
    """A compiled policy. Holds no state of the texts it judged; may be shared by threads."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        ranked = sorted(policy.guidelines, key=lambda guideline: guideline.priority)
        self._guidelines = [_guideline_rule(guideline) for guideline in ranked]
        self._intents = [_rule(name, intent.condition) for name, intent in policy.intents.items()]
        self._credible = _rule("credible_threat", policy.credible_threat)
        rules = [*self._guidelines, *self._intents, self._credible]
        self._rules = rules
        self._credible_at = len(rules) - 1
        self._by_signal: dict[str, list[int]] = {}
        for index, rule in enumerate(rules):
            for name in rule.condition.drivers:
                self._by_signal.setdefault(name, []).append(index)
        self._outcomes = {guideline.id: guideline.outcome for guideline in policy.guidelines}
        risk = self.risk_signals()
        self._needs_risk = frozenset(rule.id for rule in self._guidelines if rule.weighs(risk))
        self._nothing = Ruling((), (), credible_threat=False, outcome=Outcome.ALLOW)

    def signals(self, guideline_id: str) -> tuple[str, ...]:
        """Return the signals that can bring about this guideline's verdict: its evidence."""
        for rule in self._guidelines:
            if rule.id == guideline_id:
                return rule.condition.drivers
        raise KeyError(f"policy {self.policy.version} has no guideline '{guideline_id}'")

    def risk_signals(self) -> frozenset[str]:
        """Return the signals that can bring about the intent that somebody is at risk of harm."""
        return frozenset(name for rule in self._intents if rule.id == AT_RISK for name in rule.condition.drivers)

    def verdicts(self, values: Mapping[str, Value]) -> list[Verdict]:
        """Return the guidelines breached, most serious first.

        `values`: signal → score from 0 to 1, and `platform`, `kind`, `language`, `post_sensitive`; a name
        that is absent did not fire or is not known.
        """
        return list(self.ruling(values).verdicts)

    def ruling(self, values: Mapping[str, Value], *, risk_read: bool = True) -> Ruling:
        """Return everything the policy says about one text; `values` as in `verdicts`.

        `risk_read` False: the text may not be read for signs of risk, so `values` holds none. That none is there then
        says nothing: a rule that asks for it leaves what it finds to a person.
        """
        asked = self._asked(values)
        if not asked:
            return self._nothing
        context = cel.Context({name: _value(values, name) for index in asked for name in self._rules[index].names})
        true = [index for index in asked if self._rules[index].condition.program.execute(context)]
        last = len(self._guidelines)
        verdicts = tuple(self._verdict(self._rules[i], values, context) for i in true if i < last)
        if not risk_read:
            verdicts = tuple(self._without_risk(verdict) for verdict in verdicts)
        intents = [(self._rules[i].id, _peak(self._rules[i], values)) for i in true if last <= i < self._credible_at]
        intents.sort(key=lambda intent: -intent[1])
        credible = self._credible_at in true
        found = tuple(intents)
        return Ruling(verdicts, found, credible, self._outcome(verdicts, found, credible=credible))

    def _asked(self, values: Mapping[str, Value]) -> Sequence[int]:
        asked: set[int] = set()
        by_signal = self._by_signal
        for name, value in values.items():
            if value and name in by_signal:
                asked.update(by_signal[name])
        return sorted(asked)

    def _verdict(self, rule: _Rule, values: Mapping[str, Value], context: cel.Context) -> Verdict:
        score = rule.score.program.execute(context) if rule.score else _peak(rule, values)
        may = values.get("platform") in rule.hides_on and values.get("kind") != "direct_message"
        automatic = bool(may and rule.automatic_when and rule.automatic_when.program.execute(context))
        automatic = automatic and self._without_the_model(rule, values)
        return Verdict(rule.id, _bounded(score), automatic)

    def _without_risk(self, verdict: Verdict) -> Verdict:
        return replace(verdict, automatic=verdict.automatic and verdict.guideline_id not in self._needs_risk)

    @staticmethod
    def _without_the_model(rule: _Rule, values: Mapping[str, Value]) -> bool:
        """Whether the condition holds too if the learned model found nothing: it never drives the machine."""
        if not any(name.startswith(JUDGED) and values.get(name) for name in rule.names):
            return True
        told = {name: 0.0 if name.startswith(JUDGED) else _value(values, name) for name in rule.names}
        return bool(rule.condition.program.execute(cel.Context(told)))

    def _outcome(self, verdicts: Iterable[Verdict], intents: Iterable[tuple[str, float]], *, credible: bool) -> Outcome:
        proposed = {self._outcomes[verdict.guideline_id] for verdict in verdicts}
        if credible or any(name == AT_RISK for name, _ in intents):
            proposed.add(Outcome.ESCALATE)
        return next((outcome for outcome in self.policy.outcomes if outcome in proposed), Outcome.ALLOW)


def compiled(policy: Policy) -> Judge:
    """Compile a policy for judging; about a millisecond a guideline, so keep the result."""
    return Judge(policy)


def _guideline_rule(guideline: Guideline) -> _Rule:
    rule = _rule(guideline.id, guideline.condition, guideline.score, guideline.automatic_when)
    hides_on = frozenset(platform for platform, action in guideline.automatic.items() if action == "hide")
    return _Rule(rule.id, rule.condition, rule.score, rule.automatic_when, hides_on, rule.names)


def _value(values: Mapping[str, Value], name: str) -> Value:
    if name in VARIABLES:
        return values.get(name, VARIABLES[name])
    return float(values.get(name, 0.0))


def _peak(rule: _Rule, values: Mapping[str, Value]) -> float:
    return _bounded(max(float(values.get(name, 0.0)) for name in rule.condition.drivers))


def _bounded(score: float) -> float:
    return round(min(1.0, max(0.0, score)), 4)
