"""Which of the product's ids mean which gold ids.

A wrong pair would fake a result, so a pair needs evidence and no gold id is paired twice, but for parts of a
store that the gold names with it (a database and its standby). Stores are paired by what they are called,
then by technology where that leaves no choice; entities by what they are called; rows of other sections (a
read, a writer) by the values that they share. What stays unpaired counts as not found.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from evals.fact_types import holds_ids
from evals.gold import Expected, GoldEntity, GoldStore
from evals.outcome import EntitySeen, Outcome, PlaceSeen, StoreSeen
from tools.intake.words import entity_id, singular, slug, word_set
from tools.knowledge.technologies import catalogue

GENERIC = word_set(
    "a an the our main database db store data cluster server instance index service system of for and in"
)
"""Words that tell no store from another."""
ROWS = ("stores", "entities")
"""Sections whose rows are paired by their names."""

A = TypeVar("A")
B = TypeVar("B")
Pairs = Mapping[str, str]


@dataclass(frozen=True)
class Alignment:
    """Product id -> gold id of stores and entities, and of the rows of each other section of the facts."""

    stores: Pairs
    entities: Pairs
    rows: Mapping[str, Pairs]

    @cached_property
    def to_product(self) -> Mapping[str, str]:
        """Gold id of a store or entity -> product id."""
        found: dict[str, str] = {}
        for ours, gold in (*self.stores.items(), *self.entities.items()):
            found.setdefault(gold, ours)
        return found

    def store(self, id_: str) -> str:
        """Return the gold id of a store; `?id` if none is meant."""
        return self.stores.get(id_, f"?{id_}")

    def entity(self, id_: str) -> str:
        """Return the gold id of an entity; `?id` if none is meant."""
        return self.entities.get(id_, f"?{id_}")

    def reference(self, ref: str) -> str:
        """Return a fact reference in gold ids; `?` marks a row that no gold row means."""
        section, *rest = ref.split(".")
        if section not in self.rows or len(rest) < 2:
            return ref
        return ".".join((section, self.rows[section].get(rest[0], f"?{rest[0]}"), *rest[1:]))

    def place(self, place: PlaceSeen) -> PlaceSeen:
        """Return a place in gold ids."""
        return PlaceSeen(
            entity=place.entity and self.entity(place.entity),
            source=place.source and self.store(place.source),
            target=place.target and self.store(place.target),
            store=place.store and self.store(place.store),
        )

    def fact(self, ref: str, value: Any) -> Any:
        """Return the value of a fact; where it names stores or entities, by their gold ids."""
        return self._renamed(value) if holds_ids(ref) else value

    def _renamed(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: self._renamed(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self._renamed(one) for one in value]
        if isinstance(value, str):
            return self.stores.get(value) or self.entities.get(value) or value
        return value

    def subject(self, subject: str) -> str:
        """Return a subject of decisions in gold ids: a store, an entity, or a path `entity.from.to`."""
        return ".".join(str(self._renamed(part)) for part in subject.split("."))


def align(expected: Expected, outcome: Outcome) -> Alignment:
    """Pair what a run speaks of with what the gold speaks of. The same input gives the same pairs."""
    stores = _stores(expected.stores, outcome.stores)
    entities = _entities(expected.entities, outcome.entities)
    named = Alignment(stores, entities, {})
    gold = _rows(dict(_gold_facts(expected)))
    taken = {ref: named.fact(ref, fact.value) for ref, fact in outcome.facts.items()}
    ours = _rows({**_asked(outcome), **taken})
    rows = {section: _agreeing(gold.get(section, {}), found) for section, found in ours.items()}
    return Alignment(stores, entities, {**rows, "stores": stores, "entities": entities})


def same(gold: Any, ours: Any) -> bool:
    """Say whether two values of a fact are the same: numbers up to rounding, lists in any order."""
    if isinstance(gold, bool) or isinstance(ours, bool):
        return gold is ours
    if isinstance(gold, int | float) and isinstance(ours, int | float):
        return abs(gold - ours) <= 1e-6 * max(abs(gold), abs(ours))
    if isinstance(gold, list | tuple) and isinstance(ours, list | tuple):
        return len(gold) == len(ours) and all(any(same(one, other) for other in ours) for one in gold)
    return str(gold).casefold() == str(ours).casefold()


def _stores(gold: Sequence[GoldStore], ours: Sequence[StoreSeen]) -> Pairs:
    paired = _best(gold, ours, _store_likeness)
    paired = {**_parts(gold, ours), **paired}
    for likeness in (1.0, 0.5):  # the same technology, then a relative of it
        paired |= _only_choice(gold, ours, paired, likeness)
    return paired


def _parts(gold: Sequence[GoldStore], ours: Sequence[StoreSeen]) -> Pairs:
    """Pair what bears a name of a gold store that nothing else bears: each part of it by its own name."""
    bearers: dict[tuple[str, frozenset[str]], list[str]] = {}
    for one in gold:
        for words in filter(None, map(_store_words, one.called)):
            bears = [o.id for o in ours if words in map(_store_words, (o.id, *o.names))]
            bearers.setdefault((one.id, words), bears)
    found: dict[str, set[str]] = {}
    for (store, _), bears in bearers.items():
        if len(bears) == 1:
            found.setdefault(bears[0], set()).add(store)
    return {id_: stores.pop() for id_, stores in found.items() if len(stores) == 1}


def _entities(gold: Sequence[GoldEntity], ours: Sequence[EntitySeen]) -> Pairs:
    return _best(gold, ours, _entity_likeness)


def _best(gold: Sequence[Any], ours: Sequence[Any], likeness: Callable[[Any, Any], float]) -> dict[str, str]:
    """Pair one to one, the most alike first. An id with two equally good partners gets neither."""
    levels: dict[float, list[tuple[str, str]]] = {}
    for one in gold:
        for other in ours:
            levels.setdefault(likeness(one, other), []).append((other.id, one.id))
    paired: dict[str, str] = {}
    out: tuple[set[str], set[str]] = set(), set()  # of ours and of the gold: paired, or undecidable
    for level in sorted((level for level in levels if level > 0), reverse=True):
        pairs = [pair for pair in levels[level] if pair[0] not in out[0] and pair[1] not in out[1]]
        ours_open, gold_open = Counter(mine for mine, _ in pairs), Counter(theirs for _, theirs in pairs)
        paired |= {mine: theirs for mine, theirs in pairs if ours_open[mine] == gold_open[theirs] == 1}
        out[0].update(paired, (mine for mine, times in ours_open.items() if times > 1))
        out[1].update(paired.values(), (theirs for theirs, times in gold_open.items() if times > 1))
    return paired


def _only_choice(
    gold: Sequence[GoldStore], ours: Sequence[StoreSeen], paired: Pairs, likeness: float
) -> dict[str, str]:
    """Pair stores by technology alone where one is left on either side."""
    open_gold = [one for one in gold if one.id not in paired.values()]
    open_ours = [one for one in ours if one.id not in paired]
    found: dict[str, str] = {}
    for one in open_gold:
        fits = [other for other in open_ours if _relation(one.technology, other.technology) == likeness]
        rivals = [g for g in open_gold if fits and _relation(g.technology, fits[0].technology) == likeness]
        if len(fits) == 1 and len(rivals) == 1:
            found[fits[0].id] = one.id
    return found


def _store_likeness(gold: GoldStore, ours: StoreSeen) -> float:
    """Return how much speaks for a pair: its names, more if the technology agrees; 0 without a name."""
    relation = _relation(gold.technology, ours.technology)
    called = [gold.id, *gold.called]
    named = _likeness(called, [ours.id, *ours.names], _store_words)
    quoted = 0.25 * any(_stands_in(name, ours.words) for name in gold.called if _store_words(name))
    if relation == 0:  # another technology: only the very same name can still mean it
        return 1.0 if named == 1 else 0.0
    return named + quoted + relation if named + quoted > 0 else 0.0


def _relation(gold: str, ours: str) -> float:
    """Return 1 for the same technology, 0.5 for one based on the other, 0.25 where one is unknown, else 0."""
    one, other = catalogue().find(gold), catalogue().find(ours)
    if one is None or other is None:
        return 0.25
    if one.id == other.id:
        return 1.0
    return 0.5 if one.id == other.based_on or other.id == one.based_on else 0.0


def _entity_likeness(gold: GoldEntity, ours: EntitySeen) -> float:
    """Return over 2 for the same name, most for the gold's first; less for names that share their noun."""
    called, names = [gold.id, *gold.called], [ours.id, *ours.names]
    ours_folded = {entity_id(one) for one in names}
    for place, name in enumerate(called):
        if entity_id(name) in ours_folded:
            return 2 + 1 / (1 + place)
    nouns = {_noun(one) for one in called} & {_noun(one) for one in names}
    return _likeness(called, names, _words) if nouns else 0.0


