"""The page that lists the design rules, from the rules themselves."""

from collections.abc import Mapping, Sequence

from tools.knowledge.sources import sources
from tools.rules import RULES
from tools.rules.rule import Rule

Cases = Mapping[str, Sequence[str]]
"""`reports` and `allows` -> the names of a rule's test cases."""


def render_catalogue(cases: Mapping[str, Cases] | None = None) -> str:
    """Return the catalogue as Markdown. `cases` are those of tests/rules/cases, by the rule's name."""
    blocks = [_block(rule, (cases or {}).get(rule.name, {})) for rule in RULES]
    head = (
        "# Design rules\n\n"
        "A design rule judges a finished design, today's or the recommended one. It speaks on what is known: "
        "an unsaid fact breaks no rule, except where silence itself is the fault.\n"
    )
    return "\n".join([head, *blocks])


def _block(rule: Rule, cases: Cases) -> str:
    cited = ", ".join(sources()[id_].label for id_ in rule.sources)
    lines = [
        f"## {rule.id} {rule.name}\n",
        f"{rule.problem}\n",
        f"- **Severity** {rule.severity}",
        f"- **Why** {rule.rationale}",
        f"- **Remedy** {rule.remedy}",
        f"- **Sources** {cited}",
    ]
    for kind in ("reports", "allows"):
        lines += [f"- {kind} {name}" for name in cases.get(kind, ())]
    return "\n".join(lines) + "\n"
