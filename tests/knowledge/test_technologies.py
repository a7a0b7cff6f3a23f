from typing import Any

import pytest

from tools.knowledge.errors import KnowledgeError
from tools.knowledge.laws import laws
from tools.knowledge.technologies import Catalogue, catalogue, overlaid
from tools.knowledge.technology import Hazard, Technology


def hazard(technology: Technology, id_: str) -> Hazard:
    return next(hazard for hazard in technology.hazards if hazard.id == id_)


def said(technology: Technology, path: str) -> Any:
    """Return what a dotted path names: "sink.guard", or "hazards.fsync-2min" for the text of a hazard."""
    if path.startswith("hazards."):
        return hazard(technology, path.removeprefix("hazards.")).text
    value: Any = technology
    for name in path.split("."):
        value = value[int(name)] if name.isdigit() else getattr(value, name)
    return value


# The review of the first catalogue, in its order: what it found wrong, imprecise or missing, and what holds
# instead. A text is expected to contain the words, anything else to be equal.
CORRECTED = [
    ("postgresql", "capture.version_token.text", "(epoch, row LSN) for mirrors of one row"),
    ("postgresql", "capture.version_token.text", "(epoch, commit LSN, ordinal)"),
    ("postgresql", "capture.version_token.text", "a txId gives no order"),
    ("postgresql", "hazards.ddl-not-in-stream", "from 18 stored generated columns can be"),
    ("postgresql", "capture.requires.0", "from 19 on wal_level=replica is enough"),
    ("postgresql", "capture.requires.0", "wal_level=logical up to 18"),
    ("postgresql", "capture.window.text", "An invalidated slot reports an error"),
    ("postgresql", "capture.window.text", "creating the slot again or promoting a standby"),
    ("neon", "hazards.pooled-endpoint", "refuses replication connections"),
    ("neon", "hazards.scale-to-zero", "drops replication slots"),
    ("supabase", "hazards.pooled-endpoint", "refuses replication connections"),
    ("timescaledb", "hazards.compressed-chunks", "not captured row by row"),
    ("postgresql", "hazards.wait-target-before-commit", "read the position after the commit has returned"),
    ("mysql", "capture.version_token.text", "GTIDs of different servers have no order"),
    ("mysql", "capture.version_token.text", "(epoch, binlog file number, position, row) within one server"),
    ("mysql", "capture.version_token.scope", "server"),
    ("mysql", "capture.version_token.text", "statement timestamps may run behind commits"),
    ("mysql", "hazards.fk-cascade-not-in-binlog", "From 9.6 cascades are logged"),
    ("mysql", "hazards.fk-cascade-not-in-binlog", "unless innodb_native_foreign_keys is on"),
    ("mariadb", "hazards.fk-cascade-not-in-binlog", "are not in the binlog"),
    ("mariadb", "hazards.rr-lost-update", "From 11.6.2 innodb_snapshot_isolation is on"),
    ("mariadb", "hazards.rr-lost-update", "error 1020"),
    ("mysql", "capture.images_note", "not with MINIMAL or NOBLOB"),
    ("mysql", "sink.guard_how", "the version column assigned last"),
    ("mysql", "sink.guard_how", "second unique key another row may be updated"),
    ("mysql", "sink.guard_how", "VALUES() is deprecated in 8"),
    ("mongodb", "capture.version_token.text", "share a clusterTime, from 8.0 unrelated ones too"),
    ("mongodb", "capture.version_token.text", "resume tokens are opaque"),
    ("mongodb", "capture.version_token.ties_possible", True),
    ("documentdb", "capture.window.default_h", 3),
    ("documentdb", "capture.requires.0", "off by default"),
    ("documentdb", "capture.requires.1", "at most 7 days"),
    ("mongodb", "hazards.update-deltas", "applied under a version guard they lose fields"),
    ("cassandra", "capture.window.text", "the smaller of 4096 MiB and one eighth of the volume"),
    ("cassandra", "hazards.cdc-full-rejects-writes", "with false the oldest unread segment is deleted"),
    ("scylladb", "capture.window.default_h", 24),
    ("scylladb", "capture.before_image", "opt_in"),
    ("keyspaces", "capture.mechanism", "vendor_stream"),
    ("astra_db", "capture.mechanism", "vendor_stream"),
    ("dynamodb", "capture.delivery", "at_least_once"),
    ("dynamodb", "capture.delivery_note", "a failed batch is retried (endlessly by default)"),
    ("dynamodb", "hazards.global-tables-lww", "judged against its own region only"),
    ("dynamodb", "hazards.global-tables-lww", "needs three regions (one may be a witness)"),
    ("dynamodb", "hazards.global-tables-lww", "cannot be switched"),
    ("spanner", "capture.window.default_h", 24),
    ("spanner", "capture.requires.1", "the upper bound was not found"),
    ("redis", "hazards.aof-everysec", "off as shipped: there are snapshots only and minutes can be lost"),
    ("memcached", "sink.guard", "emulated"),
    ("memcached", "sink.guard_how", "tests equality only; it knows no newer"),
    ("elasticsearch", "hazards.gc-deletes-60s", "a restart or relocation may lose it"),
    ("elasticsearch", "hazards.gc-deletes-60s", "Raising the setting does not help"),
    ("elasticsearch", "sink.deletes", "memory"),
    ("elasticsearch", "sink.delete_marker", "forgets"),
    ("elasticsearch", "hazards.refresh-lag", "not searched for 30 s refreshes only when it is searched"),
    ("elasticsearch", "hazards.refresh-lag", "serverless refreshes every 5 s"),
    ("snowflake", "capture.delivery", "at_least_once"),
    ("snowflake", "capture.delivery_note", "an outside reader commits its own position"),
    ("snowflake", "hazards.net-changes", "Versions in between are folded away"),
    ("snowflake", "hazards.merge-nondeterministic", "ERROR_ON_NONDETERMINISTIC_MERGE says (on by default)"),
    ("bigquery", "sink.guard_how", "a string of up to four hexadecimal sections (epoch/commit/ordinal)"),
    ("bigquery", "sink.guard_how", "Without the sequence number the last row ingested wins"),
    ("bigquery", "hazards.cdc-default-stream-only", "the default stream (at least once) and protobuf"),
    ("clickhouse", "sink.dedup.where", "effect"),
    ("clickhouse", "sink.dedup.window_s", 3600),
    ("clickhouse", "sink.dedup.scope", "the last 10,000 inserts of a replicated table"),
    ("clickhouse", "sink.dedup.scope", "unless non_replicated_deduplication_window is set"),
    ("clickhouse", "hazards.dedup-window-hour", "A retry after the hour inserts twice"),
    ("iceberg", "sink.guard_how", "The Apache Kafka Connect sink appends only"),
    ("s3", "hazards.no-atomic-rename", "In general-purpose buckets a rename is copy and delete"),
    ("s3", "hazards.no-atomic-rename", "S3 Express One Zone renames single objects atomically"),
    ("pgvector", "hazards.index-size", "n * 8192 / max(1, floor(8150 / (4d + 250)))"),
    ("kafka", "hazards.read-uncommitted-default", "librdkafka default to read_committed since 1.2"),
    ("kafka", "hazards.offset-commit-before-process", "at least once if a batch is finished before polling"),
    ("sqs_sns", "transport.exactly_once", "it is at least once at the effect"),
    ("sqs_sns", "sink.dedup.where", "send"),
    ("nats_jetstream", "sink.dedup.where", "send"),
    ("nats_jetstream", "transport.exactly_once", "still needs double acknowledgement"),
    ("nats_jetstream", "hazards.fsync-2min", "one power loss or kernel crash joined with delay or partition"),
    ("nats_jetstream", "hazards.fsync-2min", "loss and split-brain after file corruption on a minority"),
    ("flink", "hazards.txn-timeout-loss", "15 minutes by default"),
    ("fivetran", "capture.version_token.kind", "none"),
    ("fivetran", "capture.version_token.text", "says when a row was last synced"),
    ("aws_dms", "hazards.lob-truncation", "truncates large values with nothing but a warning"),
    ("stripe", "capture.window.default_h", 30 * 24),
    ("stripe", "capture.window.text", "retried for up to 3 days"),
    ("stripe", "hazards.error-cached", "once execution began"),
    ("stripe", "hazards.error-cached", "v2 runs failed work again"),
    ("square", "sink.guard_how", "not published"),
    ("adyen", "sink.dedup", None),
    ("salesforce", "capture.order_scope", "per_channel"),
    ("salesforce", "capture.order_note", "sequenceNumber orders changes inside one transaction"),
    ("salesforce", "hazards.merged-and-partial-events", "One event can stand for many records"),
    ("salesforce", "capture.version_token.text", "The replay id resumes; it does not version"),
    ("hubspot", "capture.saas_feed", "webhook"),
    ("hubspot", "capture.window", None),
    ("delta", "capture.delivery", "at_least_once"),
    ("iceberg", "capture.delivery", "at_least_once"),
    ("mongodb", "capture.order_note", "across shards the order of clusterTime, with ties"),
]


