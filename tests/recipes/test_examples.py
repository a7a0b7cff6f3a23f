"""Every PostgreSQL recipe of every example, on a database made from the example's own schema.sql."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import LiteralString, cast

import pglast
import psycopg
import pytest

from agent.cli.arguments import load
from tests.recipes.conftest import NUMBERS, Database, parts, statements
from tools.domain.design import Design
from tools.recipes import Recipe, recipes
from tools.recipes.catalogue import templates
from tools.recipes.subject import technology
from tools.recipes.subjects import subjects
from tools.steps import run

EXAMPLES = sorted(path.parent for path in Path(__file__).parents[2].glob("examples/*/schema.sql"))
SETS_UP = ("set_up", "heartbeat", "publication")
ROLES = "SELECT rolname FROM pg_roles ORDER BY rolname"
ASKS = (pglast.ast.SelectStmt, pglast.ast.InsertStmt, pglast.ast.UpdateStmt, pglast.ast.DeleteStmt)


def designed(example: Path) -> Design:
    return run(load([str(example)]).facts)


def store_of(recipe: Recipe, design: Design) -> str:
    """Return the store that a recipe is run in: its subject's, for a path the one it is conditional on."""
    [template] = [template for template in templates() if template.id == recipe.id]
    if recipe.about == "path":
        [path] = [path for path in design.recommended.paths if path.id == recipe.subject]
        return path.target if any("target" in condition for condition in template.applies) else path.source
    [subject] = [one for one in subjects(design) if (one.about, one.id) == (recipe.about, recipe.subject)]
    return str(subject.names["store"])


def stores_with_tables(design: Design) -> set[str]:
    """Return the stores that decide about entities whose tables are in schema.sql."""
    known = {entity.id for entity in design.facts.entities if entity.table}
    return {one.store for one in design.recommended.authorities if one.entity in known and one.store}


@pytest.fixture
def databases(postgres_uri: str, request: pytest.FixtureRequest) -> Iterator[Mapping[str, Database]]:
    """Give each PostgreSQL store of an example a database, with its tables where it decides about them."""
    design = designed(request.param)
    found: dict[str, Database] = {}
    with psycopg.connect(postgres_uri, autocommit=True) as admin:
        before = {row[0] for row in admin.execute(ROLES)}
        for store in design.facts.stores:
            if "postgresql" in technology(design.facts, store.id):
                name = f"example_{next(NUMBERS)}"
                admin.execute(cast(LiteralString, f"CREATE DATABASE {name}"))
                found[store.id] = Database(postgres_uri, name)
        for store_id in stores_with_tables(design) & found.keys():
            found[store_id].do((request.param / "schema.sql").read_text())
        yield found
        for database in found.values():
            database.close()
            admin.execute(cast(LiteralString, f"DROP DATABASE {database.name} WITH (FORCE)"))
        for (role,) in admin.execute(ROLES).fetchall():
            if role not in before:
                admin.execute(cast(LiteralString, f'DROP ROLE "{role}"'))


@pytest.mark.parametrize("databases", EXAMPLES, indirect=True, ids=lambda path: path.name)
def test_no_statement_is_refused(databases: Mapping[str, Database], request: pytest.FixtureRequest) -> None:
    design = designed(request.node.callspec.params["databases"])
    found = [one for one in recipes(design) if one.id.startswith("postgresql.")]
    for one in found:
        for name, text in parts(one.text).items():
            if name in SETS_UP:
                for statement, _ in statements(text):
                    databases[store_of(one, design)].do(statement)
    for one in found:
        for name, text in parts(one.text).items():
            for statement, _ in statements(text):
                if name not in SETS_UP and isinstance(pglast.parse_sql(statement)[0].stmt, ASKS):
                    databases[store_of(one, design)].do(f"PREPARE tried AS {statement}")
                    databases[store_of(one, design)].do("DEALLOCATE tried")


def test_what_is_unique_in_every_region_is_reserved_in_one_even_if_each_has_a_constraint() -> None:
    library = next(path for path in EXAMPLES if path.name == "library")
    rule = "invariants.member_unique_email.across_regions"
    for value, wanted in (("true", "postgresql.reservation"), ("false", "postgresql.enforced")):
        design = run(load([str(library)], sets=[f"{rule}={value}"]).facts)
        found = {one.id for one in recipes(design) if one.subject == "member_unique_email"}
        assert found == {wanted}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_names_are_placeholders_only_where_nobody_gave_them(example: Path) -> None:
    assumed = {
        (one.id, one.subject)
        for one in recipes(designed(example))
        if one.id.startswith("postgresql.") and one.names == "assumed"
    }
    expected = {"retailer": {("postgresql.outbox_insert", "order")}}  # the lines are no entity of their own
    assert assumed == expected.get(example.name, set())
