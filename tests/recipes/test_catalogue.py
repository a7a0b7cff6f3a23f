"""The recipes as a whole: labels, names, conditions and order."""

import re
from pathlib import Path
from typing import get_args

import pglast.keywords
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.recipes.conftest import a_design
from tools.domain.facts import Column, Entity, Invariant
from tools.knowledge.decision_rules import decision_groups
from tools.knowledge.errors import KnowledgeError
from tools.knowledge.technologies import catalogue
from tools.recipes import recipe_sources, recipes
from tools.recipes.catalogue import Template, templates
from tools.recipes.names import LONGEST, literal, parameter, shortened, slug, sql_name, table_name
from tools.recipes.reserved import RESERVED
from tools.recipes.subject import About

TOPICS = {
    "capture": ("S3.capture", "S3.cache", "S3.effect"),
    "relay": ("S3.relay",),
    "transport": ("S4.transport",),
    "sink_guard": ("S3.guard",),
    "bootstrap": ("S3.bootstrap",),
    "deletes": ("S3.deletes",),
    "reconciliation": ("S3.reconcile",),
    "authority": ("S2.sor",),
    "read_your_writes": ("S6.ryw",),
}


def test_exactly_the_recipes_labelled_as_run_are_run_by_a_test() -> None:
    """The `postgres` fixture holds each of these tests to running every part of its recipes."""
    tests = "".join(file.read_text() for file in Path(__file__).parent.glob("test_*.py"))
    claimed = [
        id_ for ids in re.findall(r"mark\.claim\(([^)]*)\)", tests) for id_ in re.findall(r'"([^"]+)"', ids)
    ]
    assert set(claimed) == {template.id for template in templates() if template.checked == "ran"}


def test_the_label_names_the_engine_that_ran_it(postgres_uri, valkey) -> None:
    with psycopg.connect(postgres_uri) as connection:
        postgresql = f"PostgreSQL {connection.info.server_version // 10000}"
    valkey_engine = f"Valkey {valkey.info('server')['valkey_version'].partition('.')[0]}"
    memory = "an index in memory"
    engines = {"sql": {postgresql}, "python": {valkey_engine, memory, f"{postgresql} and {memory}"}}
    for template in templates():
        if template.checked == "ran":
            assert template.by in engines.get(template.language, {valkey_engine}), template.id


def test_conditions_ask_only_for_what_a_design_can_have() -> None:
    outcomes = {
        name: {rule.outcome for group in groups for rule in decision_groups()[group].rules}
        for name, groups in TOPICS.items()
    }
    for template in templates():
        for condition in template.applies:
            assert set(condition["about"]) <= set(get_args(About)), template.id
            for name in ("technology", "source", "target", "provider", "broker"):
                for id_ in condition.get(name, ()):
                    assert id_ == "unsaid" or catalogue().get(id_), template.id
            for name in outcomes.keys() & condition.keys():
                current = {"two_phase_commit"} if "today" in condition["about"] else set()
                assert set(condition[name]) <= outcomes[name] | current, (template.id, name)


def test_every_claim_and_caveat_is_a_sentence() -> None:
    for template in templates():
        for text in (template.claim, *template.caveats):
            plain = re.sub(r"{%.*?%}", "", text).strip()
            assert plain.endswith((".", "}}")), (template.id, text)
            assert not re.search(r"\b(guarantee\w*|proved|seamless\w*|simply)\b", text), (template.id, text)


def test_every_source_of_a_recipe_is_known_and_cited() -> None:
    cited = {id_ for template in templates() for id_ in template.sources}
    assert cited <= set(recipe_sources())


def test_a_recipe_without_witness_or_with_an_unknown_source_is_refused() -> None:
    entry = {"id": "x", "title": "", "applies": {"about": "path"}, "language": "sql", "body": "", "claim": ""}
    Template.model_validate({**entry, "sources": ["judg"], "checked": "not_run"})
    for wrong in ({"checked": "ran"}, {"checked": "not_run", "by": "PostgreSQL 18"}, {"checked": "guessed"}):
        with pytest.raises(ValueError, match="validation error"):
            Template.model_validate({**entry, "sources": ["judg"], **wrong})
    with pytest.raises(ValueError, match="no source 'hearsay'"):
        Template.model_validate({**entry, "sources": ["hearsay"], "checked": "not_run"})