@pytest.mark.parametrize(("id_", "path", "expected"), CORRECTED)
def test_the_corrections_of_the_review_hold(id_: str, path: str, expected: object) -> None:
    actual = said(catalogue().get(id_), path)
    assert expected in actual if isinstance(expected, str) else expected == actual


CITED = [
    ("postgresql", "capture.version_token", {"dbz_7764", "rw_22503", "mz_5262"}),
    ("mysql", "capture.version_token", {"olake_1235", "altinity_1452"}),
    ("cassandra", "capture.window", {"cass_cdc", "cass_config"}),
    ("fivetran", "capture.version_token", {"fivetran_cols", "fivetran_synced"}),
]


@pytest.mark.parametrize(("id_", "path", "sources"), CITED)
def test_a_corrected_claim_cites_what_corrected_it(id_: str, path: str, sources: set[str]) -> None:
    assert set(said(catalogue().get(id_), path).sources) == sources


def test_flinks_hazards_cite_pages_about_flink() -> None:
    flink = catalogue().get("flink")
    assert hazard(flink, "txn-timeout-loss").sources == ("flink_7097", "flink_30419")
    assert {s.url for s in hazard(flink, "external-calls").cited if s.url} == {
        "https://nightlies.apache.org/flink/flink-docs-master/docs/connectors/datastream/overview/"
    }


