"""Hold a design against every rule."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.domain.verdict import Finding
from tools.rules.rule import Rule


def findings(rule: Rule, design: Design, side: Architecture) -> Iterator[Finding]:
    """Yield what one rule finds in today's or in the recommended system."""
    for violation in rule.violations(design, side):
        yield Finding(
            rule=rule.id,
            severity=violation.severity or rule.severity,
            about=side.about,
            subject=violation.subject,
            message=violation.message,
            evidence=violation.evidence,
            remedy=rule.remedy,
        )
