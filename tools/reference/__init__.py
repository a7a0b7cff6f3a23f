"""Pages that the code writes about itself."""

from collections.abc import Callable, Mapping
from functools import partial

from tools.reference.coordination import coordination_page
from tools.reference.correctness import checklist_page, guarantees_page
from tools.reference.decisions import envelopes_page, rules_page, thresholds_page
from tools.reference.facts import facts_page, facts_schema
from tools.reference.pages import correctness_reference, facts_reference, mechanisms_reference
from tools.reference.subskills import subskill_page
from tools.reference.technologies import technologies_page
from tools.subskills import SUBSKILLS

PAGES: Mapping[str, Callable[[], str]] = {
    "docs/checklist.md": checklist_page,
    "docs/coordination.md": coordination_page,
    "docs/envelopes.md": envelopes_page,
    "docs/facts.md": facts_page,
    "docs/facts.schema.json": facts_schema,
    "docs/guarantees.md": guarantees_page,
    "docs/rules.md": rules_page,
    "docs/technologies.md": technologies_page,
    "docs/thresholds.md": thresholds_page,
    "references/checklist.md": correctness_reference,
    "references/facts.md": facts_reference,
    "references/mechanisms.md": mechanisms_reference,
    **{f"references/{one.name}.md": partial(subskill_page, one) for one in SUBSKILLS},
}
"""Each generated page: its path in the project and what writes it."""