SPLIT = [
    ("documentdb", "mongodb"),
    ("neon", "postgresql"),
    ("supabase", "postgresql"),
    ("timescale", "postgresql"),
    ("scylla", "cassandra"),
    ("amazon keyspaces", "cassandra"),
    ("astra db", "cassandra"),
    ("event hubs", "kafka"),
    ("stitch data", "fivetran"),
    ("hevo", "fivetran"),
    ("estuary flow", "fivetran"),
    ("aws dms", "fivetran"),
    ("google datastream", "fivetran"),
    ("hubspot", "salesforce"),
    ("dynamics 365", "salesforce"),
    ("netsuite", "salesforce"),
    ("adyen", "stripe"),
    ("twilio", "stripe"),
    ("sendgrid", "stripe"),
    ("squareup", "stripe"),
    ("mariadb", "mysql"),
    ("opensearch", "elasticsearch"),
]


@pytest.mark.parametrize(("name", "former"), SPLIT)
def test_what_behaves_differently_is_an_entry_of_its_own(name: str, former: str) -> None:
    found = catalogue().find(name)
    assert found is not None
    assert found != catalogue().get(former)


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("postgres", "postgresql"),
        ("PG", "postgresql"),
        ("Elastic", "elasticsearch"),
        ("Mongo", "mongodb"),
        ("event-hubs", "event_hubs"),
        ("SQL Server", "sqlserver"),
        ("  Redis   Streams ", "redis_streams"),
        ("gcp_pubsub", "gcp_pubsub"),
    ],
)
def test_a_technology_is_found_by_the_names_people_write(text: str, id_: str) -> None:
    found = catalogue().find(text)
    assert found is not None
    assert found.id == id_


