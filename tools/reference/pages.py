"""The small pages that SKILL.md sends a reader to."""

import re

from tools.knowledge.decision_rules import decision_groups
from tools.knowledge.technologies import catalogue
from tools.knowledge.thresholds import thresholds
from tools.logic.condition import show
from tools.logic.group import Group
from tools.reference.correctness import short_checklist
from tools.reference.facts import field_list
from tools.reference.page import bullets, page, table

MECHANISM_GROUPS = (
    "S2.sor",
    "S3.effect",
    "S3.cache",
    "S3.capture",
    "S3.guard",
    "S3.deletes",
    "S4.transport",
    "S5.processing",
    "S6.need",
)


def facts_reference() -> str:
    """Return references/facts.md: every group with its fields in one line, and the technology ids."""
    return page(
        "Facts file in short",
        "The fields of each group, the values of a choice in brackets. Leave out what nobody said.",
        "`integration-architect schema` prints the whole JSON Schema with meanings and units.",
        bullets(f"`{name}`: {fields}" for name, fields in field_list()),
        "## Technology ids",
        ", ".join(f"`{technology.id}`" for technology in catalogue().all) + ", or `other`.",
    )


def mechanisms_reference() -> str:
    """Return references/mechanisms.md: when each choice is taken, in the order of asking."""
    groups = [decision_groups()[id_] for id_ in MECHANISM_GROUPS]
    conditions = " ".join(rule.when.text for group in groups for rule in group.rules)
    named = set(re.findall(r"\bT\.(\w+)", conditions))
    return page(
        "Choices and when they are taken",
        "In each table the first row whose condition is true wins.",
        "Use it to explain a design, or to decide by hand where nothing can be executed.",
        "## Numbers",
        "Engineering judgement, written `T.name` in the conditions.",
        table(
            ("name", "value", "meaning"),
            (
                (f"`{one.name}`", f"{show(one.default)} {one.unit}", one.meaning)
                for one in thresholds().values()
                if one.name in named
            ),
        ),
        *map(_choices, groups),
    )


def correctness_reference() -> str:
    """Return references/checklist.md: the questions to answer for every path."""
    return page(
        "Correctness checklist in short",
        "Answer for every path: pass, fail, unknown or not applicable. Unknown is never pass.",
        short_checklist(),
    )


def _choices(group: Group) -> str:
    rows = ((f"`{rule.outcome}`", f"`{rule.when.text}`", rule.because) for rule in group.rules)
    return f"## {group.id}: {group.gives}\n\n{table(('choice', 'when', 'because'), rows)}"
