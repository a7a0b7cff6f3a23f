"""Whether users must see their own change is asked where one who writes also reads a copy."""

from typing import Any

import yaml

from tools.domain.facts import Facts
from tools.questions import questions
from tools.steps import run

SHOP = """
schema_version: 1
stores: [{id: db, technology: postgresql}, {id: search, technology: elasticsearch}]
entities: [{id: item, key: [item_id]}]
writers: [{id: shop, team: sales, writes: [{store: db, entity: item}]}]
paths: [{id: sync, source: db, target: search, entities: [item], mechanism: cdc}]
reads: [{id: find, entities: [item], store: search, pattern: full_text, freshness_s: 5}]
"""
OWN = {
    f"reads.find.{field}"
    for field in ("read_your_writes", "replica_wait", "position_token", "primary_can_serve")
}


def asked(**read: Any) -> set[str]:
    """Return what is asked about own changes when the read has these fields too."""
    given = yaml.safe_load(SHOP)
    given["reads"][0].update(read)
    return OWN & {question.fact for question in questions(run(Facts.model_validate(given)))}


def test_nothing_is_asked_of_a_screen_on_which_nobody_writes() -> None:
    assert asked() == set()
    assert asked(consumer="visitors") == set()


def test_it_is_asked_where_the_writer_reads() -> None:
    assert asked(consumer="shop") == OWN
    assert asked(team="sales") == OWN


def test_how_is_asked_where_somebody_said_that_it_matters() -> None:
    assert asked(read_your_writes=True) >= OWN - {"reads.find.read_your_writes"}
