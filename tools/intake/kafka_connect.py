"""Kafka Connect configurations: the connector classes that are known, and access to their settings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tools.domain.evidence import FileLine
from tools.domain.facts import Mechanism
from tools.intake.tree import Node

SOURCES: Mapping[str, tuple[str, Mechanism]] = {
    "io.debezium.connector.postgresql.PostgresConnector": ("postgresql", "cdc"),
    "io.debezium.connector.mysql.MySqlConnector": ("mysql", "cdc"),
    "io.debezium.connector.mariadb.MariaDbConnector": ("mariadb", "cdc"),
    "io.debezium.connector.mongodb.MongoDbConnector": ("mongodb", "cdc"),
    "io.debezium.connector.sqlserver.SqlServerConnector": ("sqlserver", "cdc"),
    "io.debezium.connector.oracle.OracleConnector": ("oracle", "cdc"),
    "io.debezium.connector.spanner.SpannerConnector": ("spanner", "cdc"),
    "io.debezium.connector.vitess.VitessConnector": ("vitess", "cdc"),
    "com.mongodb.kafka.connect.MongoSourceConnector": ("mongodb", "cdc"),
    "io.confluent.connect.jdbc.JdbcSourceConnector": ("", "polling"),
    "io.aiven.connect.jdbc.JdbcSourceConnector": ("", "polling"),
}
"""Source connectors: technology ("": the JDBC URL says it) and mechanism."""
SINKS: Mapping[str, str] = {
    "io.confluent.connect.elasticsearch.ElasticsearchSinkConnector": "elasticsearch",
    "io.aiven.connect.elasticsearch.ElasticsearchSinkConnector": "elasticsearch",
    "io.aiven.kafka.connect.opensearch.OpensearchSinkConnector": "opensearch",
    "com.snowflake.kafka.connector.SnowflakeSinkConnector": "snowflake",
    "com.snowflake.kafka.connector.SnowflakeStreamingSinkConnector": "snowflake",
    "com.wepay.kafka.connect.bigquery.BigQuerySinkConnector": "bigquery",
    "io.confluent.connect.aws.redshift.RedshiftSinkConnector": "redshift",
    "io.confluent.connect.s3.S3SinkConnector": "s3",
    "io.aiven.kafka.connect.s3.AivenKafkaConnectS3SinkConnector": "s3",
    "io.confluent.connect.gcs.GcsSinkConnector": "gcs",
    "com.clickhouse.kafka.connect.ClickHouseSinkConnector": "clickhouse",
    "com.mongodb.kafka.connect.MongoSinkConnector": "mongodb",
    "com.redis.kafka.connect.RedisSinkConnector": "redis",
    "org.neo4j.connectors.kafka.sink.Neo4jConnector": "neo4j",
    "streams.kafka.connect.sink.Neo4jSinkConnector": "neo4j",
    "org.apache.iceberg.connect.IcebergSinkConnector": "iceberg",
    "io.confluent.connect.jdbc.JdbcSinkConnector": "",
    "io.aiven.connect.jdbc.JdbcSinkConnector": "",
    "io.debezium.connector.jdbc.JdbcSinkConnector": "",
}
"""Sink connectors: technology ("": the JDBC URL says it)."""


@dataclass(frozen=True, slots=True)
class Connector:
    """One connector: its settings by name, and where it stands."""

    name: str
    node: Node
    settings: Mapping[str, Node]

    @property
    def kind(self) -> str:
        """The connector's class."""
        return self.get("connector.class")

    def get(self, *names: str) -> str:
        """Return the first of these settings that is there, as text; else ""."""
        return next((str(self.settings[name].value) for name in names if name in self.settings), "")

    def switched(self, name: str) -> bool | None:
        """Return a switch, None if it is not set."""
        return {"true": True, "false": False}.get(self.get(name).lower())

    def at(self, *names: str) -> FileLine:
        """Return the line of the first of these settings that is there, else of the class."""
        node = next((self.settings[n] for n in (*names, "connector.class") if n in self.settings), self.node)
        return FileLine(file=node.file, line=node.line)


def connectors(root: Node) -> Iterator[Connector]:
    """Yield the connectors of a JSON file: one as `{name, config}` or flat, a list, or a mapping by name."""
    for node in root.items or [root]:
        config = node.get("config") or node
        if config.get("connector.class"):
            name = node.get("name") or config.get("name")
            yield Connector(str(name.value) if name else "", node, config.pairs)
    for key, node in root.pairs.items():
        if key != "config" and node.get("connector.class"):
            yield Connector(key, node, node.pairs)
