"""What the writers of a search index promise, tried with PostgreSQL and an index in memory."""

import json
from collections.abc import Mapping
from contextlib import suppress
from itertools import permutations
from typing import Any

import pytest

from tests.recipes.conftest import a_design
from tests.recipes.test_grammars import requests
from tests.recipes.test_redis import code
from tools.domain.facts import Column, Entity, Read
from tools.recipes import recipes

JOINED: dict[str, Any] = {
    "target": "elasticsearch",
    "entity": Entity(id="product", key=("product_id",)),
    "others": (Entity(id="stock", key=("product_id",)),),
    "reads": (Read(id="search", entities=("product", "stock"), pattern="full_text"),),
    "path": {
        "capture": "log_cdc",
        "transport": "log_broker",
        "version_token": "epoch_position",
        "sink_guard": "complete_the_row_first",
        "deletes": "versioned_marker_from_log",
        "reads": ("search",),
    },
}
MIRROR: dict[str, Any] = {**JOINED, "reads": (), "others": ()}
TABLES = """
CREATE TABLE products (product_id int PRIMARY KEY, title text);
CREATE TABLE stock (product_id int PRIMARY KEY, on_hand int);
"""


class ConflictError(Exception):
    status_code = 409


class Index:
    """An index that compares external versions as Elasticsearch does: equal or lower is a conflict."""

    def __init__(self) -> None:
        self.documents: dict[str, dict[str, Any]] = {}

    def index(self, *, index: str, id: str, document: Any, version: int, version_type: str) -> None:  # noqa: A002
        assert version_type == "external"
        if id in self.documents and self.documents[id]["version"] >= version:
            raise ConflictError
        self.documents[id] = {**document, "version": version}


@pytest.mark.claim("postgresql.reread")
def test_of_two_reads_the_one_that_saw_more_has_the_higher_version(postgres, recipe) -> None:
    """A transaction takes its id first and commits last; its position in the log would rank the reads."""
    sql = postgres.load(recipe("postgresql.reread", **JOINED))
    postgres.do(TABLES)
    late, early, nested = (postgres.connect() for _ in range(3))
    seen = [sql.run("read", product_id=1)[0]]

    def look() -> tuple[Any, ...]:
        seen.append(sql.run("read", product_id=1)[0])
        return seen[-1]

    late.execute("BEGIN; INSERT INTO products VALUES (1, 'late')")
    nested.execute("BEGIN; SAVEPOINT a; INSERT INTO stock VALUES (9, 1)")
    early.execute("INSERT INTO stock VALUES (1, 5)")
    assert look()[1:] == (None, [{"product_id": 1, "on_hand": 5}])
    assert look()[0] == seen[-2][0]  # nothing ended in between: the same version, the same content
    late.execute("COMMIT")
    assert look()[1] == {"product_id": 1, "title": "late"}
    nested.execute("ROLLBACK TO a; INSERT INTO stock VALUES (8, 1); COMMIT")
    look()
    early.execute("DELETE FROM products")
    assert look()[1] is None
    versions = [row[0] for row in seen]
    assert versions == sorted(versions)
    assert len(set(versions)) == len(versions) - 1
    postgres.do("INSERT INTO products SELECT n, '' FROM generate_series(1, 5) AS n")
    keys = sql.run("first_keys", rows=2)
    while more := sql.run("next_keys", product_id=keys[-1][0], rows=2):
        keys += more
    assert keys == [(n,) for n in range(1, 6)]


