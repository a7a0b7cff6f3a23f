"""Every PostgreSQL recipe stays one that PostgreSQL's own grammar accepts, whatever things are called."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.recipes.conftest import a_design, parts, statements
from tools.domain.decisions import Decision
from tools.domain.design import Design
from tools.domain.facts import (
    AttributeGroup,
    Column,
    Dependency,
    Deployment,
    Entity,
    Invariant,
    Operation,
    Read,
)
from tools.domain.facts.constraints import External
from tools.recipes import Recipe, recipes
from tools.recipes.catalogue import templates
from tools.recipes.subjects import RESERVED

ODD = ('we"ird key', "Ünïcode", "select", "a'b", "%s", "x:y", "{{ y }}")
FEED = {"sink_guard": "native_version_compare", "reconciliation": "strict", "version_token": "row_version"}
PATHS = (
    {**FEED, "capture": "log_cdc", "bootstrap": "snapshot_with_position_then_stream", "replaces": ("x",)},
    {**FEED, "capture": "log_cdc", "bootstrap": "chunked_incremental_snapshot"},
    {**FEED, "capture": "outbox", "relay": "single_polling_relay"},
    {**FEED, "capture": "outbox", "relay": "sharded_polling_by_aggregate"},
    {**FEED, "capture": "triggers_to_outbox_table"},
    {**FEED, "capture": "batch_incremental_merge"},
    {**FEED, "capture": "file_arrival"},
    {**FEED, "capture": "batch_full_reload_swap"},
    {**FEED, "sink_guard": "durable_dedup_in_sink_transaction"},
    {**FEED, "sink_guard": "expected_version_then_transition"},
    {**FEED, "sink_guard": "one_ordered_writer_per_key"},
    {**FEED, "capture": "hint_fetch_list", "source": "sink", "target": "shop_db"},
)
KINDS = ("unique", "no_overlap", "non_negative", "capacity", "sum", "referential")


def designs(name: str, key: tuple[str, ...]) -> Iterator[Design]:
    group = AttributeGroup(id="group", attributes=ODD, writers=("a-writer",))
    entity = Entity(id=name, key=key, pii=True, deletes="soft", attribute_groups=(group,))
    other = Entity(id="parent", key=("id",))
    sections: dict[str, Any] = {
        "others": (other,),
        "attributes": (("group", ODD), ("theirs", ODD[:1])),
        "owner_of": {"theirs": "sink"},
        "outcome": "split_by_attribute_group",
        "invariants": tuple(
            Invariant(id=kind.replace("_", "-"), kind=kind, entities=(name, "parent"), attributes=ODD[:5])
            for kind in KINDS
        ),
        "operations": (
            Operation(id="call-it", entities=(name,), external=External(provider="sink")),
            Operation(id="move-it", entities=(name,), stores=("shop_db", "sink"), two_phase=True),
        ),
        "dependencies": (Dependency(id="first", cause="parent", effect=name, across_services=True),),
        "reads": (
            Read(id="search-it", entities=(name,), pattern="full_text"),
            Read(id="add-it-up", entities=(name,), pattern="olap"),
        ),
    }
    waits = Decision("d", 6, "ryw", "search-it", "position_token_and_wait", "r", "", "judgement", ())
    for path in PATHS:
        design = replace(a_design(entity=entity, path=path, **sections), decisions=(waits,))
        yield design
        copy = replace(design.recommended, authorities=design.recommended.authorities[:1])
        yield replace(design, recommended=copy)  # the target decides about nothing
    document = Read(id="together", entities=(name, "parent"), pattern="full_text")
    yield a_design(entity=entity, path=PATHS[0], **{**sections, "store": {"version": "16"}})
    yield a_design(entity=entity, path={**PATHS[2], "status": "keep"}, **sections)
    several = entity.model_copy(update={"tables": 2})
    yield a_design(entity=several, path=PATHS[2], **sections)
    whole = {**PATHS[0], "sink_guard": "complete_the_row_first", "reads": ("together",)}
    yield a_design(entity=entity, path=whole, **{**sections, "reads": (document,)})
    yield from bound(entity, sections)


def bound(entity: Entity, sections: dict[str, Any]) -> Iterator[Design]:
    """Yield designs in which odd names are those of known columns."""
    odd = tuple(Column(name=name, type="text") for name in {*entity.key, *ODD, "o'name", "o'address"})
    known = entity.model_copy(update={"table": "select it", "columns": odd, "delete_flag": ODD[3]})
    regions = Decision("d", 6, "unique", "unique", RESERVED, "r", "", "practice", ())
    sections = {**sections, "deployment": Deployment(partitions=2)}
    sections["operations"] = sections["operations"][:1]
    yield a_design(entity=known, path=PATHS[0], decisions=(regions,), **sections)
    equal_to_key = Invariant(id="key", kind="unique", entities=(entity.id,), attributes=entity.key)
    hard = known.model_copy(update={"deletes": "hard", "has_primary_key": True})
    yield a_design(entity=hard, path=PATHS[0], **{**sections, "invariants": (equal_to_key,)})


def rendered(name: str, key: tuple[str, ...]) -> Iterator[Recipe]:
    for design in designs(name, key):
        yield from (one for one in recipes(design) if one.id.startswith("postgresql."))


@pytest.mark.parametrize(
    ("name", "key"), [("order", ODD[:1]), ("user", ODD), ("weird-name", ("id",)), ("x" * 64, ODD[1:3])]
)
def test_odd_names_never_break_a_statement(name: str, key: tuple[str, ...]) -> None:
    seen = set()
    for one in set(rendered(name, key)):
        for part in parts(one.text).values():
            assert list(statements(part)), one.id
        seen.add(one.id)
    assert seen == {template.id for template in templates() if template.id.startswith("postgresql.")}
