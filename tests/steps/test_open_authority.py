"""Where several stores take changes and nobody said which is right, that is asked before anything else."""

from typing import Any

import pytest
import yaml

from tools.domain.design import Design
from tools.domain.facts import Facts
from tools.questions import questions
from tools.steps import run

TWO_WAYS = """
schema_version: 1
stores: [{id: erp, technology: mariadb}, {id: crm, technology: salesforce}]
entities: [{id: member}]
writers:
  - {id: office, kind: human, writes: [{store: erp, entity: member}]}
  - {id: advisors, kind: human, writes: [{store: crm, entity: member}]}
paths: [{id: sync, source: erp, target: crm, entities: [member], mechanism: bidirectional}]
"""

ONE_WAY = """
schema_version: 1
stores: [{id: pms, technology: oracle}, {id: website, technology: mysql}]
entities: [{id: rate}]
writers:
  - {id: revenue, kind: human, writes: [{store: pms, entity: rate}]}
  - {id: marketing, kind: human, writes: [{store: website, entity: rate}]}
paths: [{id: monday, source: pms, target: website, entities: [rate], mechanism: manual}]
"""


def design(text: str, **entity: Any) -> Design:
    """Run the steps; `entity` are fields of the first entity."""
    given = yaml.safe_load(text)
    given["entities"][0].update(entity)
    return run(Facts.model_validate(given))


@pytest.mark.parametrize(
    ("text", "fact", "stores"),
    [
        pytest.param(TWO_WAYS, "entities.member.authority", {"erp", "crm"}, id="copies both ways"),
        pytest.param(ONE_WAY, "entities.rate.authority", {"pms", "website"}, id="a copy that is edited too"),
    ],
)
def test_which_store_is_right_is_asked_first(text: str, fact: str, stores: set[str]) -> None:
    found = design(text)
    first = questions(found)[0]
    assert first.fact == fact
    assert {option.value for option in first.options} == stores
    assert "R05" in {finding.rule for finding in found.verdict.findings}


def test_no_store_is_said_to_decide_while_that_is_open() -> None:
    found = design(TWO_WAYS)
    assert [one.store for one in found.recommended.authorities] == [None]
    assert "R04" not in {finding.rule for finding in found.verdict.findings}


def test_the_paths_of_today_stay_while_that_is_open() -> None:
    assert [path.status for path in design(TWO_WAYS).current.paths] == ["keep"]


def test_the_answer_settles_it() -> None:
    found = design(TWO_WAYS, authority="erp")
    assert [one.store for one in found.recommended.authorities] == ["erp"]
    assert "entities.member.authority" not in {question.fact for question in questions(found)}


def test_who_writes_both_stores_writes_a_copy() -> None:
    given = yaml.safe_load(ONE_WAY)
    given["writers"] = [
        {
            "id": "desk",
            "kind": "service",
            "writes": [{"store": s, "entity": "rate"} for s in ("pms", "website")],
        }
    ]
    found = run(Facts.model_validate(given))
    assert [one.store for one in found.recommended.authorities] == ["pms"]


ONE_DATABASE = """
schema_version: 1
stores: [{id: permits, technology: sqlserver}]
entities: [{id: application}]
"""


def stores_that_decide(**changes: Any) -> list[str | None]:
    found = run(Facts.model_validate({**yaml.safe_load(ONE_DATABASE), **changes}))
    return [one.store for one in found.recommended.authorities]


def test_the_only_database_decides_though_nobody_said_who_writes_it() -> None:
    assert stores_that_decide() == ["permits"]


def test_what_is_read_in_one_database_of_several_is_right_there() -> None:
    stores = [{"id": "permits", "technology": "sqlserver"}, {"id": "shop", "technology": "mysql"}]
    read = {"id": "list", "entities": ["application"], "store": "shop"}
    assert stores_that_decide(stores=stores) == [None]
    assert stores_that_decide(stores=stores, reads=[read]) == ["shop"]


def test_a_cache_that_is_read_decides_nothing() -> None:
    assert stores_that_decide(stores=[{"id": "cache", "technology": "redis"}]) == [None]
