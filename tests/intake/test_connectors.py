"""Connector configurations make paths, and say of them only what they say."""

import json
from typing import Any

from tools.domain.brief import Brief
from tools.domain.facts import CurrentPath
from tools.intake import Intake, read

SOURCE = {
    "connector.class": "io.debezium.connector.postgresql.PostgresConnector",
    "database.dbname": "shop_db",
    "topic.prefix": "shop",
    "table.include.list": "public.orders,public.products",
}
SEARCH = {
    "connector.class": "io.confluent.connect.elasticsearch.ElasticsearchSinkConnector",
    "topics": "shop.public.products",
    "key.ignore": "false",
}


def intake(*configs: dict[str, Any], **more: str) -> Intake:
    files = {
        f"{n}.json": json.dumps({"name": f"c{n}", "config": config}, indent=1)
        for n, config in enumerate(configs)
    }
    return read(Brief({**files, **more}))


def path(*configs: dict[str, Any]) -> CurrentPath:
    (found,) = intake(*configs).facts.paths
    return found


def test_source_and_sink_make_a_path_through_the_topics_they_share() -> None:
    found = path(SOURCE, SEARCH)
    assert (found.source, found.target, found.mechanism) == ("shop_db", "elasticsearch", "cdc")
    assert found.entities == ("product",)
    assert found.via == ("debezium", "kafka")


def test_captured_tables_are_entities_even_without_a_sink() -> None:
    found = intake(SOURCE)
    assert [entity.id for entity in found.facts.entities] == ["order", "product"]
    assert [note.note for note in found.unread] == ["no sink connector of the brief reads its topics"]


def test_a_sink_without_a_source_makes_no_path() -> None:
    found = intake(SEARCH)
    assert found.facts.paths == ()
    assert [note.text for note in found.unread] == ["connector c0"]


def test_the_confluent_sink_versions_by_offset_unless_told_otherwise() -> None:
    assert (path(SOURCE, SEARCH).version_token, path(SOURCE, SEARCH).version_guard) == ("broker_offset", True)
    header = path(SOURCE, {**SEARCH, "external.version.header": "version"})
    assert (header.version_token, header.version_guard) == (None, True)
    assert path(SOURCE, {**SEARCH, "key.ignore": "true"}).version_token is None
    assert path(SOURCE, {**SEARCH, "write.method": "upsert"}).version_guard is None


def test_deletes_are_what_source_and_sink_let_through() -> None:
    assert path(SOURCE, SEARCH).deletes is None
    assert path(SOURCE, {**SEARCH, "behavior.on.null.values": "delete"}).deletes == "forgotten"
    assert path(SOURCE, {**SEARCH, "behavior.on.null.values": "ignore"}).deletes == "not_propagated"
    kept = {**SOURCE, "tombstones.on.delete": "false"}
    assert path(kept, {**SEARCH, "behavior.on.null.values": "delete"}).deletes == "not_propagated"
    flagged = {**kept, "transforms.unwrap.delete.handling.mode": "rewrite"}
    assert path(flagged, SEARCH).deletes is None


def test_an_event_router_makes_it_an_outbox() -> None:
    router = "io.debezium.transforms.outbox.EventRouter"
    source = {**SOURCE, "table.include.list": "public.outbox", "transforms.o.type": router}
    found = intake(source, {**SEARCH, "topics": "outbox.event.order"})
    assert [(p.mechanism, p.entities) for p in found.facts.paths] == [("outbox", ("order",))]
    assert [entity.id for entity in found.facts.entities] == ["order"]


def test_topic_patterns_are_read_and_never_run() -> None:
    chosen = {**SEARCH, "topics.regex": r"shop\.public\.(orders|products)"}
    assert path(SOURCE, {k: v for k, v in chosen.items() if k != "topics"}).entities == ("order", "product")
    evil = {**SEARCH, "topics.regex": "(a+)+" * 2000 + "$"}
    assert intake(SOURCE, evil).facts.paths == ()


def test_polling_with_jdbc_names_its_interval() -> None:
    source = {
        "connector.class": "io.confluent.connect.jdbc.JdbcSourceConnector",
        "connection.url": "jdbc:mysql://db:3306/shop?user=a&password=geheim",
        "mode": "timestamp",
        "topic.prefix": "jdbc-",
        "poll.interval.ms": "5000",
    }
    found = path(source, {**SEARCH, "topics": "jdbc-orders"})
    assert (found.source, found.mechanism, found.schedule_s) == ("mysql", "polling", 5.0)
    assert path({**source, "mode": "bulk"}, {**SEARCH, "topics": "jdbc-orders"}).mechanism == "full_batch"


def test_the_snapshot_mode_says_how_existing_rows_got_there() -> None:
    assert path({**SOURCE, "snapshot.mode": "initial"}, SEARCH).bootstrap == "position_first"
    assert path({**SOURCE, "snapshot.mode": "no_data"}, SEARCH).bootstrap == "none"


def test_hosts_of_a_compose_file_tell_stores_apart() -> None:
    compose = "services:\n  a: {image: postgres}\n  b: {image: postgres}\n  search: {image: elasticsearch}\n"
    source = {**SOURCE, "database.hostname": "b"}
    (found,) = intake(source, SEARCH, **{"compose.yml": compose}).facts.paths
    assert (found.source, found.target) == ("b", "search")
    unclear = intake(SOURCE, SEARCH, **{"compose.yml": compose})
    assert unclear.facts.paths == ()
    assert "several stores could be meant" in unclear.unread[0].note


def test_flat_listed_and_named_forms_are_read_alike() -> None:
    flat = {
        "a.json": json.dumps({**SOURCE, "name": "s"}),
        "b.json": json.dumps([{"name": "e", "config": SEARCH}]),
    }
    named = {"c.json": json.dumps({"s": SOURCE, "e": SEARCH})}
    assert len(read(Brief(flat)).facts.paths) == len(read(Brief(named)).facts.paths) == 1


def test_other_json_and_other_classes_are_listed() -> None:
    found = intake({"connector.class": "acme.Sink"}, **{"package.json": '{"name": "x"}'})
    assert {entry.file: entry.status for entry in found.coverage} == {
        "0.json": "read",
        "package.json": "skipped",
    }
    assert "acme.Sink" in found.unread[0].note
