"""The sections of the document, in the order in which a reader meets them."""

from collections.abc import Callable

from tools.domain.decisions import UNDETERMINED
from tools.report.blocks import Section
from tools.report.document import Document
from tools.report.sections.assisted import advice
from tools.report.sections.components import component_map
from tools.report.sections.correctness import correctness
from tools.report.sections.cutover import bootstrap, cutover
from tools.report.sections.dataflow import data_flow
from tools.report.sections.decisions import decisions
from tools.report.sections.delegated import delegated
from tools.report.sections.operations import erasure, lag_and_runbook, reconciliation
from tools.report.sections.outlook import open_questions, parked, recipes, sources
from tools.report.sections.scope import scope
from tools.report.sections.single import one_store
from tools.report.sections.summary import summary
from tools.report.sections.today import today

SectionOf = Callable[[Document], Section | None]

FULL: tuple[SectionOf, ...] = (
    summary,
    scope,
    today,
    component_map,
    data_flow,
    correctness,
    delegated,
    decisions,
    bootstrap,
    cutover,
    reconciliation,
    lag_and_runbook,
    erasure,
    recipes,
    advice,
    parked,
    open_questions,
    sources,
)
ONE_STORE: tuple[SectionOf, ...] = (
    one_store,
    delegated,
    scope,
    decisions,
    recipes,
    advice,
    parked,
    open_questions,
    sources,
)


def needs_nothing(doc: Document) -> bool:
    """Return whether one store is the whole answer: there is no second one, and nothing is or has to be fed.

    Several stores without a path between them are not that: how they hang together was not said.
    """
    alone = len(doc.stores) <= 1 and not any(d.choice == UNDETERMINED for d in doc.decisions)
    return alone and doc.composition == "single" and not doc.live_paths and not doc.current_paths


def sections(doc: Document) -> tuple[Section, ...]:
    """Return the sections that have something to say."""
    chosen = ONE_STORE if needs_nothing(doc) else FULL
    return tuple(section for make in chosen if (section := make(doc)))