def _noun(name: str) -> str:
    return entity_id(name).split("_")[-1]


def _likeness(gold: Iterable[str], ours: Iterable[str], words: Callable[[str], frozenset[str]]) -> float:
    """Return the share of words that the two most alike names have in common."""
    pairs = ((words(one), words(other)) for one in gold for other in ours)
    return max((len(one & other) / len(one | other) for one, other in pairs if one and other), default=0.0)


def _words(name: str) -> frozenset[str]:
    return frozenset(singular(word) for word in slug(name).split("_") if word)


def _store_words(name: str) -> frozenset[str]:
    """Return the words of a store's name that could tell it from another of its technology."""
    words = _words(name) - GENERIC
    return frozenset(word for word in words if not catalogue().find(word))


def _stands_in(name: str, text: str) -> bool:
    return bool(re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE))


def _gold_facts(expected: Expected) -> Iterable[tuple[str, Any]]:
    """Yield facts in gold ids, and with no value those that are only asked about."""
    for ref in (*expected.questions.ask, *expected.questions.never):
        yield ref, None
    yield from expected.facts.items()


def _asked(outcome: Outcome) -> dict[str, Any]:
    return dict.fromkeys(outcome.asked)


def _rows(facts: Mapping[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    """Group facts by section and row: field -> value. Single groups such as the team have no rows."""
    grouped: dict[str, dict[str, dict[str, Any]]] = {}
    for ref, value in facts.items():
        section, *rest = ref.split(".")
        if len(rest) >= 2 and section not in ROWS:
            grouped.setdefault(section, {}).setdefault(rest[0], {})[".".join(rest[1:])] = value
    return grouped


def _agreeing(gold: Mapping[str, Mapping[str, Any]], ours: Mapping[str, Mapping[str, Any]]) -> Pairs:
    """Pair rows one to one by how many values they share, and by the words of their ids."""
    named = [_Row(id_, values) for id_, values in gold.items()]
    return _best(named, [_Row(id_, values) for id_, values in ours.items()], _row_likeness)


@dataclass(frozen=True)
class _Row:
    id: str
    values: Mapping[str, Any]


def _row_likeness(gold: _Row, ours: _Row) -> float:
    shared = [name for name in gold.values if gold.values[name] is not None and name in ours.values]
    agree = sum(same(gold.values[name], ours.values[name]) for name in shared)
    return agree + _likeness([gold.id], [ours.id], _words)
