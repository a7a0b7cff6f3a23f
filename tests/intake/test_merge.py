"""Sources that agree become one fact; sources that disagree become a question."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tools.domain.brief import Brief
from tools.domain.evidence import FileLine, Quote
from tools.intake import Intake, read

COMPOSE = "services:\n  db:\n    image: postgres:16.4\n  cache:\n    image: redis:7\n"
FACTS = (
    "schema_version: 1\nstores:\n- {id: db, technology: postgresql}\nentities:\n- {id: order, rows: 5000}\n"
)


def both(**files: str) -> Intake:
    names = {"compose": "compose.yml", "facts": "facts.yaml", "prose": "brief.md", "more": "more.md"}
    return read(Brief({names[name]: text for name, text in files.items()}))


def test_a_store_named_by_prose_and_compose_is_one_store() -> None:
    found = both(compose=COMPOSE, prose="Orders live in PostgreSQL 16, prices are cached in Redis.")
    assert [store.id for store in found.facts.stores] == ["db", "cache"]
    assert found.facts.entities[0].authority == "db"


def test_of_two_versions_the_more_exact_one_is_no_contradiction() -> None:
    found = both(compose=COMPOSE, prose="Orders live in PostgreSQL 16.")
    assert (found.facts.stores[0].version, found.contradictions) == ("16.4", ())


FEED = (
    "schema_version: 1\nstores:\n- {{id: db, technology: {store}}}\n- {{id: cache, technology: redis}}\n"
    "entities:\n- {{id: order}}\n"
    "paths:\n- {{id: feed, source: db, target: cache, entities: [order], mechanism: {mechanism}}}\n"
    "reads:\n- {{id: desk, entities: [order], store: cache, consumer: {consumer}, team: {team}}}\n"
)


def feeds(*said: dict[str, str]) -> Intake:
    usual = {"store": "postgresql", "mechanism": "cdc", "consumer": "desk", "team": "billing"}
    return read(Brief({f"{n}.facts.yaml": FEED.format(**{**usual, **one}) for n, one in enumerate(said)}))


def test_what_a_provider_runs_is_said_more_exactly_by_the_providers_name() -> None:
    for one, other in (({}, {"store": "supabase"}), ({"store": "supabase"}, {"store": "other"})):
        found = feeds(one, other)
        assert (found.facts.stores[0].technology, found.contradictions) == ("supabase", ())


def test_two_products_of_one_family_disagree() -> None:
    found = feeds({"store": "elasticsearch"}, {"store": "opensearch"})
    assert [c.fact for c in found.contradictions] == ["stores.db.technology"]


def test_who_does_not_know_the_mechanism_contradicts_nobody() -> None:
    found = feeds({"mechanism": "unknown"}, {"mechanism": "outbox"})
    assert (found.facts.paths[0].mechanism, found.contradictions) == ("outbox", ())
    said = found.facts.evidence["paths.feed.mechanism"]
    assert isinstance(said, FileLine)
    assert said.file == "1.facts.yaml"


def test_one_team_in_capitals_and_two_names_of_one_reader_are_no_contradiction() -> None:
    found = feeds({"consumer": "handlers' screen", "team": "Billing"}, {"consumer": "desk"})
    assert (found.facts.reads[0].consumer, found.facts.reads[0].team) == ("handlers' screen", "Billing")
    assert found.contradictions == ()
    assert [c.fact for c in feeds({"team": "sales"}, {}).contradictions] == ["reads.desk.team"]


def test_a_contradiction_keeps_both_values_with_their_sources_and_leaves_the_fact_unsaid() -> None:
    found = both(compose=COMPOSE, prose="Orders live in PostgreSQL 14.")
    (contradiction,) = found.contradictions
    assert contradiction.fact == "stores.db.version"
    assert [value for value, _ in contradiction.values] == ["16.4", "14"]
    assert [type(said) for _, said in contradiction.values] == [FileLine, Quote]
    assert found.facts.stores[0].version is None
    assert "stores.db.version" not in found.facts.evidence


def test_a_technology_cannot_be_left_out_so_the_most_exact_source_stands() -> None:
    found = both(facts="schema_version: 1\nstores:\n- {id: db, technology: mysql}\n", compose=COMPOSE)
    assert found.facts.stores[0].technology == "mysql"
    assert [c.fact for c in found.contradictions] == ["stores.db.technology"]


def test_a_facts_file_and_prose_can_disagree_about_a_number() -> None:
    found = both(facts=FACTS, prose="There are 8,000 orders.")
    assert [(c.fact, [value for value, _ in c.values]) for c in found.contradictions] == [
        ("entities.order.rows", [5000, 8000.0])
    ]
    assert both(facts=FACTS, prose="There are 5,000 orders.").contradictions == ()


def test_lists_grow_together() -> None:
    found = both(prose="The app writes orders to MySQL.", more="The app writes invoices to MySQL.")
    (writer,) = found.facts.writers
    assert [write.entity for write in writer.writes] == ["order", "invoice"]


def test_two_mechanisms_for_one_entity_disagree_and_for_two_entities_are_two_paths() -> None:
    one = "Orders are copied by a trigger from MySQL to Redis. Orders are copied by hand from MySQL to Redis."
    assert [c.fact for c in both(prose=one).contradictions] == ["paths.mysql_to_redis.mechanism"]
    two = "Debezium streams orders from MySQL to Redis. Products are copied by hand from MySQL to Redis."
    found = both(prose=two)
    mechanisms = {p.entities: p.mechanism for p in found.facts.paths}
    assert mechanisms == {("order",): "cdc", ("product",): "manual"}
    assert found.contradictions == ()


FILES = {
    "facts.yaml": FACTS,
    "compose.yml": COMPOSE,
    "schema.sql": "CREATE TABLE orders (id int PRIMARY KEY);",
    "b.md": "Orders live in PostgreSQL 14. A nightly job loads orders into Snowflake.",
    "a.md": "Customers live in PostgreSQL. Redis holds sessions.",
    "x.bin": "?",
}


@settings(deadline=None)
@given(st.permutations(list(FILES)))
def test_the_order_of_the_files_does_not_matter(order: list[str]) -> None:
    assert read(Brief({name: FILES[name] for name in order})) == read(Brief(FILES))
