"""How much and how often: rows, sizes, rates, growth, regions."""

import re
from collections.abc import Iterator

from tools.intake.clause import Clause
from tools.intake.draft import Draft
from tools.intake.identity import stores_in
from tools.intake.nouns import things_after, things_in
from tools.intake.prose_writers import writer_in
from tools.intake.quantities import NUMBER, RATE, number, per_second

_WHAT = r"(?P<what>(?:[a-z-]+ ){0,2}?[a-z-]+)"
_RATE = re.compile(rf"{NUMBER} (?:new )?{_WHAT}{RATE}")
_ROWS = re.compile(
    rf"{NUMBER} (?:active |registered |stored )?{_WHAT}"
    r"(?=$|[,;:()]| \(| (?:and|or|in|on|at|with|now|today|are|is|for|from|which|that|who)\b)"
)
_TABLE = re.compile(
    rf"\b(?P<what>[a-z_]+) table (?:has|holds|contains|of|with) (?:[a-z]+ |~ ?)?{NUMBER} rows"
)
_FEW = 1000
"""A smaller number of things is an example or a detail more often than what a table holds (judgement)."""
_SIZE = re.compile(rf"{NUMBER} ?(?P<unit>mb|gb|tb)\b")
_GIGABYTES = {"mb": 0.001, "gb": 1.0, "tb": 1000.0}
_CHANGES = re.compile(r"(?:\w+ )?(?:changes|writes|updates|inserts|modifications)$")
_NOT_LOAD = re.compile(r"\b(?:once|canary|probe|heartbeat|synthetic|test|sample)\b")
"""`a canary order once a minute` is a schedule of somebody's own, not what the system has to bear."""
_AVERAGE = re.compile(r"\b(?:on average|averages?|typical(?:ly)?|usual(?:ly)?|normally)\b")
_PEAK = re.compile(r"\b(?:peaks?|up to|at most|maximum|busiest|rush|black friday)\b")
_PLACES = re.compile(
    rf"\b{NUMBER} (?:aws |cloud |azure |gcp )?(?P<what>regions|(?:micro)?services|teams|partitions|shards)\b"
)
_TOPIC = re.compile(r"\b(?:topics?|queues?)\b")
_PLACE_FIELDS = {"microservices": "services", "shards": "partitions"}
_GROWTH: tuple[tuple[re.Pattern[str], float | None], ...] = (
    (re.compile(r"\bdoubl(?:es?|ing) (?:every|each|per|a) year"), 2.0),
    (re.compile(r"\btripl(?:es?|ing) (?:every|each|per|a) year"), 3.0),
    (re.compile(r"\bgrow(?:s|ing|th)?\b.{0,30}?\b(\d{1,4}) ?%.{0,20}?\b(?:year|annual)"), None),
)

_Fact = tuple[str, str, str, float]
"""Section, row, field and value."""


def claim_numbers(clause: Clause, draft: Draft) -> bool:
    """Add the numbers that a clause states; tell if there were any."""
    if not clause.states:
        return False
    known = frozenset(draft.ids("entities"))
    facts = (*_sizes(clause, known), *_rates(clause, known, draft), *_setting(clause, draft))
    for section, row, name, value in facts:
        draft.claim(section, row, name, value, clause.quote)
    return bool(facts)


def _sizes(clause: Clause, known: frozenset[str]) -> Iterator[_Fact]:
    for match in (*_ROWS.finditer(clause.text), *_TABLE.finditer(clause.text)):
        things = things_after(match["what"], known)
        if number(match) >= _FEW and things and things[0] in known:
            yield "entities", things[0], "rows", number(match)
    entities, sizes = things_in(clause.text, known), list(_SIZE.finditer(clause.text))
    if len(entities) == len(sizes) == 1:
        yield "entities", entities[0], "size_gb", number(sizes[0]) * _GIGABYTES[sizes[0]["unit"]]


def _rates(clause: Clause, known: frozenset[str], draft: Draft) -> Iterator[_Fact]:
    """A rate is the one to design for unless it is called an average; one a day always is an average."""
    writer = writer_in(clause, draft)
    for match in _RATE.finditer(clause.text):
        things = things_after(match["what"], known)
        if _NOT_LOAD.search(match["what"]):
            continue
        if not _CHANGES.match(match["what"]) and not (things and things[0] in known):
            continue
        slow = match["per"] in ("hour", "h", "day")
        average = bool(_AVERAGE.search(clause.text)) or (slow and not _PEAK.search(clause.text))
        if writer in draft.ids("writers"):
            yield "writers", writer, "average_per_s" if average else "peak_per_s", per_second(match)
        elif things and not average:
            yield "entities", things[0], "changes_per_s", per_second(match)


def _setting(clause: Clause, draft: Draft) -> Iterator[_Fact]:
    brokers = {*stores_in(draft, ("log_broker", "queue_broker"))} & {*clause.stores}
    for match in _PLACES.finditer(clause.text):
        field = _PLACE_FIELDS.get(match["what"], match["what"])
        if field != "partitions" or not (brokers or _TOPIC.search(clause.text)):
            yield "deployment", "", field, int(number(match))
    for pattern, factor in _GROWTH:
        if grows := pattern.search(clause.text):
            yield "growth", "", "factor_per_year", factor or 1 + int(grows[1]) / 100
