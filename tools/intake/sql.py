"""What table definitions say: entities, their keys, and what the database already enforces."""

import re
from collections.abc import Collection

from tools.intake.draft import Draft
from tools.intake.identity import RELATIONAL, find_entity, find_path, knows_entity, only, stores_in
from tools.intake.result import UnreadSentence
from tools.intake.sql_tables import Rule, Table, Tables
from tools.intake.words import slug

_HOUSEKEEPING = re.compile(
    r"(?:schema_migrations?|flyway_schema_history|databasechangelog(?:lock)?|alembic_version|django_migrations"
    r"|ar_internal_metadata|knex_migrations(?:_lock)?|goose_db_version|__efmigrationshistory|spatial_ref_sys)$",
    re.IGNORECASE,
)


def claim_tables(tables: Tables, draft: Draft, listed: Collection[str] = ()) -> None:
    """Add tables to the draft: each is an entity, but for the outbox and what migration tools keep.

    A facts file that lists entities said which ones matter: tables then add to `listed` and name no others.
    """
    for table in _entities(tables):
        if listed and not knows_entity(draft, table.name):
            continue
        entity = find_entity(draft, table.name, table.evidence)
        draft.claim("entities", entity, "key", table.key, table.evidence)
        if table.key or tables.complete:  # a key may stand in a statement that was not understood
            draft.claim("entities", entity, "has_primary_key", bool(table.key), table.evidence)
        if table.flag_evidence:
            draft.claim("entities", entity, "deletes", "soft", table.flag_evidence)
        _claim_columns(table, entity, draft)
        for rule in table.rules:
            _claim_rule(rule, entity, draft, listed)


def _claim_columns(table: Table, entity: str, draft: Draft) -> None:
    """Claim the names of a table for its entity; what was said before, or another table of it, stands."""
    if draft.first("entities", entity, "table") not in (None, table.stored):
        return
    if not draft.said("entities", entity, "table"):
        draft.claim("entities", entity, "table", table.stored, table.evidence)
    columns = [column.model_dump(exclude_none=True) for column in table.columns.values()]
    draft.claim("entities", entity, "columns", columns, table.evidence)
    if table.flag_evidence and not draft.said("entities", entity, "delete_flag"):
        draft.claim("entities", entity, "delete_flag", table.delete_flag, table.flag_evidence)


def place_tables(tables: Tables, draft: Draft) -> None:
    """Say where the tables are, once all sources were read: in the one relational store, if there is one."""
    store = only(stores_in(draft, RELATIONAL))
    for table in tables.tables:
        if table.looks_like_outbox:
            _claim_outbox(table, store, draft)
    for table in _entities(tables):
        if store and knows_entity(draft, table.name):
            entity = find_entity(draft, table.name, table.evidence)
            draft.places.setdefault(entity, {}).setdefault(store, table.evidence)


def _entities(tables: Tables) -> list[Table]:
    return [t for t in tables.tables if not t.looks_like_outbox and not _HOUSEKEEPING.match(t.name)]


def _claim_rule(rule: Rule, entity: str, draft: Draft, listed: Collection[str]) -> None:
    entities = [entity]
    if rule.references:
        if listed and not knows_entity(draft, rule.references):
            return
        other = find_entity(draft, rule.references, rule.evidence)
        entities += [other] if other != entity else []
    words = {
        "unique": ("unique", *rule.columns),
        "non_negative": (*rule.columns, "not_negative"),
        "no_overlap": ("no_overlap",),
        "referential": ("refers_to", entities[-1]),
    }[rule.kind]
    if rule.kind == "unique" and not rule.columns:
        return
    row = slug("_".join((entity, *words)))
    draft.claim("invariants", row, "kind", rule.kind, rule.evidence)
    draft.claim("invariants", row, "entities", entities, rule.evidence)
    draft.claim("invariants", row, "attributes", rule.columns, rule.evidence)


def _claim_outbox(table: Table, source: str | None, draft: Draft) -> None:
    """An outbox says that changes leave by it, not which ones nor where to; a lone broker is where to."""
    broker = only(stores_in(draft, ("log_broker", "queue_broker")))
    if any("outbox" in draft.said("paths", path, "mechanism") for path in draft.ids("paths")):
        return
    if source and broker:
        path = find_path(draft, source, broker, "outbox", (), table.evidence)
        draft.claim("paths", path, "mechanism", "outbox", table.evidence)
    else:
        place, note = table.evidence, "looks like an outbox; say which entities leave by it, and where to"
        draft.unread.append(UnreadSentence(place.file, place.line, f"table {table.name}", note))
