"""From the hops of a path to what arrives at its end.

A chain is not simply as good as its weakest hop: what one hop loses nothing downstream brings back, repeats
may arise anywhere, order is the lowest of all, and the shortest memory bounds an outage.
Source: the law `path_from_hops` of tools/knowledge (engineering judgement, checked by the simulation in
tests/guarantees).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tools.domain.design import Delivery, Hop, Order

ORDERS: tuple[Order, ...] = ("NONE", "KEY", "KEYR", "TOTAL")
"""Lowest first."""


@dataclass(frozen=True, slots=True)
class Composed:
    """What a whole path does to the changes that enter it. None is unknown.

    `repeats` says whether a change can arrive twice; a path that loses changes (AMO) may repeat others.
    `window_h` is the shortest known memory of a hop, in hours. `operation_ids` names one change hop by hop.
    """

    delivery: Delivery | None
    repeats: bool | None
    order: Order | None
    window_h: float | None
    operation_ids: tuple[str | None, ...]


def compose(hops: Sequence[Hop]) -> Composed:
    """Return what the hops give together. One unknown hop makes the whole unknown, unless another decides.

    A known loss decides delivery and a known lack of order decides order, whatever the rest does. A path
    without hops is unknown in everything.
    """
    return _compose(tuple(hops))


@lru_cache(maxsize=1 << 12)
def _compose(hops: tuple[Hop, ...]) -> Composed:
    deliveries = [hop.delivery for hop in hops]
    return Composed(
        delivery=_delivery(deliveries),
        repeats=_repeats(deliveries),
        order=_order([hop.order for hop in hops]),
        window_h=min((hop.window_h for hop in hops if hop.window_h is not None), default=None),
        operation_ids=tuple(hop.operation_id for hop in hops),
    )


def _delivery(deliveries: Sequence[Delivery | None]) -> Delivery | None:
    if "AMO" in deliveries:
        return "AMO"
    if None in deliveries or not deliveries:
        return None
    return "ALO" if "ALO" in deliveries else "EOT"


def _repeats(deliveries: Sequence[Delivery | None]) -> bool | None:
    if "ALO" in deliveries:
        return True
    return None if None in deliveries or not deliveries else False


def _order(orders: Iterable[Order | None]) -> Order | None:
    found = set(orders)
    if "NONE" in found:
        return "NONE"
    if None in found or not found:
        return None
    return next(order for order in ORDERS if order in found)
