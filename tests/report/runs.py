"""Verdicts made by hand, so that the report is tested without the checker."""

from dataclasses import replace

from tests.report import designs
from tools.domain.design import Design
from tools.domain.verdict import Explored, Repaired, TraceStep

SCOPE = "up to 2 writers and 1 fault"

RUN = (
    TraceStep("storefront", "shop_db", "commits v1 in shop_db", "message"),
    TraceStep("storefront", "storefront", "crashes before it writes v1 to search", "crash"),
    TraceStep("shop_db", "storefront", "confirms v1, and the answer is lost", "lost"),
    TraceStep("search", "search", "keeps what it has", "note"),
)

BROKEN = Explored(
    path="index_products/product",
    about="current",
    family="dual write",
    status="violated",
    invariants=(("convergence", "search holds a copy of product"),),
    violated="convergence",
    contradiction="shop_db has v1, search has nothing",
    scope=SCOPE,
    states=312,
    faults=1,
    trace=RUN,
    repair=Repaired("let search follow the log of shop_db", "holds", 1234, SCOPE),
    assumptions=("each single write is atomic in its store",),
)

HOLDS = Explored(
    path=designs.PRODUCT.id,
    about="recommended",
    family="log copy",
    status="holds",
    invariants=(("convergence", "search holds a copy of product"), ("no resurrection", "rows are deleted")),
    scope=SCOPE,
    states=4321,
    assumptions=("the log keeps the order of commits",),
)

NOT_MODELLED = Explored(
    path=designs.ORDER.id,
    about="recommended",
    family="",
    status="not_modelled",
    reason="no family has files that a partner drops",
)


def searched(*seen: Explored, base: Design = designs.RETAILER) -> Design:
    """Return the retailer with these verdicts."""
    return replace(base, verdict=replace(base.verdict, explored=seen))
