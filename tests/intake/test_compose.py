"""Compose files say which stores run and which services of our own use them."""

from tools.domain.brief import Brief
from tools.domain.evidence import FileLine
from tools.intake import Intake, read

BASE = """
x-app: &app
  build: .
  environment: &env
    DATABASE_URL: postgres://app:geheim@db:5432/shop
    KAFKA_BROKERS: kafka-1:9092,kafka-2:9092
services:
  db:
    image: postgres:${PG_VERSION:-15}-alpine
    environment:
      POSTGRES_DB: shop_db
  kafka-1: {image: "confluentinc/cp-kafka:7.6.0"}
  kafka-2: {image: "confluentinc/cp-kafka:7.6.0"}
  search:
    image: docker.elastic.co/elasticsearch/elasticsearch:8.13.0
  api:
    <<: *app
    depends_on: [db]
  worker:
    image: ghcr.io/acme/worker:1
    environment: [SEARCH_HOST=search]
  reports:
    image: acme/reports
    env_file: ./reports.env
  nothing:
    image: acme/nothing
  grafana:
    image: grafana/grafana
    depends_on: [db]
  db-migrate:
    image: postgres:15
"""


def intake(**files: str) -> Intake:
    names = {
        "base": "docker-compose.yml",
        "override": "docker-compose.override.yml",
        "prod": "docker-compose.prod.yaml",
    }
    return read(Brief({names.get(name, name.replace("_env", ".env")): text for name, text in files.items()}))


def test_known_images_are_stores_with_the_version_of_their_tag() -> None:
    stores = {store.id: (store.technology, store.version) for store in intake(base=BASE).facts.stores}
    assert stores == {
        "db": ("postgresql", "15"),
        "kafka": ("kafka", "7.6.0"),
        "search": ("elasticsearch", "8.13.0"),
    }


def test_services_of_our_own_are_writers_if_they_use_a_store() -> None:
    writers = [writer.id for writer in intake(base=BASE, reports_env="SEARCH_HOST=search\n").facts.writers]
    assert writers == ["api", "worker", "reports"]
    assert "reports" not in [writer.id for writer in intake(base=BASE).facts.writers]


def test_each_store_is_evidenced_by_the_line_of_its_image() -> None:
    assert intake(base=BASE).facts.evidence["stores.db.technology"] == FileLine(
        file="docker-compose.yml", line=9
    )


def test_compose_alone_claims_neither_entities_nor_paths() -> None:
    facts = intake(base=BASE).facts
    assert facts.entities == facts.paths == facts.reads == ()


def test_an_override_replaces_what_the_base_says() -> None:
    found = intake(base=BASE, override='services:\n  db: {image: "postgres:16"}\n')
    assert found.facts.stores[0].version == "16"
    assert found.contradictions == ()


def test_another_variant_that_disagrees_is_a_contradiction() -> None:
    found = intake(base=BASE, prod='services:\n  db: {image: "postgres:14"}\n')
    assert [(c.fact, [value for value, _ in c.values]) for c in found.contradictions] == [
        ("stores.db.version", ["15", "14"])
    ]
    assert found.facts.stores[0].version is None


def test_variables_are_looked_up_in_the_env_file_beside() -> None:
    found = read(Brief({"compose.yaml": BASE, ".env": "PG_VERSION=13\n"}))
    assert found.facts.stores[0].version == "13"
    assert {entry.file: entry.status for entry in found.coverage} == {".env": "read", "compose.yaml": "read"}


def test_a_broken_compose_file_fails_alone() -> None:
    found = read(Brief({"compose.yml": "services: [", "brief.md": "Orders live in PostgreSQL."}))
    status = {entry.file: entry.status for entry in found.coverage}
    assert status == {"compose.yml": "failed", "brief.md": "read"}
    assert [store.id for store in found.facts.stores] == ["postgresql"]


def test_odd_shapes_are_survived() -> None:
    for text in ("services: 5", "services: {a: null}", "[]", "services:\n  a: {image: 5}\n", "x", ""):
        assert read(Brief({"compose.yml": text})).facts.stores == ()
