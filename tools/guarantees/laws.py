"""The composition laws held against one path.

The laws are data (tools/knowledge/laws.yaml). Two definitions of their vocabulary are applied before they are
asked: a transaction ends at its system's border, so beyond it EOT is ALO (law G13); and an order that only
repeats can break (KEY) is kept where no repeat reaches the effect.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache
from typing import NamedTuple

from tools.domain.decisions import Value
from tools.domain.design import DataPath, Hop, Traits
from tools.domain.verdict import LOUD, About, LawHit
from tools.guarantees.compose import compose
from tools.knowledge.laws import laws
from tools.logic.decide import Fired, fires

Inputs = Mapping[str, Value | None]

OF_FILLED_CACHES = {"G16", "G28"}
"""Laws about a cache that its readers fill: it re-reads the authority, so no change is copied to it."""


class _Moved(NamedTuple):
    """What the laws read of a path; not its status, so that they answer once whatever becomes of it."""

    id: str
    about: About
    hops: tuple[Hop, ...]
    traits: Traits


def law_inputs(path: DataPath | _Moved) -> Inputs:
    """Return what the laws read of a path, by input name (`p.effect`); None is unknown.

    `p.delivery`, `p.order` and `p.window_h` are those of the composed hops, `p.repeats_recognised` follows
    from the deduplication, the rest are the path's traits.
    """
    composed = compose(path.hops)
    derived = {
        "delivery": composed.delivery,
        "order": composed.order,
        "window_h": composed.window_h,
        "repeats_recognised": _recognised(path.traits),
    }
    traits = path.traits
    return {name: derived[n] if n in derived else getattr(traits, n) for name, n in _input_names()}


@cache
def _input_names() -> tuple[tuple[str, str], ...]:
    """Pair each input of the laws with the property it names: `p.effect`, `effect`."""
    return tuple((name, name.removeprefix("p.")) for name in laws().inputs)


def law_hits(path: DataPath) -> tuple[LawHit, ...]:
    """Return every law that holds, and every critical or high one that only an unknown leaves open.

    An open law names in `unknown` the traits, or `delivery`, `order` and `window_h` of the hops, that would
    decide it.
    """
    return tuple(hit for hit in judge(path) if not hit.unknown or hit.severity in LOUD)


def judge(path: DataPath) -> tuple[LawHit, ...]:
    """Return every law that holds or that an unknown leaves open, of any severity, in the laws' order.

    A path without hops copies nothing, and no law speaks of it.
    """
    return _judge(_Moved(path.id, path.about, path.hops, path.traits)) if path.hops else ()


@lru_cache(maxsize=1 << 13)
def _judge(path: _Moved) -> tuple[LawHit, ...]:
    values = law_inputs(path)
    hits = _hits(path, values)
    if values["p.delivery"] == "EOT" and not values["p.external_sink_in_transaction"]:
        hits |= _hits(path, {**values, "p.delivery": "ALO"})
    if path.traits.filled_by_readers:
        hits = {law: hit for law, hit in hits.items() if law in OF_FILLED_CACHES}
    return tuple(hits[law.id] for law in laws().rules if law.id in hits)


def repeats_reach_effect(path: DataPath | _Moved) -> bool | None:
    """Say whether a change can take effect twice: it arrives again and nothing there recognises it."""
    traits, composed = path.traits, compose(path.hops)
    arrives = composed.repeats
    if composed.delivery == "EOT" and not traits.external_sink_in_transaction:
        arrives = True
    if arrives is False:
        return False
    recognised = _recognised(traits)
    if recognised:
        return False
    return None if arrives is None or recognised is None else True


def _recognised(traits: Traits) -> bool | None:
    """Say whether deduplication at the effect knows every repeat."""
    if traits.dedup == "NOD" or traits.dedup_at_effect is False:
        return False
    if traits.dedup is None or traits.dedup_at_effect is None:
        return None
    if traits.dedup == "DUR":
        return True
    if traits.window_s is None or traits.max_redelivery_age_s is None:
        return None
    return traits.max_redelivery_age_s <= traits.window_s


def _unsaid_of_recognition(traits: Traits) -> tuple[str, ...]:
    """Name the traits that `_recognised` waits for."""
    window = () if traits.dedup == "DUR" else ("window_s", "max_redelivery_age_s")
    return tuple(n for n in ("dedup", "dedup_at_effect", *window) if getattr(traits, n) is None)


def _hits(path: _Moved, values: Inputs) -> dict[str, LawHit]:
    """Ask the laws; hold KEY as KEYR if no repeat reaches the effect, leave open what hangs on knowing it."""
    hits = _ask(path, values)
    repeats = repeats_reach_effect(path)
    if values["p.order"] != "KEY" or repeats:
        return hits
    kept = _ask(path, {**values, "p.order": "KEYR"})
    if repeats is False:
        return kept
    held = {law for law, hit in kept.items() if not hit.unknown}
    waits = _unsaid_of_recognition(path.traits) or ("delivery",)
    return {
        law: hit if law in held else replace(hit, unknown=hit.unknown or waits) for law, hit in hits.items()
    }


def _ask(path: _Moved, values: Inputs) -> dict[str, LawHit]:
    return {fired.rule.id: _hit(path, fired) for fired in fires(laws(), values)}


def _hit(path: _Moved, fired: Fired) -> LawHit:
    then = fired.rule.then
    return LawHit(
        law=fired.rule.id,
        about=path.about,
        path=path.id,
        says=fired.rule.outcome,
        severity=str(then["severity"]),  # type: ignore[arg-type]
        because=fired.rule.because,
        fix=_text(then.get("fix") or then.get("must") or ""),
        unknown=_unknown(path, fired),
    )


def _unknown(path: _Moved, fired: Fired) -> tuple[str, ...]:
    """Name what the law waits for; in place of `repeats_recognised` the traits that it follows from."""
    found: dict[str, None] = {}
    for name in fired.unknown:
        trait = name.removeprefix("p.")
        waits = _unsaid_of_recognition(path.traits) if trait == "repeats_recognised" else (trait,)
        found |= dict.fromkeys(waits)
    return tuple(found)


def _text(said: object) -> str:
    return "; ".join(map(str, said)) if isinstance(said, tuple) else str(said)