@pytest.mark.claim("elasticsearch.reread_worker")
def test_whatever_the_order_of_workers_the_last_read_stays(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.reread", **JOINED))
    worker = code(recipe("elasticsearch.reread_worker", **JOINED))
    postgres.do(TABLES)
    key = {"product_id": 1}
    reads = [sql.run("read", **key)[0]]
    for change in (
        "INSERT INTO products VALUES (1, 'a')",
        "INSERT INTO stock VALUES (1, 5)",
        "DELETE FROM products",
    ):
        postgres.do(change)
        reads.append(sql.run("read", **key)[0])
    for order in permutations(reads):
        index = Index()
        for row in order:
            worker["refresh"](key, lambda _, row=row: row, index)
        assert index.documents["1"]["deleted"] is True
    postgres.do("INSERT INTO products VALUES (1, 'back')")  # the same key again
    worker["refresh"](key, lambda key: sql.run("read", **key)[0], index)
    assert index.documents["1"] == {
        **key,
        "title": "back",
        "stock": [{"product_id": 1, "on_hand": 5}],
        "deleted": False,
        "version": index.documents["1"]["version"],
    }
    assert not worker["differs"](key, lambda key: sql.run("read", **key)[0], index.documents["1"])
    assert worker["differs"](
        key, lambda key: sql.run("read", **key)[0], {**index.documents["1"], "title": "x"}
    )
    assert worker["differs"](key, lambda key: sql.run("read", **key)[0], None)


def test_a_message_that_cannot_be_applied_is_put_aside_and_the_next_one_goes_on(recipe) -> None:
    worker = code(recipe("elasticsearch.reread_worker", **JOINED))
    index, aside, committed = Index(), [], []

    def read(key: Mapping[str, int]) -> tuple[Any, ...]:
        if key["product_id"] == 1:
            raise OSError("cannot be read")
        return 7, {"product_id": 2, "title": "b"}, None

    messages = [({"product_id": 1}, "first"), ({"product_id": 2, "shelf": 3}, "second")]
    worker["run"](messages, read, index, committed.append, lambda message, error: aside.append(message))
    assert aside == ["first"]
    assert committed == ["first", "second"]
    assert set(index.documents) == {"2"}


def mapping(recipe, design: Mapping[str, Any]) -> Mapping[str, Any]:
    [(_, _, [body])] = requests(recipe("elasticsearch.index", **design).text)
    return body


def fits(document: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
    """Return whether an index with this mapping takes a document and its alias can hide it."""
    kinds = {"boolean": bool, "long": int, "keyword": (str, int), "object": (list, dict)}
    known = body["mappings"]["properties"]
    fields = {name: document.get(name) for name in known if name in document}
    [alias] = body["aliases"].values()
    return (
        set(alias["filter"]["term"]) <= set(fields)
        and all(isinstance(value, kinds[known[name]["type"]]) for name, value in fields.items())
        and (body["mappings"]["dynamic"] is True or set(document) <= set(known))
        and {"version", "deleted"} <= set(fields)
    )


def through_connector(config: Mapping[str, str], change: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
    """Do with a Debezium change what the connector's transformations do; return document and version."""
    gone = change["op"] == "d"
    assert config["transforms.unwrap.delete.tombstone.handling.mode"] == "rewrite"
    document = {**(change["before"] if gone else change["after"]), "__deleted": "true" if gone else "false"}
    for field in config.get("transforms.unwrap.add.fields", "").split(","):
        if field:
            section, name = field.split(".")
            document[f"__{section}_{name}"] = change[section][name]
    for rename in config["transforms.names.renames"].split(","):
        old, new = rename.split(":")
        document[new] = document.pop(old)
    for cast in config["transforms.types.spec"].split(","):
        name, kind = cast.split(":")
        document[name] = document[name] == "true" if kind == "boolean" else int(document[name])
    assert config["transforms.version.headers"] == config["external.version.header"]
    return document, document[config["transforms.version.fields"]]


@pytest.mark.parametrize("token", ["epoch_position", "row_version"])
def test_what_the_connector_writes_fits_the_index_deletes_included(recipe, token) -> None:
    deletes = "versioned_marker_from_log" if token == "epoch_position" else "flag_travels_as_update"
    design = {**MIRROR, "path": {**MIRROR["path"], "version_token": token, "deletes": deletes}}
    config = json.loads(recipe("kafka.elasticsearch_sink", **design).text)["config"]
    body, index = mapping(recipe, design), Index()
    row = {"product_id": 1, "title": "a", "row_version": 3}
    changes: list[dict[str, Any]] = [
        {"op": "c", "before": None, "after": row, "source": {"lsn": 100}},
        {"op": "u", "before": row, "after": {**row, "title": "b", "row_version": 4}, "source": {"lsn": 200}},
    ]
    if token == "epoch_position":  # the whole old row, with the version of the update before it
        changes.append({"op": "d", "before": changes[-1]["after"], "after": None, "source": {"lsn": 300}})
    for order in permutations(changes):
        index = Index()
        for change in order:
            document, version = through_connector(config, change)
            assert fits(document, body)
            with suppress(ConflictError):
                index.index(index="", id="1", document=document, version=version, version_type="external")
        assert index.documents["1"]["deleted"] is (token == "epoch_position")


def test_what_the_worker_and_the_outbox_write_fits_the_index(postgres, recipe) -> None:
    worker = code(recipe("elasticsearch.reread_worker", **JOINED))
    for row in ((7, {"product_id": 1, "title": "a"}, [{"on_hand": 1}]), (8, None, None)):
        assert fits(worker["document"]({"product_id": 1}, row), mapping(recipe, JOINED))
    outbox = {**MIRROR["path"], "capture": "outbox", "version_token": "row_version", "relay": "log_tailing"}
    design = {**MIRROR, "path": {**outbox, "sink_guard": "native_version_compare"}}
    postgres.do("CREATE TABLE products (product_id int PRIMARY KEY, title text)")
    for id_ in (
        "postgresql.row_version",
        "postgresql.epoch",
        "postgresql.outbox",
        "postgresql.outbox_insert",
    ):
        sql = postgres.load(recipe(id_, **design))
        sql.run("set_up")
    postgres.do("DROP TRIGGER outbox_take_out ON outbox")  # so that the test can look
    postgres.do("INSERT INTO products VALUES (1, 'a')")
    sql.run("record", operation_id="o", product_id=1, event_type="added")
    sql.run("record_delete", operation_id="o", product_id=1)
    config = json.loads(recipe("kafka.elasticsearch_sink", **design).text)["config"]
    assert config["external.version.header"] == "aggregate_version"
    [old, new] = config["transforms.names.renames"].split(":")
    for payload, version in postgres.do("SELECT payload, aggregate_version FROM outbox ORDER BY 2"):
        payload[new] = payload.pop(old)
        assert payload[new] == version
        assert fits(payload, mapping(recipe, design))


def test_a_document_of_two_entities_is_written_by_one_path_and_no_connector(recipe) -> None:
    detail = {**JOINED, "entity": Entity(id="stock", key=("product_id",)), "others": JOINED["others"][:0]}
    others = (Entity(id="product", key=("product_id",)),)
    product = {one.id for one in recipes(a_design(**JOINED)) if one.about == "path"}
    stock = {one.id for one in recipes(a_design(**{**detail, "others": others})) if one.about == "path"}
    assert {"postgresql.reread", "elasticsearch.reread_worker", "elasticsearch.index"} <= product
    assert not {"kafka.elasticsearch_sink", "postgresql.bootstrap"} & product
    assert not {name for name in stock if name.startswith(("elasticsearch.", "kafka.", "postgresql.reread"))}


@pytest.mark.claim("dynamodb.to_index")
def test_a_stream_batch_stops_at_what_failed_and_older_images_change_nothing(recipe) -> None:
    design = {"source": "dynamodb", "target": "opensearch", "path": {"capture": "log_cdc"}}
    handle = code(recipe("dynamodb.to_index", **design))["handle"]

    def record(version: int, number: str, **more: Any) -> dict[str, Any]:
        image = {"id": {"S": "7"}, "row_version": {"N": str(version)}, "price": {"N": "1.5"}, **more}
        return {"dynamodb": {"NewImage": image, "SequenceNumber": number}}

    for order in permutations(
        [record(1, "1"), record(2, "2", tags={"L": [{"S": "new"}]}), record(3, "3", deleted={"BOOL": True})]
    ):
        index = Index()
        assert handle({"Records": [*order, {"dynamodb": {"SequenceNumber": "4"}}]}, index) == {
            "batchItemFailures": []
        }
        assert index.documents["7"]["deleted"] is True
    broken = {"dynamodb": {"NewImage": {"id": {"S": "8"}}, "SequenceNumber": "5"}}
    assert handle({"Records": [broken]}, Index()) == {"batchItemFailures": [{"itemIdentifier": "5"}]}

    class Down:
        def index(self, **_: Any) -> None:
            raise OSError("no connection")

    failed = handle({"Records": [record(1, "6"), record(2, "7")]}, Down())
    assert failed == {"batchItemFailures": [{"itemIdentifier": "6"}]}


def test_known_columns_are_compared_on_both_sides(recipe) -> None:
    entity = Entity(id="product", columns=(Column(name="id"), Column(name="price_cents")))
    path = {
        "reconciliation": "strict",
        "sink_guard": "native_version_compare",
        "version_token": "row_version",
    }
    for target in ("snowflake", "bigquery", "clickhouse"):
        for id_ in ("postgresql.drift_source", f"{target}.drift"):
            assert "price_cents" in recipe(id_, target=target, entity=entity, path=path).text