@pytest.mark.parametrize("text", ["", "aurora", "prometheus"])
def test_an_unknown_or_ambiguous_product_finds_nothing(text: str) -> None:
    assert catalogue().find(text) is None


def test_no_alias_is_an_ordinary_word_because_prose_is_searched_for_them() -> None:
    words = {
        "delta",
        "square",
        "stitch",
        "estuary",
        "materialize",
        "aura",
        "astra",
        "atlas",
        "dragonfly",
        "imply",
    }
    words |= {
        "beam",
        "dataflow",
        "datastream",
        "neon",
        "chroma",
        "vespa",
        "dynamics",
        "druid",
        "es",
        "dlt",
        "r2",
    }
    assert {alias for t in catalogue().all for alias in t.aliases} & words == set()


@pytest.mark.parametrize(
    ("image", "id_"),
    [
        ("postgres", "postgresql"),
        ("postgres:16-alpine", "postgresql"),
        ("library/postgres:16", "postgresql"),
        ("bitnami/postgresql:16", "postgresql"),
        ("pgvector/pgvector:pg17", "pgvector"),
        ("timescale/timescaledb:latest-pg16", "timescaledb"),
        ("registry.example:5000/team/redis:7@sha256:0123abcd", "redis"),
        ("registry.example:5000/redis", "redis"),
        ("docker.example/elasticsearch/elasticsearch:8.15.0", "elasticsearch"),
        ("opensearchproject/opensearch:2", "opensearch"),
        ("confluentinc/cp-kafka:7.6.0", "kafka"),
        ("quay.example/debezium/connect:3.0", "debezium"),
        ("debezium/postgres:16", "postgresql"),
        ("clickhouse/clickhouse-server:24", "clickhouse"),
        ("minio/minio", "s3"),
    ],
)
def test_a_container_image_says_which_technology_runs(image: str, id_: str) -> None:
    found = catalogue().by_image(image)
    assert found is not None
    assert found.id == id_


@pytest.mark.parametrize("image", ["", "python:3.12", "acme/web", "postgres-exporter", "acme/kafka-ui"])
def test_an_image_of_something_else_says_nothing(image: str) -> None:
    assert catalogue().by_image(image) is None


def test_no_image_names_a_registry_host() -> None:
    assert [i for t in catalogue().all for i in t.images if "." in i.split("/")[0] or ":" in i] == []


@pytest.mark.parametrize(
    "twins",
    [
        ({"aliases": ["shared name"]}, {"aliases": ["Shared-Name"]}),
        ({"images": ["acme/db"]}, {"images": ["acme/db"]}),
        ({"aliases": ["two"]}, {}),
    ],
)
def test_a_name_that_two_technologies_claim_is_refused(twins: tuple[dict[str, Any], ...]) -> None:
    one, two = (bare(id_, **extra) for id_, extra in zip(("one", "two"), twins, strict=True))
    with pytest.raises(KnowledgeError, match="names both one and two"):
        Catalogue([one, two])


def bare(id_: str, **extra: Any) -> Technology:
    shared = {"category": "cache", "role": "store", "system_of_record": {"verdict": "no"}}
    return Technology.model_validate({"id": id_, "name": f"The {id_}", **shared, **extra})


