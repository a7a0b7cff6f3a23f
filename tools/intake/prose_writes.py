"""What applications do themselves: write to one store, write to several, look after a cache."""

import re

from tools.intake.clause import STORE
from tools.intake.identity import only, stores_in
from tools.intake.prose_statement import WRITES, Statement
from tools.intake.prose_writers import writer_in
from tools.intake.quantities import DURATION, seconds

_DUAL = re.compile(
    r"\b(?:dual|double)[- ]writ|\b(?:writ\w+|saves?|stores?|updates?) (?:\w+ ){0,4}?(?:both|all three)\b"
)
_ANOTHER = re.compile(
    r"(?:,|,? and) (?!and |then |also |afterwards |finally |it |we |they )(?:the |an? )?[\w-]+ "
    r"(?:writes|saves|inserts|updates|sends|pushes|publishes|puts|indexes)\b"
)
"""A second subject does its own writing: `the indexer writes to ⟦0⟧, the builder writes to ⟦1⟧`."""
_ALSO = re.compile(r"\b(?:also|in addition|at the same time)\b")
_READS = re.compile(rf"\b(?:from|reads) (?:[a-z]+ ){{0,2}}?{STORE}")
_KEEPS = re.compile(r"\b(?:stores|keeps|holds|manages)\b")
_INTO = re.compile(rf"\b(?:to|into|in) (?:[a-z]+ ){{0,2}}?{STORE}")
_FORGETS = re.compile(r"\b(?:delet|invalidat|evict|clear|purg)\w*")
_LIFETIMES = (
    re.compile(
        rf"\b(?:ttl|time to live|expires?|expiry|expiration)(?: (?:of|is|after|in|time))*:? {DURATION}"
    ),
    re.compile(rf"{DURATION} (?:ttl|time to live|expiry|expiration)\b"),
)


def claim_caching(said: Statement) -> bool:
    """A cache that is filled on a miss, expires, or is cleared by writers."""
    cache = only(tuple(store for store in said.data if said.category(store) == "cache"))
    if cache is None and said.mechanism == "cache_aside":
        cache = only(stores_in(said.draft, ["cache"]))
    facts: list[tuple[str, object]] = []
    if said.mechanism == "cache_aside":
        facts.append(("mechanism", "cache_aside"))
    lifetimes = (pattern.search(said.text) for pattern in _LIFETIMES)
    facts += [("ttl_s", seconds(lifetime)) for lifetime in lifetimes if lifetime]
    if _FORGETS.search(said.text):
        facts.append(("invalidates", True))
    if cache is None or not facts:
        return False
    source = only(tuple(store for store in said.data if store != cache)) or said.the_database(cache)
    if source is None:
        return False
    path = said.claim_path(source, cache, None)
    for name, value in facts:
        said.draft.claim("paths", path, name, value, said.quote)
    return True


def claim_dual_write(said: Statement) -> bool:
    """One writer puts the same thing into several stores, or into one more besides the database."""
    write = WRITES.search(said.text)
    if write is None or said.mechanism is not None or _READS.search(said.text):
        return False
    if _ANOTHER.search(said.text, write.end()):
        return False
    marks = re.findall(STORE, said.text[write.end() :])
    stores = tuple(dict.fromkeys(said.clause.at(mark) for mark in marks))
    if _DUAL.search(said.text) and len(stores) < 2:
        stores = tuple(dict.fromkeys(said.clause.stores))
    source, assumed = None, False
    if len(stores) > 1 and stores[0] in said.data:
        source = said.first_right(stores)
    elif len(stores) == 1 and _ALSO.search(said.text):
        source, assumed = said.the_database(stores[0]), True
    if source is None:
        return False
    writer = writer_in(said.clause, said.draft)
    said.claim_writes(writer, stores if assumed else tuple(dict.fromkeys((source, *stores))))
    for target in stores:
        if target != source:
            path = said.claim_path(source, target, "dual_write", assumed=assumed)
            named = writer if writer in said.draft.ids("writers") else None
            said.draft.claim("paths", path, "writer", named, said.quote)
    return True


def claim_write(said: Statement) -> bool:
    """One writer changes something in one store."""
    writer = writer_in(said.clause, said.draft)
    if writer is None or said.mechanism not in (None, "outbox") or len(said.data) != 1:
        return False
    verbs = (WRITES.search(said.text), _KEEPS.search(said.text))
    into = (_INTO.search(said.text, verb.end()) for verb in verbs if verb)
    if not any(said.clause.at(target[1]) in said.data for target in into if target):
        return False
    return said.claim_writes(writer, said.data)
