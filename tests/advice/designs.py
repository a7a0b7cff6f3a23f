"""The retailer of tests/report, with the columns of its tables and a standby that can lose commits."""

from dataclasses import replace
from typing import Any

from agent.advice.claims import Advised, Elaboration
from agent.advice.subject import Subject, subject
from tests.report import designs
from tools.domain.facts import Facts

PRODUCT = "product.shop_db.search"
ORDER = "order.shop_db.warehouse"


def _column(name: str, type_: str, nullable: bool = True) -> dict[str, Any]:
    return {"name": name, "type": type_, "nullable": nullable}


_FACTS = designs.RETAILER_FACTS.model_dump(mode="json")
_SHOP, *_OTHERS = _FACTS["stores"]
_PRODUCT, _ORDER = _FACTS["entities"]
_COLUMNS = [
    _column("product_id", "bigint", nullable=False),
    _column("name", "text"),
    _column("tags", "text[]"),
    _column("stock", "integer"),
]

DESIGN = replace(
    designs.RETAILER,
    facts=Facts.model_validate(
        {
            **_FACTS,
            "stores": [{**_SHOP, "failover_loses_tail": True}, *_OTHERS],
            "entities": [
                {**_PRODUCT, "table": "products", "columns": _COLUMNS, "has_primary_key": True},
                _ORDER,
            ],
        }
    ),
)


def about(id_: str = PRODUCT) -> Subject:
    found = subject(DESIGN, id_)
    assert found is not None
    return found


def block(subject: str = PRODUCT, **given: Any) -> Advised:
    fields = {"text": "Do it so.", "code": "", "language": "other", "engine": "", "claims": []}
    return Advised.model_validate({"subject": subject, **fields, **given})


def sql(code: str, **given: Any) -> Advised:
    return block(code=code, language="sql", engine="postgresql", **given)


def redis(code: str, **given: Any) -> Advised:
    return block(code=code, language="other", engine="redis", **given)


def elaboration(*blocks: Advised) -> Elaboration:
    return Elaboration(blocks=list(blocks))
