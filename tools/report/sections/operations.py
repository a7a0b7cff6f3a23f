"""Running it: comparing both sides, lag, alarms, and erasing people."""

from collections.abc import Iterator

from tools.domain.decisions import Decision
from tools.knowledge.thresholds import with_numbers
from tools.report.blocks import Block, Paragraph, Section, Table
from tools.report.document import Document, EntityEntry, PathEntry
from tools.report.groups import grouped, ids, paths_named
from tools.report.guide import guide
from tools.report.sections.practice import practices
from tools.report.text import codes, distinct, duration, listing
from tools.report.words import words
from tools.steps.mechanisms import mechanism


def reconciliation(doc: Document) -> Section | None:
    """Return how drift is noticed and mended, or None if nothing is fed."""
    if not doc.live_paths:
        return None
    rows = []
    for group in grouped(doc.live_paths, lambda path: path.reconciliation):
        tier = group[0].reconciliation
        decided = next((_decided(path, "reconcile", doc) for path in group), None)
        terms = dict(decided.terms) if decided else {}
        rows.append(
            (
                words("reconcile", tier) if tier else "not set",
                paths_named(group, doc),
                with_numbers("; ".join(terms.get("tiers", ()))) or "not stated",
                with_numbers("; ".join(terms.get("alarm", ()))) or "any unexplained difference",
            )
        )
    return Section(
        "Reconciliation",
        (
            Table(("Tier", "Paths", "What is compared, how often", "Alarm"), tuple(rows)),
            practices("reconciliation"),
        ),
    )


def _decided(path: PathEntry, topic: str, doc: Document) -> Decision | None:
    return doc.decision_by_id.get(path.decisions.get(topic, ""))


def lag_and_runbook(doc: Document) -> Section | None:
    """Return the lag objectives and what to do when an alarm fires, or None if nothing is fed."""
    if not doc.live_paths:
        return None
    objectives = tuple(
        (
            paths_named(group, doc),
            duration(group[0].lag_objective_s) or "not set",
            guide().lag[mechanism(group[0].capture).style],
            listing(distinct(path.owner or "" for path in group), 4) or "not set",
        )
        for group in grouped(
            doc.live_paths, lambda path: (path.lag_objective_s, mechanism(path.capture).style)
        )
    )
    return Section(
        "Lag objectives and runbook",
        (
            Table(("Paths", "Objective", "Measured by", "Who is called"), objectives),
            Table(("Alarm", "Where", "First", "Then"), tuple(_runbook(doc))),
            practices("backpressure_retention", "dlq", "schema_evolution", "backup_restore"),
        ),
    )


def _runbook(doc: Document) -> Iterator[tuple[str, ...]]:
    for alarm in guide().runbook:
        paths = [path for path in doc.live_paths if alarm.paths in ("all", _kind(path))]
        if paths:
            where = "every path" if len(paths) == len(doc.live_paths) > 1 else ids(paths, 4)
            yield alarm.alarm, where, alarm.first, alarm.then


def _kind(path: PathEntry) -> str:
    """Return which alarms a path has, beyond those that all have."""
    style = mechanism(path.capture).style
    if style in ("run", "swap"):
        return "batch"
    if path.relay in ("single_polling_relay", "sharded_polling_by_aggregate"):
        return "outbox"
    return "log" if style in ("stream", "effect") else ""


def erasure(doc: Document) -> Section | None:
    """Return how personal data goes away everywhere, or None if no entity may hold any."""
    personal = [entity for entity in doc.entities if entity.pii]
    unsaid = [entity.id for entity in doc.entities if entity.pii is None and len(entity.held_by) > 1]
    if not personal and not unsaid:
        return None
    blocks: list[Block] = []
    if personal:
        rows = tuple(_erased(entity, doc) for entity in personal)
        blocks.append(Table(("Entity", "Held by", "Erased by"), rows))
    if unsaid:
        said = f"Nobody said whether {codes(unsaid, 8)} hold personal data."
        blocks.append(Paragraph(f"{said} Until then treat them as if they did."))
    return Section("Erasure", (*blocks, practices("erasure")))


def _erased(entity: EntityEntry, doc: Document) -> tuple[str, ...]:
    ways = distinct(
        f"{doc.store_name(path.target)}: {_goes(path)}" for path in doc.live_paths_of.get(entity.id, ())
    )
    held = listing([doc.store_name(store) for store in entity.held_by], 8) or "not known"
    first = {"soft": "a flag is not an erasure: really delete or blank the row in the system of record"}
    start = first.get(entity.deletes or "", "delete in the system of record")
    return entity.id, held, "; ".join((start, *ways))


def _goes(path: PathEntry) -> str:
    """Return how a person's rows go away in a copy: by its feed, or only by a statement of their own."""
    if path.deletes in ("kept_on_purpose", "flag_travels_as_update", None):
        return "its feed removes nothing, so an erasure needs a statement of its own there"
    return f"by its feed ({words('deletes', path.deletes)})"
