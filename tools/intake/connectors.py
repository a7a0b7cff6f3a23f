"""What Kafka Connect and Debezium configurations say of the paths that they make together.

What the settings mean is from the connectors' documentation (Debezium, Confluent). A setting that is absent
claims nothing: its default may change with the version.
"""

import re
from collections.abc import Iterable, Iterator

from tools.domain.facts import Mechanism
from tools.intake.draft import Draft
from tools.intake.identity import (
    find_entity,
    find_path,
    find_store,
    name_store,
    only,
    store_called,
    stores_in,
    technology_of,
)
from tools.intake.kafka_connect import SINKS, SOURCES, Connector
from tools.intake.result import AnyEvidence, UnreadSentence
from tools.knowledge.technologies import catalogue

_CONFLUENT_ELASTICSEARCH = "io.confluent.connect.elasticsearch.ElasticsearchSinkConnector"
_EVENT_ROUTER = "io.debezium.transforms.outbox.EventRouter"
_ROUTED_TOPIC = "outbox.event.${routedByValue}"  # the event router's default
_TABLES = ("table.include.list", "collection.include.list", "table.whitelist", "collection.whitelist")
_SNAPSHOTS = {
    "initial": "position_first", "always": "position_first", "when_needed": "position_first",
    "no_data": "none", "never": "none", "schema_only": "none",
}  # fmt: skip
_JDBC = re.compile(r"jdbc:(?:aws-wrapper:)?(\w+):", re.IGNORECASE)
_HOST = re.compile(r"(?://|@|^)([A-Za-z][\w-]*)")
_DATABASES = ("database.dbname", "database.names", "database.include.list", "database.db")
_ADDRESSES = (
    "database.hostname", "mongodb.connection.string", "mongodb.hosts", "connection.url", "connection.uri",
    "hostname", "snowflake.url.name", "neo4j.uri", "redis.uri", "redis.hosts",
)  # fmt: skip


def read_connectors(found: Iterable[Connector], draft: Draft) -> None:
    """Add the paths that source and sink connectors make together; tell which connectors found no partner."""
    connectors = list(found)
    sources = [_Source(connector) for connector in connectors if connector.kind in SOURCES]
    feeding: set[int] = set()
    for connector in connectors:
        if connector.kind in SINKS:
            partners = [source for source in sources if source.entities_for(connector) is not None]
            feeding.update(id(source) for source in partners)
            for source in partners:
                _Path(source, connector, draft).claim()
            if not partners:
                _leave(draft, connector, "no source connector of the brief writes the topics that it reads")
        elif connector.kind not in SOURCES:
            _leave(draft, connector, f"the class {connector.kind} is not known here; it makes no path")
    for source in sources:
        source.claim_tables(draft)
        if id(source) not in feeding:
            _leave(draft, source.connector, "no sink connector of the brief reads its topics")


def _leave(draft: Draft, connector: Connector, note: str) -> None:
    place = connector.at()
    text = f"connector {connector.name or connector.kind}"
    draft.unread.append(UnreadSentence(place.file, place.line, text, note))


def _store(draft: Draft, connector: Connector, technology: str) -> str | None:
    """Return the store that a connector talks to; None if several could be meant or the URL is not known."""
    url = _JDBC.match(connector.get("connection.url"))
    kind = catalogue().find(technology or (url[1] if url else ""))
    if kind is None:
        return None
    evidence = connector.at(*_ADDRESSES)
    hosts = _HOST.findall(connector.get(*_ADDRESSES))
    database = connector.get(*_DATABASES)
    for name in (*hosts, database):
        store = store_called(draft, name) if name else None
        if store and technology_of(draft, store) is kind:
            return store
    if re.fullmatch(r"[A-Za-z][\w-]*", database) and not stores_in(draft, [kind.category]):
        return name_store(draft, kind, database, connector.at(*_DATABASES))
    return find_store(draft, kind, evidence)


class _Source:
    """A source connector: the topics it writes, by the tables that they come from."""

    def __init__(self, connector: Connector) -> None:
        self.connector = connector
        self.technology, self._mechanism = SOURCES[connector.kind]
        self.prefix = connector.get("topic.prefix", "database.server.name")
        names = (entry.strip().rpartition(".")[2] for entry in connector.get(*_TABLES).split(","))
        self.tables = tuple(name.strip("\\") for name in names if re.fullmatch(r"\\?\w+", name))
        types = (key for key, node in connector.settings.items() if node.value == _EVENT_ROUTER)
        self.router = next((key.removesuffix(".type") for key in types), None)

    @property
    def mechanism(self) -> Mechanism:
        if self.router:
            return "outbox"
        return "full_batch" if self.connector.get("mode") == "bulk" else self._mechanism

    def entities_for(self, sink: Connector) -> tuple[str, ...] | None:
        """Return the tables or aggregates that a sink reads of this source, None if it reads none of it."""
        if pattern := sink.get("topics.regex"):
            return self._by_pattern(pattern)
        named = (self._by_topic(topic.strip()) for topic in sink.get("topics").split(","))
        return tuple(name for name in named if name) or None

    def _by_topic(self, topic: str) -> str | None:
        last = topic.rpartition(".")[2]
        if self.router:
            routed = self.connector.get(f"{self.router}.route.topic.replacement") or _ROUTED_TOPIC
            head, _, tail = routed.partition("${routedByValue}")
            ours = head and topic.startswith(head) and topic.endswith(tail) and len(topic) > len(head + tail)
            return topic[len(head) : len(topic) - len(tail)] if ours else None
        if self.prefix and topic.startswith(f"{self.prefix}."):
            return last
        if self._mechanism == "polling" and self.prefix and topic.startswith(self.prefix):
            return topic[len(self.prefix) :]
        return last if last in self.tables else None

    def _by_pattern(self, pattern: str) -> tuple[str, ...] | None:
        """Read the plain beginning of a topic pattern; the pattern itself is not run."""
        match = re.match(r"\^?((?:[\w-]|\\\.|\.(?![*+?{]))*)(.*)", pattern)
        plain, rest = (match[1].replace("\\", ""), match[2]) if match else ("", pattern)
        if not self.prefix or not plain.startswith(f"{self.prefix}."):
            return None
        if rest.strip("$") in (".*", ".+", "(.*)", "(.+)"):
            return self.tables
        choice = re.fullmatch(r"\(([\w|]+)\)\$?", rest)
        return tuple(choice[1].split("|")) if choice else ()

    def claim_tables(self, draft: Draft) -> None:
        """Every captured table is an entity, but for the outbox."""
        if not self.router:
            for table in self.tables:
                find_entity(draft, table, self.connector.at(*_TABLES))


