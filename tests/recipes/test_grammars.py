"""Recipes that are not run: parsed by the grammar of their language, or read by a parser that is lenient."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pglast
import pytest
import sqlglot
import yaml
from sqlglot import exp

from tests.recipes.conftest import parts
from tools.domain.design import Hop
from tools.domain.facts import Entity, Invariant, Operation, Store
from tools.domain.facts.constraints import External
from tools.recipes import Recipe
from tools.recipes.catalogue import templates

REQUEST = re.compile(r"(GET|PUT|POST|PATCH|DELETE) (/\S+)")
HOSTILE = Entity(id="weird-name", key=('we"ird key',))
LOG = {"capture": "log_cdc", "transport": "log_broker"}
GUARD = {"sink_guard": "native_version_compare"}


def unique() -> dict[str, Any]:
    return {
        "invariants": (
            Invariant(id="one_name", kind="unique", entities=("product",), attributes=("a", "key")),
        )
    }


def call(**fields: Any) -> dict[str, Any]:
    stripe = Store(id="stripe", technology="stripe")
    operation = Operation(id="charge", entities=("product",), external=External(provider="stripe"), **fields)
    return {"operations": (operation,), "stores": (stripe,)}


ASKED: dict[str, dict[str, Any]] = {
    "kafka.debezium_postgresql": {"path": LOG},
    "kafka.debezium_outbox": {"path": {**LOG, "capture": "outbox", "relay": "log_tailing"}},
    "kafka.debezium_mysql": {"source": "mysql", "path": LOG},
    "kafka.elasticsearch_sink": {"target": "elasticsearch", "path": {**LOG, "version_token": "row_version"}},
    "kafka.snowflake_sink": {"target": "snowflake", "path": {**LOG, "capture": "outbox"}},
    "kafka.topics": {"path": LOG},
    "mysql.guarded_upsert": {"target": "mysql", "path": GUARD},
    "mysql.unique": {"source": "mysql", **unique()},
    "mysql.row_version": {"source": "mysql", "path": {"version_token": "row_version"}},
    "mysql.file_arrival": {"target": "mysql", "path": {"capture": "file_arrival"}},
    "mysql.full_copy": {"target": "mysql", "path": {"capture": "file_arrival"}},
    "mysql.drift_target": {"target": "mysql", "path": {**GUARD, "reconciliation": "strict"}},
    "mysql.drift": {"source": "mysql", "path": {"reconciliation": "strict"}},
    "elasticsearch.index": {"target": "opensearch", "path": GUARD},
    "elasticsearch.versioned_write": {"target": "elasticsearch", "path": GUARD},
    "elasticsearch.rebuild": {"target": "elasticsearch", "path": GUARD},
    "elasticsearch.drift": {"target": "elasticsearch", "path": {**GUARD, "reconciliation": "normal"}},
    "snowflake.merge": {"target": "snowflake", "path": GUARD},
    "snowflake.drift": {"target": "snowflake", "path": {**GUARD, "reconciliation": "normal"}},
    "bigquery.drift": {"target": "bigquery", "path": {**GUARD, "reconciliation": "normal"}},
    "snowflake.swap": {"target": "snowflake", "path": {"capture": "batch_full_reload_swap"}},
    "bigquery.merge": {"target": "bigquery", "path": GUARD},
    "clickhouse.replacing": {
        "target": "clickhouse",
        "path": {"sink_guard": "version_column_plus_read_side_resolution"},
    },
    "clickhouse.feed": {
        "target": "clickhouse",
        "path": {**LOG, "sink_guard": "version_column_plus_read_side_resolution"},
    },
    "clickhouse.drift": {"target": "clickhouse", "path": {**GUARD, "reconciliation": "normal"}},
    "mongodb.drift": {"target": "mongodb", "path": {**GUARD, "reconciliation": "normal"}},
    "dynamodb.drift": {"target": "dynamodb", "path": {**GUARD, "reconciliation": "normal"}},
    "dynamodb.versioned_change": {"source": "dynamodb", "path": LOG},
    "oracle.log": {"source": "oracle", "path": LOG},
    "mongodb.guarded_update": {"target": "mongodb", "path": GUARD},
    "dynamodb.guarded_put": {"target": "dynamodb", "path": GUARD},
    "provider.idempotent_call": call(),
    "salesforce.upsert": {"target": "salesforce", "path": {}},
    "watch.store": {"path": {**LOG, "lag_objective_s": 30.0}},
    "watch.feed": {"path": {"capture": "outbox", "status": "keep"}},
    "watch.path": {"path": {"reconciliation": "strict", "transport": "log_broker"}},
    "watch.call": call(),
    "watch.in_doubt": call(two_phase=True),
}


def requests(text: str) -> Iterator[tuple[str, str, list[Any]]]:
    """Yield method, path and JSON values of each request; comments begin with #."""
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for block in re.split(r"\n\s*\n(?=[A-Z]+ /)", lines.strip()):
        first, _, body = block.partition("\n")
        match = REQUEST.fullmatch(first)
        assert match, f"no request line: {first!r}"
        rest, values = body.strip(), []
        while rest:
            value, end = json.JSONDecoder().raw_decode(rest)
            values.append(value)
            rest = rest[end:].strip()
        yield match[1], match[2], values


def parsed(recipe: Recipe) -> Any:
    match (recipe.language, recipe.by):
        case ("json", "JSON"):
            return json.loads(recipe.text)
        case ("http", "JSON"):
            return tuple(requests(recipe.text))
        case ("yaml", "YAML"):
            return yaml.safe_load(recipe.text)
        case ("sql", "PostgreSQL"):
            return tuple(pglast.parse_sql(part) for part in parts(recipe.text).values())
    raise AssertionError(f"{recipe.id}: no grammar for {recipe.language} by {recipe.by!r}")


