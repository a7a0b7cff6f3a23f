"""Decisions as they are taken: a rule group held against a sheet of inputs."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from tools.deciding.settle import Settled, Turn, Values, explain, settle
from tools.deciding.sheet import Input, Sheet
from tools.domain.decisions import NONE_FEASIBLE, UNDETERMINED, Because, Decision, Flip, Value
from tools.domain.design import AssumptionEntry, Design
from tools.knowledge.decision_rules import decision_groups, inputs
from tools.logic.condition import show
from tools.logic.decide import fires
from tools.logic.group import Group, Rule


class Ledger:
    """Takes decisions for one step and keeps them, with the assumptions that they needed."""

    def __init__(self, step: int) -> None:
        self.step = step
        self.decisions: list[Decision] = []
        self.assumptions: dict[str, AssumptionEntry] = {}
        self._held: dict[str, tuple[Group, Sheet, frozenset[str | None]]] = {}

    def decide(self, group_id: str, subject: str, sheet: Sheet, above: Collection[Decision] = ()) -> Decision:
        """Hold a `first` group against the sheet, assuming safer values where it must; keep the decision.

        `above` are earlier decisions on which this one builds: a change that turns one of them may leave
        nothing to decide here, so it is no flip of this one.
        """
        group = decision_groups()[group_id]
        settled = _settled(group, sheet)
        decision = self._record(group, subject, sheet, settled, above)
        self._held[decision.id] = (group, sheet, frozenset(sheet[name].fact for name in group.inputs))
        for name in settled.assumed:
            self._assume(sheet[name], name, decision)
        return self.keep(decision)

    def winner(self, group_id: str, sheet: Sheet) -> Rule | None:
        """Return the rule that `decide` would follow, without taking the decision; None if it would wait."""
        return _settled(decision_groups()[group_id], sheet).rule

    def keep(self, decision: Decision) -> Decision:
        """Keep a decision and return it."""
        self.decisions.append(decision)
        return decision

    def replace(self, decision: Decision) -> Decision:
        """Put a decision in the place of the newest one, about which more is known now; return it."""
        self.decisions[-1] = decision
        return decision

    def note(self, group_id: str, subject: str, sheet: Sheet) -> None:
        """Keep a decision for each rule of an `all` or `gate` group that holds for the sheet."""
        topic = group_id.split(".", 1)[1]
        for rule in self.fires(group_id, sheet):
            self.keep(
                Decision(
                    id=f"s{self.step}.{topic}.{subject}.{rule.id}",
                    step=self.step,
                    topic=topic,
                    subject=subject,
                    choice=rule.outcome,
                    rule=rule.id,
                    why=rule.because,
                    kind=rule.kind,  # type: ignore[arg-type]  # checked when the rules are loaded
                    sources=rule.sources,
                    because=_because(sheet, _values(sheet, rule.when.reads), rule.when.reads),
                    terms=rule.terms,
                )
            )

    def _stands(self, decision: Decision, fact: str, value: Value) -> bool:
        """Return whether a decision stays as it is when a fact has another value."""
        group, sheet, facts = self._held[decision.id]
        if fact not in facts:
            return True
        rule = _held(group, sheet, fact, value).rule
        return rule is not None and rule.outcome == decision.choice

    def fires(self, group_id: str, sheet: Sheet) -> Iterator[Rule]:
        """Yield the rules of an `all` or `gate` group that hold for the sheet."""
        group = decision_groups()[group_id]
        for fired in fires(group, _values(sheet, group.inputs)):
            if fired.truth:
                yield fired.rule

    def close(self, design: Design) -> Design:
        """Return the design with this step's decisions and assumptions added."""
        merged = {entry.fact: entry for entry in design.assumptions}
        for ref, entry in self.assumptions.items():
            before = merged[ref].impact if ref in merged else ()
            merged[ref] = replace(entry, impact=tuple(dict.fromkeys([*before, *entry.impact])))
        return replace(
            design,
            done=self.step,
            decisions=(*design.decisions, *self.decisions),
            assumptions=tuple(merged.values()),
        )

    def _record(
        self, group: Group, subject: str, sheet: Sheet, settled: Settled, above: Collection[Decision]
    ) -> Decision:
        rule = settled.rule or settled.outcome.undetermined or group.rules[-1]
        values = dict(zip(group.inputs, settled.key, strict=True))
        explained = explain(group, settled.key)
        flips = _flips(group, sheet, values, settled, explained.turns)
        topic = group.id.split(".", 1)[1]
        return Decision(
            id=f"s{self.step}.{topic}.{subject}",
            step=self.step,
            topic=topic,
            subject=subject,
            choice=settled.rule.outcome if settled.rule else UNDETERMINED,
            rule=rule.id,
            why=rule.because,
            kind=rule.kind,  # type: ignore[arg-type]  # checked when the rules are loaded
            sources=rule.sources,
            because=_because(sheet, values, explained.deciding),
            terms=rule.terms if settled.rule else (),
            alternatives=explained.alternatives,
            flips=tuple(f for f in flips if all(self._stands(it, f.fact, f.value) for it in above)),
            assumed=tuple(dict.fromkeys(sheet[name].fact or name for name in settled.assumed)),
            waits_for=tuple(dict.fromkeys(sheet[name].fact or name for name in settled.outcome.unknown)),
        )

    def _assume(self, of: Input, name: str, decision: Decision) -> None:
        ref = of.fact or name
        safer = inputs()[name].safer
        turns = [f"{decision.subject}: {flip.choice}" for flip in decision.flips if flip.fact == ref]
        known = self.assumptions.get(ref)
        value = safer if safer is None else of.fact_value(safer)
        self.assumptions[ref] = AssumptionEntry(
            fact=ref,
            value=safer if value is None else value,
            reason=f"nobody said; the safer value for “{inputs()[name].meaning or name}”",
            impact=(*(known.impact if known else ()), *turns),
            confirm=who_knows(ref),
        )


