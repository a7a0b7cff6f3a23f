"""What was understood is told row by row, with the words it rests on."""

from pathlib import Path

from agent.cli.understanding import Line, shortened, understood
from tools.domain.brief import Brief
from tools.domain.evidence import Answer, Assumption, FileLine, Quote
from tools.domain.facts import Facts, Store, Write, Writer, set_ref
from tools.domain.facts.removal import without
from tools.intake import read

ROOT = Path(__file__).parents[2]
WORDS = Quote(file="brief.md", line=3, offset=20, text="PostgreSQL 16,\nwhich the shop team owns")


def test_values_that_rest_on_the_same_words_share_a_line() -> None:
    facts = Facts(
        schema_version=1,
        stores=(Store(id="db", technology="postgresql", version="16", owner="shop", managed=True),),
        evidence={
            "stores.db": WORDS,
            "stores.db.technology": WORDS,
            "stores.db.version": WORDS,
            "stores.db.managed": Assumption(reason="nobody said"),
        },
    )
    assert understood(facts, facts) == (
        Line(
            number=1,
            struck=("stores.db",),
            facts=("stores.db.technology", "stores.db.version"),
            text="stores.db: technology postgresql, version 16",
            source="brief.md:3",
            quote="PostgreSQL 16, which the shop team owns",
        ),
        Line(
            2,
            ("stores.db.managed",),
            ("stores.db.managed",),
            "stores.db: managed true",
            "assumed: nobody said",
            "",
        ),
    )


def test_of_a_structured_file_a_row_is_one_line() -> None:
    line = FileLine(file="facts.yaml", line=7)
    facts = Facts(
        schema_version=1,
        system="shop",
        writers=(Writer(id="api", kind="service", writes=(Write(store="db", entity="order"),)),),
        evidence={
            "system": line,
            "writers.api": line,
            "writers.api.kind": FileLine(file="facts.yaml", line=8),
            "writers.api.writes": FileLine(file="facts.yaml", line=9),
        },
    )
    assert [(one.text, one.source) for one in understood(facts, facts)] == [
        ("writers.api: kind service, writes db order", "facts.yaml"),
        ("system: shop", "facts.yaml"),
    ]


def test_everything_that_was_read_is_told_once() -> None:
    text = (ROOT / "examples/retailer/brief.md").read_text()
    facts = read(Brief({"brief.md": text})).facts
    lines = understood(facts, facts)
    told = [ref for line in lines for ref in line.facts]
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert len(told) == len(set(told))
    assert {ref for ref in facts.evidence if ref.count(".") > 1} <= set(told)
    assert all(line.quote in " ".join(text.split()) for line in lines)


def test_a_long_text_is_cut_where_one_line_is_wanted() -> None:
    assert shortened("short") == "short"
    assert len(shortened("long " * 40)) < 80


def test_a_line_keeps_its_number_and_shows_what_became_of_it() -> None:
    text = (ROOT / "tests/agent/partial.yaml").read_text()
    found = read(Brief({"facts.yaml": text})).facts
    before = {line.number: line for line in understood(found, found)}
    changed = set_ref(found, "stores.search.technology", "opensearch", Answer(text="opensearch"))
    after = {line.number: line for line in understood(found, without(changed, ["paths.sync"]))}
    assert [before[number].text for number in before.keys() - after.keys()] == [
        "paths.sync: source shop_db, target search, entities product, mechanism dual_write"
    ]
    (number,) = (number for number in after if after[number] != before[number])
    assert after[number].text == "stores.search: technology opensearch"
    assert after[number].source == "corrected; facts.yaml"