def read(recipe: Recipe) -> Any:
    assert (recipe.language, recipe.by) == ("sql", "sqlglot")
    dialect = recipe.id.partition(".")[0]
    return tuple(
        statement for part in parts(recipe.text).values() for statement in sqlglot.parse(part, dialect)
    )


@pytest.mark.parametrize("entity", [Entity(id="product"), HOSTILE], ids=["plain", "hostile"])
@pytest.mark.parametrize("id_", ASKED)
def test_a_recipe_is_what_its_label_says(recipe, id_, entity) -> None:
    design = dict(ASKED[id_])
    for section in ("invariants", "operations"):
        rows = design.get(section, ())
        design[section] = tuple(row.model_copy(update={"entities": (entity.id,)}) for row in rows)
    one = recipe(id_, entity=entity, **design)
    match one.checked:
        case "parsed":
            assert parsed(one)
        case "read":
            found = read(one)
            assert found
            assert not any(statement is None or isinstance(statement, exp.Command) for statement in found)
        case _:
            assert one.checked == "not_run"
            assert one.text.strip()


def test_every_recipe_that_is_not_run_is_looked_at_here() -> None:
    assert set(ASKED) == {template.id for template in templates() if template.checked != "ran"}


def test_the_sink_takes_the_version_of_the_row_and_never_the_offset(recipe) -> None:
    design = ASKED["kafka.elasticsearch_sink"]
    own, position = "row_version:version", "__source_lsn:version"
    for token, deletes, version in (
        ("row_version", "flag_travels_as_update", own),
        (
            "row_version",
            "versioned_marker_from_log",
            position,
        ),  # the delete has the version of the last update
        ("epoch_position", "flag_travels_as_update", position),
    ):
        path = {**LOG, "version_token": token, "deletes": deletes}
        one = recipe("kafka.elasticsearch_sink", **{**design, "path": path})
        config = json.loads(one.text)["config"]
        assert config["external.version.header"] == "version"
        assert config["transforms.names.renames"] == f"__deleted:deleted,{version}"
        assert config["write.method"] == "INSERT"  # UPSERT sends no version
        assert {name.split(".")[1] for name in config if name.startswith("transforms.")} == set(
            config["transforms"].split(",")
        )


def test_what_the_alarms_call_dead_letters_is_the_topic_of_the_connector(recipe) -> None:
    path = {**LOG, "version_token": "row_version", "reconciliation": "strict"}
    sink = json.loads(recipe("kafka.elasticsearch_sink", target="elasticsearch", path=path).text)["config"]
    assert sink["errors.tolerance"] == "all"
    alarms = yaml.safe_load(recipe("watch.path", target="elasticsearch", path=path).text)
    measures = [alarm["measure"] for alarm in alarms]
    assert f"messages in topic {sink['errors.deadletterqueue.topic.name']}" in measures
    assert any("consumer group" in measure for measure in measures)


def test_topics_keep_messages_for_as_long_as_the_design_promises(recipe) -> None:
    hop = Hop("transport", "log broker", "ALO", "KEYR", 216.0)
    text = recipe("kafka.topics", path={**LOG, "hops": (hop,)}).text
    assert set(re.findall(r"retention\.ms=(\d+)", text)) == {str(216 * 3_600_000)}
    shortest = recipe("kafka.topics", path=LOG).text
    assert set(re.findall(r"retention\.ms=(\d+)", shortest)) == {str(72 * 3_600_000)}


def test_a_copy_from_the_log_names_its_version_after_the_position(recipe) -> None:
    for target in ("snowflake", "bigquery", "mysql"):
        id_ = "mysql.guarded_upsert" if target == "mysql" else f"{target}.merge"
        path = {**GUARD, "capture": "log_cdc", "version_token": "epoch_position", "replaces": ("today",)}
        text = recipe(id_, target=target, path=path).text
        assert "source_position" in text
        assert "row_version" not in text
        assert "products_new" in text  # today's table is still there


def test_what_lands_in_snowflake_has_the_fields_that_the_merge_reads(recipe) -> None:
    path = {
        **LOG,
        "capture": "outbox",
        "version_token": "row_version",
        "sink_guard": "native_version_compare",
    }
    text = recipe("snowflake.merge", target="snowflake", path=path).text
    fields = set(re.findall(r"GET\(record_content, '(\w+)'\)", text))
    event = recipe("postgresql.outbox_insert", target="snowflake", path=path).text
    assert fields == {"id", "epoch", "row_version", "deleted"}
    for name in fields - {"id"}:
        assert f"'{name}'" in event
    connector = json.loads(recipe("kafka.snowflake_sink", target="snowflake", path=path).text)["config"]
    assert connector["snowflake.topic2table.map"] == "shop_db.product:PRODUCTS_CHANGES"
    assert "CREATE TABLE products_changes" in text


def test_deletes_in_the_index_are_documents_and_no_deletes(recipe) -> None:
    one = recipe("elasticsearch.versioned_write", **ASKED["elasticsearch.versioned_write"])
    assert not [method for method, _, _ in requests(one.text) if method == "DELETE"]
    index = recipe("elasticsearch.index", **ASKED["elasticsearch.index"])
    [(_, _, [body])] = requests(index.text)
    assert body["aliases"]["products"]["filter"] == {"term": {"deleted": False}}
    swap = recipe("elasticsearch.rebuild", **ASKED["elasticsearch.rebuild"])
    actions = [values[0]["actions"] for _, path, values in requests(swap.text) if path == "/_aliases"]
    assert [next(iter(action)) for action in actions[0]] == ["remove", "add"]  # one request, both at once
