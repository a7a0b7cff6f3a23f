"""How the steps and their subskills decide: rules, numbers and envelopes."""

from tools.knowledge.decision_rules import decision_groups
from tools.knowledge.envelopes import envelopes
from tools.knowledge.thresholds import thresholds
from tools.logic.condition import show
from tools.logic.group import Group, Rule
from tools.reference.page import bullets, cited, page, table
from tools.rules.catalogue import render_catalogue
from tools.steps import STAGES, Stage, Step, asker

MODES = {
    "first": "the first rule that is true wins",
    "all": "every true rule counts",
    "gate": "a true rule permits or vetoes",
}
KINDS = {
    "documented": "documented",
    "practice": "practice",
    "judgement": "engineering judgement",
}


def rules_page() -> str:
    """Return docs/rules.md: every decision rule, stage by stage, then every design rule."""
    groups = decision_groups().values()
    decisions = page(
        "Decision rules",
        "Each step asks its groups in this order. `T.name` is a number of `docs/thresholds.md`.",
        "An unknown input leaves a condition undetermined; the group then asks for it, "
        "unless every possible value picks the same rule.",
        "A subskill is a deeper question that a step delegates; `references/` has a page for each.",
        *(_group(group) for stage in STAGES for group in groups if asker(group.id) is stage),
    )
    return f"{decisions}\n{render_catalogue()}"


def thresholds_page() -> str:
    """Return docs/thresholds.md: every number that a decision compares with."""
    rows = (
        (f"`{one.name}`", show(one.default), one.unit, one.meaning, KINDS[one.kind])
        for one in thresholds().values()
    )
    return page(
        "Thresholds",
        "Every number that a decision rule compares with. They live in `tools/knowledge/thresholds.yaml`.",
        table(("name", "value", "unit", "meaning", "kind"), rows),
    )


def envelopes_page() -> str:
    """Return docs/envelopes.md: up to which load one PostgreSQL-class primary serves each pattern."""
    blocks = []
    for envelope in envelopes().values():
        rows = (
            (f"`{name}`", metric.unit, f"{_side(metric.worse)} {show(metric.green)}", show(metric.red))
            for name, metric in envelope.metrics.items()
        )
        blocks += [
            f"## {envelope.pattern}",
            table(("metric", "unit", "green", "red beyond"), rows),
            bullets(
                f"{colour} if asked for: {', '.join(features)}"
                for colour, features in (("red", envelope.red_features), ("amber", envelope.amber_features))
                if features
            ),
        ]
    return page(
        "Envelopes",
        "What a single PostgreSQL-class primary with replicas carries. Engineering judgement throughout.",
        "Red beyond a red bound, amber between green and red, undetermined while a number is unknown.",
        *blocks,
    )


def told(stage: Stage) -> str:
    """Say who asks: `Step 3, Choose the integration mechanism.`, or the subskill that a step delegates to."""
    if isinstance(stage, Step):
        return f"Step {stage.number}, {stage.title}."
    return f"Step {stage.step} delegates to `{stage.name}`: {stage.asks}"


def _side(worse: str) -> str:
    return "up to" if worse == "larger" else "from"


def _group(group: Group) -> str:
    head = f"## {group.id}\n\n{told(asker(group.id))} For {group.scope}: {group.gives}."
    head = f"{head} In order, {MODES[group.mode]}."
    return "\n\n".join((head, *map(_rule, group.rules)))


def _rule(rule: Rule) -> str:
    outcome = next(iter(rule.then))
    lines = [
        f"### {rule.id}: {outcome} `{rule.outcome}`",
        f"When `{rule.when.text}`: {rule.because}.",
        bullets(f"{key.replace('_', ' ')}: {'; '.join(texts)}" for key, texts in rule.terms),
        f"{KINDS[rule.kind].capitalize()}; {cited(rule.sources)}." + (f" {rule.note}" if rule.note else ""),
    ]
    return "\n\n".join(line for line in lines if line)