class _Path:
    """One source and one sink connector, and what their settings say of the path between them."""

    def __init__(self, source: _Source, sink: Connector, draft: Draft) -> None:
        self.source, self.sink, self.draft = source, sink, draft
        self.tables = source.entities_for(sink) or ()

    def claim(self) -> None:
        start = _store(self.draft, self.source.connector, self.source.technology)
        end = _store(self.draft, self.sink, SINKS[self.sink.kind])
        if start is None or end is None:
            unclear = self.source.connector if start is None else self.sink
            _leave(self.draft, unclear, "several stores could be meant by its address, or none")
            return
        where = self.sink.at("topics", "topics.regex")
        entities = tuple(find_entity(self.draft, table, where) for table in self.tables)
        path = find_path(self.draft, start, end, self.source.mechanism, entities, where)
        self.draft.claim("paths", path, "entities", entities, where)
        for name, value, evidence in self._facts(end):
            self.draft.claim("paths", path, name, value, evidence)

    def _facts(self, end: str) -> Iterator[tuple[str, object, AnyEvidence]]:
        source = self.source.connector
        router = f"{self.source.router}.type" if self.source.router else "connector.class"
        yield "mechanism", self.source.mechanism, source.at(router)
        yield "via", self._via(), source.at()
        interval = source.get("poll.interval.ms")
        if self.source.mechanism in ("polling", "full_batch") and re.fullmatch(r"\d{1,12}", interval):
            yield "schedule_s", int(interval) / 1000, source.at("poll.interval.ms")
        if bootstrap := _SNAPSHOTS.get(source.get("snapshot.mode")):
            yield "bootstrap", bootstrap, source.at("snapshot.mode")
        if self.source.router and (key := source.get(f"{self.source.router}.table.field.event.key")):
            yield "ordering_key", key, source.at(f"{self.source.router}.table.field.event.key")
        yield from self._version()
        yield from self._deletes(end)

    def _via(self) -> tuple[str, ...]:
        """Return the tool and the broker in between; Kafka itself if the brief names no other log."""
        tools = ["debezium"] if self.source.connector.kind.startswith("io.debezium.") else []
        logs = stores_in(self.draft, ["log_broker"])
        if not logs:
            tools.append("kafka")
        evidence = self.source.connector.at()
        found = (find_store(self.draft, catalogue().get(tool), evidence) for tool in tools)
        return (*(store for store in found if store), *((only(logs),) if only(logs) else ()))

    def _version(self) -> Iterator[tuple[str, object, AnyEvidence]]:
        """The Confluent Elasticsearch sink versions documents by offset unless it is given a version."""
        sink = self.sink
        if sink.kind != _CONFLUENT_ELASTICSEARCH or sink.switched("key.ignore"):
            return
        if sink.get("write.method").lower() == "upsert":
            return  # partial updates carry no version
        yield "version_guard", True, sink.at("external.version.header", "key.ignore")
        if not sink.get("external.version.header"):
            yield "version_token", "broker_offset", sink.at("key.ignore")

    def _deletes(self, end: str) -> Iterator[tuple[str, object, AnyEvidence]]:
        source, sink = self.source.connector, self.sink
        settings = {key: str(node.value).lower() for key, node in source.settings.items()}
        if any(
            key.endswith(".handling.mode") and value.startswith("rewrite") for key, value in settings.items()
        ):
            return  # deletes travel as flagged rows; what the sink makes of them is not said
        if dropped := [key for key, value in settings.items() if _drops_deletes(key, value)]:
            yield "deletes", "not_propagated", source.at(dropped[0])
            return
        on_null = sink.get("behavior.on.null.values").lower()
        if on_null == "ignore" or sink.switched("delete.enabled") is False:
            yield "deletes", "not_propagated", sink.at("behavior.on.null.values", "delete.enabled")
        elif on_null == "delete" or sink.switched("delete.enabled"):
            technology = technology_of(self.draft, end)
            marker = technology.sink.delete_marker if technology and technology.sink else None
            kept = {"versioned": "marker", "forgets": "forgotten"}.get(marker or "")
            yield "deletes", kept, sink.at("behavior.on.null.values", "delete.enabled")


def _drops_deletes(key: str, value: str) -> bool:
    """Tell if a source setting keeps deletes from leaving as tombstones."""
    if key == "tombstones.on.delete":
        return value == "false"
    if key.endswith(".delete.tombstone.handling.mode"):
        return value == "drop"
    return key.startswith("transforms.") and key.endswith(".drop.tombstones") and value == "true"
