"""A facts file becomes facts with a line for every value, or one clear message."""

import pytest
import yaml

from tools.domain.brief import Brief
from tools.domain.evidence import Answer, FileLine
from tools.intake import IntakeError, read

GOOD = """schema_version: 1
system: shop
stores:
  - id: shop_db
    technology: postgres
    managed: true
  - {id: search, technology: elasticsearch}
entities:
  - id: product
    key: [id]
    attribute_groups:
      - id: price
        store: shop_db
paths:
  - id: indexing
    source: shop_db
    target: search
    entities: [product]
    mechanism: dual_write
reads:
  - id: site_search
    entities: [product]
    computation:
      sql: true
team:
  operations_level: 1
evidence:
  team.operations_level: {kind: answer, text: managed services only}
"""


def test_every_value_has_the_line_it_stands_on() -> None:
    facts = read(Brief({"facts.yaml": GOOD})).facts
    lines = {ref: said.line for ref, said in facts.evidence.items() if isinstance(said, FileLine)}
    assert lines["system"] == 2
    assert lines["stores.shop_db"] == 4
    assert lines["stores.shop_db.managed"] == 6
    assert lines["entities.product.attribute_groups.price.store"] == 13
    assert lines["reads.site_search.computation.sql"] == 24


def test_evidence_given_in_the_file_is_kept() -> None:
    facts = read(Brief({"facts.yaml": GOOD})).facts
    assert facts.evidence["team.operations_level"] == Answer(text="managed services only")


def test_an_alias_becomes_the_catalogue_id() -> None:
    assert read(Brief({"facts.yaml": GOOD})).facts.stores[0].technology == "postgresql"


def test_facts_that_were_written_out_are_read_back_the_same() -> None:
    facts = read(Brief({"facts.yaml": GOOD})).facts
    again = read(Brief({"facts.json": facts.model_dump_json(exclude_none=True)})).facts
    assert again == facts
    assert read(Brief({"-": yaml.safe_dump(facts.model_dump(mode="json"))})).facts == facts


def test_a_technology_that_nobody_knows_is_kept_as_other_and_said_so() -> None:
    intake = read(Brief({"facts.yaml": "schema_version: 1\nstores:\n- id: a\n  technology: FooDB\n"}))
    store = intake.facts.stores[0]
    assert (store.technology, store.name) == ("other", "FooDB")
    assert [(note.line, note.text) for note in intake.unread] == [(4, "technology: FooDB")]


STORE = "stores:\n- id: a\n  technology: x"
STRAY = "entities:\n- id: order\n  authority: shopdb\nstores: [{id: shop_db, technology: postgres}]"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            f"{STORE}\n  mangaed: true",
            ":5: stores.a.mangaed: unknown field 'mangaed'; did you mean 'managed'?",
        ),
        ("storess: []", ":2: storess: unknown field 'storess'; did you mean 'stores'?"),
        ("stores:\n- id: a", ":3: stores.a: 'technology' is missing"),
        (f"{STORE}\n- {{id: a, technology: x}}", ":5: stores: the id 'a' is used on line 3 too; rename one"),
        (f"{STORE}\n  version: 16", ":5: stores.a.version: expected text; put it in quotes, got 16"),
        ("stores:\n- id: A b\n  technology: x", ":3: stores.A b.id: expected a short name"),
        ("stores: 5", ":2: stores: expected a list"),
        ("stores:\n- 5", ":3: stores.1: expected a mapping of facts, got 5"),
        ("growth:\n  factor_per_year: twice", ":3: growth.factor_per_year: expected a number without unit"),
        ("team: {operations_level: 7}", "valid here: 0, 1, 2, 3"),
        (STRAY, ":3: entities.order: no store is called 'shopdb'; did you mean 'shop_db'?"),
        ("evidence:\n  stores.x.y: {kind: file, file: a, line: 1}", ":3: evidence for stores.x.y"),
    ],
)
def test_what_is_wrong_is_said_with_line_expectation_and_remedy(body: str, message: str) -> None:
    with pytest.raises(IntakeError) as error:
        read(Brief({"facts.yaml": f"schema_version: 1\n{body}\n"}))
    assert message in str(error.value)


def test_the_first_of_several_problems_is_told_with_how_many_follow() -> None:
    body = "schema_version: 1\nteam:\n  teem: 1\nstores:\n- id: a\n"
    with pytest.raises(IntakeError, match=r"^facts.yaml:3: team.teem: .* \(1 more after this one\)$"):
        read(Brief({"facts.yaml": body}))


def test_another_version_of_the_format_is_refused() -> None:
    with pytest.raises(IntakeError, match="schema_version 2 cannot be read; expected 1"):
        read(Brief({"facts.yaml": "schema_version: 2\n"}))


def test_a_facts_file_with_broken_syntax_is_an_error_and_not_skipped() -> None:
    with pytest.raises(IntakeError, match=r"facts.yaml:3: not valid YAML"):
        read(Brief({"facts.yaml": "schema_version: 1\nstores: [\n"}))


def test_an_alias_bomb_in_a_facts_file_is_refused() -> None:
    bomb = "x: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
        f"x{n}: &{new} [{','.join([f'*{old}'] * 10)}]\n"
        for n, (old, new) in enumerate(zip("abcdefg", "bcdefgh", strict=True))
    )
    with pytest.raises(IntakeError, match="once aliases are followed"):
        read(Brief({"facts.yaml": "schema_version: 1\n" + bomb}))


def test_rows_may_name_what_another_file_of_the_brief_defines() -> None:
    facts = "schema_version: 1\nentities:\n- id: order\n  authority: db\n"
    compose = "services:\n  db:\n    image: mysql:8\n"
    assert read(Brief({"facts.yaml": facts, "compose.yml": compose})).facts.entities[0].authority == "db"


def test_a_misspelt_field_is_named_before_the_field_that_is_therefore_missing() -> None:
    text = "schema_version: 1\nstores:\n  - id: a\n    technolgy: postgresql\n"
    with pytest.raises(IntakeError, match=r"unknown field 'technolgy'; did you mean 'technology'\?"):
        read(Brief({"facts.yaml": text}))
