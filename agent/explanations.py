"""What the program itself has to say about anything that has an id, in lines of text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from tools.domain.facts import FactsError
from tools.knowledge.checklist import ChecklistItem, checklist
from tools.knowledge.decision_rules import decision_groups, decision_rules
from tools.knowledge.failure_modes import FailureMode, failure_modes
from tools.knowledge.laws import laws
from tools.knowledge.signals import signals
from tools.knowledge.sources import sources
from tools.knowledge.technologies import catalogue
from tools.knowledge.technology import Technology
from tools.knowledge.thresholds import Threshold, thresholds, with_numbers
from tools.logic.condition import show
from tools.logic.group import Group, Rule
from tools.reference.decisions import told
from tools.reference.facts import meaning_of, value_form
from tools.rules import RULES
from tools.rules import Rule as DesignRule
from tools.steps import asker
from tools.subskills import SUBSKILLS, Subskill

KINDS = {"documented": "documented", "practice": "practice", "judgement": "engineering judgement"}


@dataclass(frozen=True, slots=True)
class _Ground:
    """A fact, and the decisions that rest on it, wait for it or would turn with it."""

    fact: str
    decisions: list[Mapping[str, Any]]


def account(
    id_: str, decisions: Sequence[Mapping[str, Any]] = (), questions: Sequence[Mapping[str, Any]] = ()
) -> tuple[str, ...]:
    """Return what there is to say about an id: of a rule, law, technology …, of a decision, or of a fact.

    Decisions and questions are as in integration-architecture.json; a fact is one that bears on them. Raise
    FactsError, with what was perhaps meant, if nothing has that id.
    """
    by_id = {decision["id"]: decision for decision in decisions}
    known = {**_knowledge(), **_asked(questions, by_id), **_grounds(decisions), **by_id}
    found = known.get(id_) or catalogue().find(id_)
    if found is None:
        raise FactsError(f"nothing is called {id_!r}; {_hint(id_, known)}")
    return tuple(_lines(found))


def _hint(id_: str, known: Iterable[str]) -> str:
    if close := get_close_matches(id_, known, n=1):
        return f"did you mean {close[0]!r}?"
    return "ids look like S3.L, G4, C01, F01 or postgresql; a decision needs --design JSON"


def _grounds(decisions: Iterable[Mapping[str, Any]]) -> dict[str, _Ground]:
    found: dict[str, _Ground] = {}
    for decision in decisions:
        flips = [flip["fact"] for flip in decision["flips"]]
        because = [one["fact"] for one in decision["because"] if one["fact"]]
        for fact in dict.fromkeys([*because, *flips, *decision["assumed"], *decision["waits_for"]]):
            found.setdefault(fact, _Ground(fact, [])).decisions.append(decision)
    return found


def _asked(
    questions: Iterable[Mapping[str, Any]], by_id: Mapping[str, Mapping[str, Any]]
) -> dict[str, _Ground]:
    """Return the facts that are asked for: some turn a decision only together with others."""
    return {
        one["fact"]: _Ground(one["fact"], [by_id[id_] for id_ in one["decisions"] if id_ in by_id])
        for one in questions
    }


def _knowledge() -> dict[str, Any]:
    """Return everything that has an id, but for technologies, which have other names too."""
    return {
        **decision_groups(),
        **decision_rules(),
        **{one.name: one for one in SUBSKILLS},
        **{rule.id: rule for rule in RULES},
        **{law.id: law for law in laws().rules},
        **{item.id: item for item in checklist()},
        **{mode.id: mode for mode in failure_modes()},
        **thresholds(),
    }


def _lines(found: Any) -> Iterator[str]:
    match found:
        case Group():
            return _group(found)
        case Subskill():
            return _subskill(found)
        case Rule():
            return _rule(found)
        case DesignRule():
            return _design_rule(found)
        case ChecklistItem():
            return _item(found)
        case FailureMode():
            return _failure(found)
        case Threshold():
            return _threshold(found)
        case Technology():
            return _technology(found)
        case _Ground():
            return _ground(found)
        case _:
            return _decision(found)


def _subskill(one: Subskill) -> Iterator[str]:
    yield f"{one.name}: {one.title}"
    yield told(one)
    yield f"Decides by: {', '.join(one.groups)}"
    yield f"More: references/{one.name}.md; on your facts: integration-architect subskill {one.name} PATH"


def _group(group: Group) -> Iterator[str]:
    yield f"{group.id}: {group.gives}, for {group.scope}"
    yield told(asker(group.id))
    if group.mode == "first":
        yield "The first rule that is true wins:"
    for rule in group.rules:
        yield f"  {rule.id}  {rule.outcome}  when {rule.when.text}"


def _rule(rule: Rule) -> Iterator[str]:
    yield f"{rule.id}: {rule.outcome} ({rule.group})"
    if rule.group in decision_groups():
        yield told(asker(rule.group))
    yield f"When: {with_numbers(rule.when.text)}"
    yield f"Because: {with_numbers(rule.because)}"
    for key, texts in rule.terms:
        yield f"{key.replace('_', ' ').capitalize()}: {'; '.join(map(with_numbers, texts))}"
    if rule.note:
        yield f"Note: {rule.note}"
    yield f"Kind: {KINDS[rule.kind]}"
    yield _sources(rule.sources)


def _design_rule(rule: DesignRule) -> Iterator[str]:
    yield f"{rule.id} {rule.name} ({rule.severity})"
    yield f"Problem: {rule.problem}"
    yield f"Why: {rule.rationale}"
    yield f"Remedy: {rule.remedy}"
    yield _sources(rule.sources)


def _item(item: ChecklistItem) -> Iterator[str]:
    yield f"{item.id} ({item.severity}): {item.question}"
    yield f"Evidence: {'; '.join(item.evidence)}"
    yield f"If not: {item.failure}"
    yield f"Mend: {item.fix}"


def _failure(mode: FailureMode) -> Iterator[str]:
    yield f"{mode.id} ({mode.kind}): {mode.name}"
    yield f"Starts when: {mode.trigger}"
    yield f"Looks like: {mode.symptom}"
    yield f"Seen by: {mode.signal}"
    yield from _telling("Confirmed by", mode.confirmed_by)
    yield from _telling("Ruled out without", mode.ruled_out_without)
    yield from _telling("Ruled out by", mode.ruled_out_by)
    yield f"Mend: {mode.fix}"
    yield _sources(mode.sources)


def _telling(title: str, ids: Iterable[str]) -> Iterator[str]:
    for id_ in ids:
        for check in signals()[id_].checks:
            on = f" ({', '.join(check.technologies)})" if check.technologies else ""
            yield f"{title} {id_}{on}: {check.run}; seen if {check.seen_if}"


def _threshold(threshold: Threshold) -> Iterator[str]:
    yield f"T.{threshold.name}: {threshold.show(threshold.default)}"
    yield f"Meaning: {threshold.meaning}"
    yield f"Kind: {KINDS[threshold.kind]}"


def _technology(technology: Technology) -> Iterator[str]:
    yield f"{technology.id}: {technology.name} ({technology.category})"
    record = technology.system_of_record
    yield f"System of record: {record.verdict}{f', {record.note}' if record.note else ''}"
    if capture := technology.capture:
        yield f"Changes are read by: {capture.mechanism or 'nothing'}; log access: {capture.log_access}"
    if sink := technology.sink:
        how = f", {sink.guard_how}" if sink.guard_how else ""
        yield f"As a sink: stale versions refused: {sink.guard}{how}; deletes: {sink.deletes}"
    for hazard in technology.hazards:
        yield f"Hazard {hazard.id}: {hazard.text}"
        yield f"  {_sources(hazard.sources)}"


def _ground(ground: _Ground) -> Iterator[str]:
    yield f"{ground.fact}: {meaning_of(ground.fact)} ({value_form(ground.fact)})"
    for decision in ground.decisions:
        yield f"Bears on {decision['id']}: {decision['choice']}"
        for flip in decision["flips"]:
            if flip["fact"] == ground.fact:
                yield f"  would be {flip['choice']} if {ground.fact} {flip['when']}"


def _decision(decision: Mapping[str, Any]) -> Iterator[str]:
    yield f"{decision['id']}: {decision['choice']}"
    yield told(asker(f"S{decision['step']}.{decision['topic']}"))
    yield f"Rule: {decision['rule']} ({KINDS[decision['kind']]}): {with_numbers(decision['why'])}"
    for because in decision["because"]:
        value = "unknown" if because["value"] is None else show(because["value"])
        yield f"Rests on: {because['fact'] or because['input']} = {value}{_note(because['note'])}"
    for other in decision["alternatives"]:
        yield f"Not {other['choice']} ({other['rule']}): {with_numbers(other['rejected'])}"
    for flip in decision["flips"]:
        yield f"Would be {flip['choice']} if {flip['fact']} {flip['when']}"
    for fact in decision["assumed"]:
        yield f"Assumed: {fact}"
    for fact in decision["waits_for"]:
        yield f"Waits for: {fact}"
    yield _sources(decision["sources"])


def _note(note: str) -> str:
    return f" ({note})" if note else ""


def _sources(ids: tuple[str, ...]) -> str:
    return "Sources: " + "; ".join(sources()[id_].label for id_ in ids)