def test_a_name_that_the_subject_lacks_is_an_error_and_no_empty_text(monkeypatch) -> None:
    bad = Template.model_validate(
        {
            "id": "bad",
            "title": "t",
            "applies": {"about": "path"},
            "language": "sql",
            "body": "{{ nobody }}",
            "claim": "c",
            "sources": ["judg"],
            "checked": "not_run",
        }
    )
    monkeypatch.setattr("tools.recipes.render._about", lambda about: (bad,))
    with pytest.raises(
        KnowledgeError, match=r"recipe bad about product\.shop_db\.sink\.0: 'nobody' is undefined"
    ):
        recipes(a_design(path={}))


@pytest.mark.parametrize(
    ("entity", "names"),
    [
        (Entity(id="product", table="goods", key=("sku",), columns=(Column(name="a"),)), "given"),
        (Entity(id="product", table="goods", key=("sku",)), "given"),
        (Entity(id="product", table="goods", key=("sku",), columns=(Column(name="b"),)), "assumed"),
        (Entity(id="product", key=("sku",)), "assumed"),
    ],
)
def test_a_recipe_says_whether_its_names_are_the_users(entity: Entity, names: str) -> None:
    rule = Invariant(id="one", kind="unique", entities=("product",), attributes=("a",))
    design = a_design(entity=entity, invariants=(rule,), path={"version_token": "row_version"})
    [unique] = [one for one in recipes(design) if one.id == "postgresql.unique"]
    [epoch] = [one for one in recipes(design) if one.id == "postgresql.epoch"]
    assert (unique.names, epoch.names) == (names, "given")  # an epoch has no name of the user's
    assert ("with other names" in unique.witness) is (names == "assumed")
    assert ("goods" in unique.text) is (entity.table == "goods")


def test_parked_and_removed_paths_bring_no_recipe() -> None:
    guarded = {"sink_guard": "native_version_compare"}
    assert any(one.about == "path" for one in recipes(a_design(path=guarded)))
    for status in ("parked", "remove"):
        assert not recipes(a_design(path={**guarded, "status": status}))


def test_the_same_design_gives_the_same_recipes_in_the_same_order() -> None:
    first, second = (
        recipes(a_design(path={"capture": "log_cdc", "reconciliation": "strict"})) for _ in range(2)
    )
    assert first == second
    order = [template.id for template in templates()]
    for subject in {one.subject for one in first}:
        ids = [one.id for one in first if one.subject == subject]
        assert ids == sorted(ids, key=order.index)


def test_what_a_technology_is_based_on_shares_its_recipes() -> None:
    path = {"sink_guard": "native_version_compare"}
    for target, id_ in (
        ("aurora_postgresql", "postgresql.guarded_upsert"),
        ("opensearch", "elasticsearch.index"),
    ):
        assert id_ in {one.id for one in recipes(a_design(target=target, path=path))}


def test_an_unknown_technology_brings_no_recipe_of_another() -> None:
    found = recipes(a_design(source="other", target="other", path={"sink_guard": "native_version_compare"}))
    assert not found


def test_the_reserved_words_are_those_of_the_grammar() -> None:
    words = pglast.keywords
    assert (
        set(words.RESERVED_KEYWORDS) | set(words.TYPE_FUNC_NAME_KEYWORDS) | set(words.COL_NAME_KEYWORDS)
        == RESERVED
    )


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=90))
def test_any_name_is_one_identifier_and_any_text_one_literal(name: str) -> None:
    tokens = pglast.parse_sql(f"SELECT {sql_name(name)} FROM {sql_name(name)} WHERE a = {literal(name)}")
    select = tokens[0].stmt
    assert select.fromClause[0].relname == shortened(name)
    assert select.whereClause.rexpr.val.sval == name
    assert len(shortened(name).encode()) <= LONGEST
    assert re.fullmatch(r"[a-z0-9_]{1,63}", slug(name))


def test_two_names_stay_two() -> None:
    assert parameter("a-b") != parameter("a b") != parameter("a_b")
    assert shortened("a" * 80 + "b") != shortened("a" * 80 + "c")


@pytest.mark.parametrize(
    ("entity", "table"),
    [
        ("product", "products"),
        ("category", "categories"),
        ("stock", "stock"),
        ("box", "boxes"),
        ("day", "days"),
    ],
)
def test_tables_are_named_after_entities_in_the_plural(entity: str, table: str) -> None:
    assert table_name(Entity(id=entity).id) == table
