"""A page for each subskill: what it answers, what it needs to know, its rules, and worked cases."""

from collections.abc import Iterator

from tools.knowledge.decision_rules import decision_groups
from tools.knowledge.ordinary import ordinary
from tools.knowledge.thresholds import with_numbers
from tools.logic.condition import show
from tools.logic.group import Case, Group, Rule
from tools.logic.inputs import InputSpec
from tools.reference.decisions import KINDS, MODES
from tools.reference.failures import failures
from tools.reference.page import cited, page, table
from tools.report.words import words
from tools.subskills import Subskill

NAME = "integration-architect"


def subskill_page(one: Subskill) -> str:
    """Return references/<name>.md."""
    groups = [decision_groups()[id_] for id_ in one.groups]
    return page(
        one.title,
        one.asks,
        f"Step {one.step} asks `{one.name}` where the facts raise this question. "
        f"Alone: `{NAME} subskill {one.name} facts.yaml`.",
        "## What it needs to know",
        "What nobody said is asked for if it can change a decision. Until then the safer value is assumed, "
        "or the decision waits.",
        table(("input", "values", "meaning", "until it is said", "in the cases"), _inputs(groups)),
        *(_group(group) for group in groups),
        *(failures() if "S7.cause" in one.groups else ()),
        "## Worked cases",
        "Each starts from the values in the last column of the first table and changes what is given here.",
        *(_cases(group) for group in groups),
    )


def _inputs(groups: list[Group]) -> Iterator[tuple[str, ...]]:
    specs = {name: spec for group in groups for name, spec in group.inputs.items()}
    for name, spec in specs.items():
        usual = show(ordinary()[name]) if name in ordinary() else ""
        yield f"`{name}`", _values(spec), spec.meaning, _unsaid(spec), usual


def _values(spec: InputSpec) -> str:
    if spec.options:
        return ", ".join(map(show, spec.options))
    return "true, false" if spec.kind == "bool" else spec.unit or "number"


def _unsaid(spec: InputSpec) -> str:
    if spec.derived:
        return f"worked out: {spec.derived}"
    return "it waits" if spec.safer is None else f"assumed: {show(spec.safer)}"


def _group(group: Group) -> str:
    rows = (
        (
            f"`{rule.id}`",
            f"`{rule.outcome}`{_terms(rule)}",
            f"`{with_numbers(rule.when.text)}`",
            with_numbers(rule.because),
            "; ".join(dict.fromkeys((KINDS[rule.kind], cited(rule.sources)))),
        )
        for rule in group.rules
    )
    head = f"## {_title(group)} ({group.id})"
    scope = f"For {group.scope}. In order, {MODES[group.mode]}."
    return f"{head}\n\n{scope}\n\n{table(('rule', 'answer', 'when', 'because', 'source'), rows)}"


def _title(group: Group) -> str:
    return words("topic", group.id.split(".", 1)[1])


def _terms(rule: Rule) -> str:
    said = (f"{key.replace('_', ' ')}: {with_numbers('; '.join(texts))}" for key, texts in rule.terms)
    return "".join(f"; {text}" for text in said)


def _cases(group: Group) -> str:
    rows = {_case(group, rule, case): None for rule in group.rules for case in rule.tests}
    return f"### {_title(group)}\n\n{table(('given', 'answer'), rows)}"


def _case(group: Group, rule: Rule, case: Case) -> tuple[str, str]:
    given = ", ".join(f"`{name}` {'unknown' if v is None else show(v)}" for name, v in case.given.items())
    outcomes = {one.id: one.outcome for one in group.rules}
    said = {
        "ask": "it asks" if group.mode == "first" else f"`{rule.id}` asks",
        "fires": f"`{rule.id}` holds: `{rule.outcome}`",
        "silent": f"`{rule.id}` does not hold",
    }
    answer = said.get(case.expect) or f"`{outcomes[case.expect]}` (`{case.expect}`)"
    return given or "nothing else", answer
