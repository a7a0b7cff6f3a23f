"""How data gets from one store to the next today, where prose says so."""

import re
from itertools import pairwise

from tools.intake.clause import STORE, Clause
from tools.intake.draft import Draft, Feed
from tools.intake.identity import only
from tools.intake.prose_operations import claim_external, claim_two_phase
from tools.intake.prose_statement import MOVES, Statement
from tools.intake.prose_writes import claim_caching, claim_dual_write, claim_write
from tools.intake.quantities import period

_OF_WORDS = r"(?:(?:the|our|an?) (?:[a-z]+ )?(?:db|database|warehouse|index), |(?:[a-z]+ ){0,2}?)"
_FROM = re.compile(
    rf"\b(?:from|out of|reads|tails|captures|polls|asks|queries|changes (?:in|of)) {_OF_WORDS}{STORE}"
)
_INTO = re.compile(
    rf"\b(?:to|into|feeds?|fills?|refresh(?:es)?|updates?|populates?|overwrites) {_OF_WORDS}{STORE}"
)
_FED = re.compile(
    rf"{STORE} (?:is|gets) {_OF_WORDS}(?:fed|filled|populated|loaded|updated|refreshed|synced|rebuilt)\b"
)
_ARROW = re.compile(r" ?(?:-+>|=+>|→|⟶) ?")
_SCHEDULED = (None, "full_batch", "incremental_batch", "polling", "file_transfer")


def claim_paths(clause: Clause, draft: Draft) -> bool:
    """Add the paths, writes and operations that a clause states; tell if there were any."""
    if not clause.states:
        return False
    said = Statement(clause, draft)
    return any(claim(said) for claim in _FORMS)


def _claim_arrows(said: Statement) -> bool:
    """`⟦0⟧ -> ⟦1⟧ -> ⟦2⟧`: from one data store to the next, by what stands between them."""
    chains = [part for part in re.split(r"[,;]", said.text) if _ARROW.search(part)]
    for chain in chains:
        stores = [said.clause.at(mark) for mark in re.findall(STORE, chain)]
        data = [store for store in stores if store in said.data]
        via = tuple(store for store in stores if store in said.between)
        for source, target in pairwise(data):
            path = said.claim_path(source, target, said.mechanism, via=via if len(data) == 2 else ())
            said.draft.claim("paths", path, "schedule_s", period(said.text), said.quote)
    return bool(chains and len(said.data) > 1)


def _claim_movement(said: Statement) -> bool:
    """Something carries data: `a nightly job copies orders from ⟦0⟧ to ⟦1⟧`."""
    source, targets = _ends(said)
    moves = said.mechanism or MOVES.search(said.text) or source in said.between
    if not said.data or not moves:
        return False
    if source in said.between:
        return _claim_fed(said, str(source), targets)
    if source and not targets:
        return _remember_feed(said, source)
    claimed = False
    for target in targets:
        start = source or said.the_database(target)
        scheduled = said.mechanism in _SCHEDULED and period(said.text)
        if start is None or not (source or scheduled):
            continue
        path = said.claim_path(start, target, said.mechanism, said.between, assumed=source is None)
        said.draft.claim("paths", path, "schedule_s", scheduled or None, said.quote)
        claimed = True
    return claimed


def _ends(said: Statement) -> tuple[str | None, tuple[str, ...]]:
    """Return where data comes from, a data store or what stands between, and where it goes."""
    start, end = _FROM.search(said.text), _FED.search(said.text) or _INTO.search(said.text)
    source = said.clause.at(start[1]) if start else None
    others = tuple(store for store in said.data if store != source)
    if source:
        return source, others
    target = said.clause.at(end[1]) if end else None
    if target not in said.data or target is None:
        return only(said.data), ()
    also_fed = {said.clause.at(match[1]) for match in _INTO.finditer(said.text)}
    fed = {target} if said.mechanism == "bidirectional" else also_fed
    return only(tuple(store for store in said.data if store not in fed)), (target,)


def _remember_feed(said: Statement, source: str) -> bool:
    """`the connector publishes ⟦0⟧ to ⟦1⟧`: who reads the broker is said elsewhere, or nowhere."""
    if said.between and said.mechanism:
        feed = Feed(source, said.mechanism, said.between)
        said.draft.feeds.update(dict.fromkeys(said.between, feed))
    return False


def _claim_fed(said: Statement, broker: str, targets: tuple[str, ...]) -> bool:
    """`consumers fill ⟦0⟧ and ⟦1⟧ from ⟦2⟧`: the source is what feeds the broker, if that was said."""
    feed = said.draft.feeds.get(broker)
    if feed is None:
        return False
    for target in targets:
        said.claim_path(feed.source, target, said.mechanism or feed.mechanism, feed.via)
    return bool(targets)


_FORMS = (
    _claim_arrows,
    claim_two_phase,
    claim_external,
    claim_caching,
    claim_dual_write,
    _claim_movement,
    claim_write,
)
"""Tried in this order; the first that fits is what the clause says."""
