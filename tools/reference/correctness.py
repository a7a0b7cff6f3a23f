"""What makes a path correct: the checklist and the composition laws."""

from tools.knowledge.checklist import ChecklistItem, checklist
from tools.knowledge.laws import laws
from tools.logic.group import Rule
from tools.reference.page import bullets, cited, page, table


def checklist_page() -> str:
    """Return docs/checklist.md: every question, what answers it, what a no means and where to mend it."""
    return page(
        "Correctness checklist",
        "Asked of every path, today's and the recommended.",
        "The answer is pass, fail, unknown or not applicable. Unknown is never pass.",
        *map(_item, checklist()),
    )


def guarantees_page() -> str:
    """Return docs/guarantees.md: the letters of the laws and the laws."""
    group = laws()
    inputs = ((f"`{name}`", spec.unit or spec.kind, spec.meaning) for name, spec in group.inputs.items())
    return page(
        "Guarantees",
        "What follows for a path from how its hops deliver and order and how its sink applies changes.",
        "A path loses if one hop loses, repeats if one hop repeats, and orders as its weakest hop does.",
        "Every law that is true of a path is reported.",
        "## What the laws read of a path",
        table(("input", "unit or type", "meaning"), inputs),
        "## Laws",
        *map(_law, group.rules),
    )


def short_checklist() -> str:
    """Return the questions alone, by severity, for answering by hand."""
    blocks = []
    for severity in ("critical", "high", "medium"):
        items = (
            f"{item.id} {item.question} If not: {item.failure}."
            for item in checklist()
            if item.severity == severity
        )
        blocks.append(f"## {severity}\n\n{bullets(items)}")
    return "\n\n".join(blocks)


def _item(item: ChecklistItem) -> str:
    only = f" Only for {item.only_for.replace('_', ' ')}." if item.only_for else ""
    lines = [
        f"## {item.id} {item.question}",
        f"{item.severity.capitalize()}.{only} If not: {item.failure}. Fix: {item.fix}."
        + (f" Laws: {', '.join(item.laws)}." if item.laws else "")
        + (f" {item.note}" if item.note else ""),
        bullets(item.evidence),
    ]
    return "\n\n".join(lines)


def _law(law: Rule) -> str:
    lines = [
        f"### {law.id}: {law.outcome}",
        f"When `{law.when.text}`: {law.because}.",
        bullets(f"{key}: {'; '.join(texts)}" for key, texts in law.terms),
        f"Source: {cited(law.sources)}." + (f" {law.note}" if law.note else ""),
    ]
    return "\n\n".join(line for line in lines if line)