def _settled(group: Group, sheet: Sheet) -> Settled:
    return settle(group, tuple(sheet[name].value for name in group.inputs))


def _values(sheet: Sheet, names: Iterable[str]) -> Values:
    return {name: sheet[name].value for name in names}


def _because(sheet: Sheet, values: Values, deciding: tuple[str, ...]) -> tuple[Because, ...]:
    return tuple(Because(name, values[name], sheet[name].fact, sheet[name].note) for name in deciding)


def _flips(
    group: Group, sheet: Sheet, values: Values, settled: Settled, turns: tuple[Turn, ...]
) -> Iterator[Flip]:
    """Yield the turns that changing one fact can bring about."""
    if not turns:
        return
    chosen = settled.rule.outcome if settled.rule else None
    facts = [sheet[name].fact for name in values]
    estimating = {fact for name in values for fact, _ in sheet[name].per}
    for name, value, comparison, rule in turns:
        of = sheet[name]
        if of.fact is None or rule.outcome == chosen:
            continue
        new = of.fact_value(value)
        if new is None or facts.count(of.fact) > 1:
            continue
        if rule.outcome == NONE_FEASIBLE and _held(group, sheet, of.fact, new).rule is not rule:
            continue  # it would wait for what is assumed here
        if of.fact in estimating:
            yield from _tried(group, sheet, values, of.fact, name, rule)
            continue
        when = f"= {show(new)}" if of.by_value else comparison
        yield Flip(of.fact, when, new, rule.outcome, rule.id)


def _tried(group: Group, sheet: Sheet, values: Values, fact: str, name: str, rule: Rule) -> Iterator[Flip]:
    """Yield a value of a fact that turns the decision although another input follows it, if there is one."""
    for value in group.domain(name, values):
        if _held(group, sheet, fact, value).rule is rule:
            yield Flip(fact, f"= {show(value)}", value, rule.outcome, rule.id)
            return


def _held(group: Group, sheet: Sheet, fact: str, value: Value) -> Settled:
    """Hold the group against the sheet with another value of a fact."""
    return settle(group, tuple(sheet[name].under(fact, value) for name in group.inputs))


def who_knows(ref: str) -> str:
    """Say who can confirm a fact of this section."""
    section = ref.split(".", 1)[0]
    return {
        "stores": "whoever runs the store",
        "writers": "the team that owns the writer",
        "entities": "the team that owns the data",
        "paths": "whoever runs the path",
        "reads": "the consumer",
        "signals": "whoever can look",
        "team": "the team lead",
        "deployment": "whoever runs the platform",
        "cost": "whoever pays",
    }.get(section, "the owner of the system")
