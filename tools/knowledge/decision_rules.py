"""The decision rules of the eight steps, from decisions/*.yaml, as groups that `tools.logic` evaluates."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from tools.knowledge.errors import KnowledgeError
from tools.knowledge.files import read_yaml
from tools.knowledge.record import Record, parse
from tools.knowledge.sources import SourceId, sources
from tools.knowledge.thresholds import defaults, with_numbers
from tools.logic.condition import Value
from tools.logic.expression import ExpressionError
from tools.logic.expression import parse as parse_condition
from tools.logic.group import Case, Group, Mode, Rule, RuleError
from tools.logic.inputs import InputSpec, Kind

STEPS = (
    "s1_dataflow",
    "s2_authority",
    "s3_mechanism",
    "s4_composition",
    "s5_processing",
    "s6_ordering",
    "s7_correctness",
    "s8_document",
)


SUBSKILLS: tuple[str, ...] = (
    "replication",
    "failures",
    "batch",
    "stream",
    "consistency",
    "workload",
    "engine",
    "isolation",
)
"""Files of subskills/, each with the inputs, the groups and the test base of one subskill."""


class InputEntry(Record):
    """An input as decisions/inputs.yaml has it."""

    type: Kind
    options: tuple[Value, ...] = ()
    unit: str = ""
    meaning: str
    safer: Value | None = None
    derived: str = ""


class CaseEntry(Record):
    """A test beside a rule."""

    given: dict[str, Value | None]
    expect: str


class RuleEntry(Record):
    """A rule as the decision files and laws.yaml have it."""

    id: str
    when: str
    then: dict[str, str | tuple[str, ...]]
    because: str
    note: str = ""
    kind: Literal["documented", "practice", "judgement"]
    sources: tuple[SourceId, ...]
    tests: tuple[CaseEntry, ...]


class GroupEntry(Record):
    """A group as the decision files have it."""

    mode: Mode
    scope: str
    gives: str
    rules: tuple[RuleEntry, ...]


@cache
def inputs() -> Mapping[str, InputSpec]:
    """Return every input of the decisions by name. Raises KnowledgeError if a file breaks its schema."""
    specs = dict(read_inputs(read_yaml("decisions/inputs.yaml"), "decisions/inputs.yaml"))
    for name in SUBSKILLS:
        where = f"subskills/{name}.yaml"
        own = read_inputs(subskill(name)["inputs"], where)
        if twice := specs.keys() & own.keys():
            raise KnowledgeError(f"{where}: {sorted(twice)} are inputs already")
        specs |= own
    return MappingProxyType(specs)


@cache
def subskill(name: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the file of a subskill: `inputs`, `base` (values that its tests start from) and `groups`."""
    return MappingProxyType(read_yaml(f"subskills/{name}.yaml"))


@cache
def decision_groups() -> Mapping[str, Group]:
    """Return every group by id, in the order of the steps, bound to the default thresholds.

    Raises:
        KnowledgeError: when a file breaks its schema; the message names file, rule and what was expected.
    """
    groups = {group.id: group for name in STEPS for group in _read_step(f"decisions/{name}.yaml")}
    for name in SUBSKILLS:
        where = f"subskills/{name}.yaml"
        groups |= {group.id: group for group in _groups(subskill(name)["groups"], where)}
    _unique(rule.id for group in groups.values() for rule in group.rules)
    return MappingProxyType(groups)


@cache
def decision_rules() -> Mapping[str, Rule]:
    """Return every rule of the decisions by id."""
    return MappingProxyType({rule.id: rule for group in decision_groups().values() for rule in group.rules})


def read_inputs(entries: Mapping[str, Any], where: str) -> Mapping[str, InputSpec]:
    """Turn parsed YAML into inputs by name. Raises KnowledgeError naming `where`."""
    specs = {
        name: _input(name, parse(InputEntry, entry, f"{where}, {name}")) for name, entry in entries.items()
    }
    for name, spec in specs.items():
        if (spec.kind == "enum") > bool(spec.options):
            raise KnowledgeError(f"{where}, {name}: an enum needs options")
        if spec.safer is not None and not spec.admits(spec.safer):
            raise KnowledgeError(f"{where}, {name}: safer is {spec.safer!r}; expected a value of the input")
    return MappingProxyType(specs)


def build_group(id_: str, step: str, entry: GroupEntry, specs: Mapping[str, InputSpec], where: str) -> Group:
    """Bind a group to its inputs and the default thresholds. Raises KnowledgeError naming the rule."""
    rules = tuple(_rule(rule, id_, step, where) for rule in entry.rules)
    try:
        group = Group(id_, step, entry.mode, entry.scope, entry.gives, rules, specs)
    except RuleError as error:
        raise KnowledgeError(f"{where}: {error}") from error
    if group.mode == "first":
        _check_first(group, where)
    return group


def _read_step(where: str) -> Iterator[Group]:
    return _groups(read_yaml(where), where)


def _groups(entries: Mapping[str, Any], where: str) -> Iterator[Group]:
    for id_, data in entries.items():
        entry = parse(GroupEntry, data, f"{where}, {id_}")
        yield build_group(id_, id_.split(".")[0], entry, inputs(), where)


def _input(name: str, entry: InputEntry) -> InputSpec:
    return InputSpec(name, entry.type, entry.options, entry.unit, entry.meaning, entry.safer, entry.derived)


def _rule(entry: RuleEntry, group: str, step: str, where: str) -> Rule:
    try:
        when = parse_condition(entry.when, defaults())
    except ExpressionError as error:
        raise KnowledgeError(f"{where}, {entry.id}: {error}") from error
    if entry.kind == "documented" and not any(sources()[id_].url for id_ in entry.sources):
        raise KnowledgeError(f"{where}, {entry.id}: kind is documented; expected a source with an address")
    rule = Rule(
        id=entry.id,
        step=step,
        group=group,
        when=when,
        then=MappingProxyType(entry.then),
        because=entry.because,
        sources=entry.sources,
        kind=entry.kind,
        tests=tuple(Case(case.given, case.expect) for case in entry.tests),
        note=entry.note,
    )
    for sentence in (rule.because, *(text for _, texts in rule.terms for text in texts)):
        with_numbers(sentence)
    return rule


def _check_first(group: Group, where: str) -> None:
    """A `first` group ends in one else, and its rules name their outcome under one key."""
    elses = [rule.id for rule in group.rules if rule.when.text == "true"]
    if elses != [group.rules[-1].id]:
        raise KnowledgeError(f"{where}, {group.id}: {elses} are `true`; expected exactly the last rule to be")
    keys = {next(iter(rule.then)) for rule in group.rules}
    if len(keys) > 1:
        raise KnowledgeError(
            f"{where}, {group.id}: outcomes under {sorted(keys)}; expected one key for all rules"
        )


def _unique(ids: Iterator[str]) -> None:
    seen: set[str] = set()
    for id_ in ids:
        if id_ in seen:
            raise KnowledgeError(f"rule {id_} is defined twice in decisions/; expected one rule per id")
        seen.add(id_)
