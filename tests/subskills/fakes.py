"""A small subskill, so that what carries subskills is tested without any of the eight."""

from tools.deciding.ledger import Ledger
from tools.deciding.sheet import derived, said
from tools.domain.design import Design
from tools.domain.subskills import Advice, Figure
from tools.subskills import Subskill

FACT = "stores.{}.durable"
"""What the fake asks for."""


def advise(design: Design, ledger: Ledger) -> tuple[Advice, ...]:
    """Ask of each system of record whether an apology would do; say nothing where there is no view."""
    return tuple(
        _advice(store.id, store.durable, ledger)
        for store in design.facts.stores
        if any(path.source == store.id for path in design.recommended.paths)
    )


def _advice(store: str, durable: bool | None, ledger: Ledger) -> Advice:
    sheet = {
        "uniq.across_regions": derived(True, "taken as so"),
        "uniq.apology_ok": said(durable, FACT.format(store)),
    }
    decision = ledger.decide("S6.unique", store, sheet)
    return Advice(
        subskill="apology-adviser",
        subject=store,
        decisions=(decision.id,),
        says=f"{store} keeps its values unique: {decision.choice}",
        figures=(Figure("copies that answer", "W + R > N: 2 + 2 > 3", "2 of 3"),),
        shows=("one place takes the value", "the other asks it first"),
    )


FAKE = Subskill(
    name="apology-adviser",
    title="Whether an apology would do",
    step=6,
    asks="May a value be taken twice if it can be made good?",
    groups=("S6.unique",),
    advise=advise,
)