def test_an_unknown_id_is_refused_with_the_way_out() -> None:
    with pytest.raises(KnowledgeError, match=r"no technology 'mongo' .* use `other`"):
        catalogue().get("mongo")


def test_what_is_based_on_another_states_only_what_differs() -> None:
    base = {
        "sink": {"guard": "native", "deletes": "hard"},
        "requires": ["a", "b"],
        "hazards": {"x": 1, "y": 2},
    }
    own = {"sink": {"guard": "none"}, "requires": ["c"], "hazards": {"x": None, "z": 3}}
    assert overlaid(base, own) == {
        "sink": {"guard": "none", "deletes": "hard"},
        "requires": ["c"],
        "hazards": {"y": 2, "z": 3},
    }


def test_a_variant_keeps_the_hazards_of_its_base_but_not_its_names() -> None:
    neon, base = catalogue().get("neon"), catalogue().get("postgresql")
    assert {h.id for h in base.hazards} < {h.id for h in neon.hazards}
    assert neon.images == ()
    assert not set(base.aliases) & set(neon.aliases)


def test_a_durable_variant_drops_the_hazards_it_does_not_have() -> None:
    memorydb, base = catalogue().get("memorydb"), catalogue().get("redis")
    gone = {h.id for h in base.hazards} - {h.id for h in memorydb.hazards}
    assert gone == {"async-failover-loss", "aof-everysec"}


def test_stores_transports_and_providers_say_how_they_are_read_and_written() -> None:
    silent = [
        t.id
        for t in catalogue().all
        if t.role in ("store", "transport", "provider") and not (t.capture and t.sink and t.sink_role)
    ]
    assert silent == []


def test_exactly_the_transports_say_what_they_do_to_messages() -> None:
    with_block = {t.id for t in catalogue().all if t.transport}
    assert with_block == {t.id for t in catalogue().all if t.role == "transport"}


def test_whoever_gives_changes_names_a_version_token_or_says_there_is_none() -> None:
    silent = [
        t.id
        for t in catalogue().all
        if t.capture and t.capture.mechanism and t.capture.mechanism != "vendor_stream"
        if t.capture.version_token is None and t.category != "object_store"
    ]
    assert silent == []


def test_no_consumer_is_promised_more_than_at_least_once() -> None:
    promised = {t.capture.delivery for t in catalogue().all if t.capture}
    assert promised == {"at_least_once", "at_most_once", None}


def test_a_transport_removes_repeated_sends_and_never_repeated_effects() -> None:
    windows = {t.id: t.sink.dedup.where for t in catalogue().all if t.transport and t.sink and t.sink.dedup}
    assert set(windows.values()) == {"send"}
    assert {"kafka", "nats_jetstream", "sqs_sns", "redis_streams"} <= windows.keys()


def test_a_search_engine_cache_or_vector_store_is_never_a_plain_yes_as_system_of_record() -> None:
    plain = {t.id for t in catalogue().all if t.system_of_record.verdict == "yes"}
    derived = {t.id for t in catalogue().all if t.category in ("search", "cache", "vector")}
    assert plain & derived == {"pgvector"}  # it is PostgreSQL


def test_every_law_that_a_hazard_names_exists() -> None:
    named = {h.law for t in catalogue().all for h in t.hazards} - {None}
    assert named <= {law.id for law in laws().rules}


def test_every_hazard_has_sources_and_what_is_from_memory_says_so() -> None:
    assert all(h.cited for t in catalogue().all for h in t.hazards)
    stampede = hazard(catalogue().get("redis"), "stampede")
    assert [source.label for source in stampede.cited] == ["from memory"]


def test_texts_are_sentences_that_end() -> None:
    assert [h.text for t in catalogue().all for h in t.hazards if not h.text.endswith(".")] == []


def test_the_catalogue_is_in_the_order_of_its_ids() -> None:
    ids = [t.id for t in catalogue().all]
    assert ids == sorted(ids)
