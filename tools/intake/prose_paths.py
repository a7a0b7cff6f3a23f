"""How data moves today, where prose says so: who writes where, what copies what, and what goes wrong."""

import re
from itertools import pairwise

from tools.domain.evidence import Assumption
from tools.domain.facts import Mechanism
from tools.intake.clause import STORE, Clause
from tools.intake.draft import Draft
from tools.intake.identity import can_be_right, find_entity, find_path, only, stores_in, technology_of
from tools.intake.nouns import things_after, things_in
from tools.intake.prose_writers import claim_writer, writer_in
from tools.intake.quantities import period
from tools.intake.words import entity_id

_MECHANISMS: tuple[tuple[Mechanism, re.Pattern[str]], ...] = tuple(
    (mechanism, re.compile(words))  # type: ignore[misc]  # the names are Mechanism's own
    for mechanism, words in (
        ("two_phase_commit", r"\b(?:2pc|two[- ]phase commits?|xa transactions?|distributed transactions?)\b"),
        ("outbox", r"\boutbox\b"),
        ("cdc", r"\b(?:debezium|change[- ]data[- ]capture|cdc|logical (?:replication|decoding)|binlog)\b"),
        ("bidirectional", r"\b(?:two[- ]way|bi-?directional|both directions|both ways)\b"),
        ("cache_aside", r"\bcache[- ]aside\b|\bon a (?:cache )?miss\b|\blazy[- ]loading\b"),
        ("triggers", r"\b(?:database|db|sql|a|by|with|using) triggers?\b"),
        ("webhook", r"\bwebhooks?\b"),
        ("reindex_by_id", r"\breindex\w* by id\b"),
        ("managed_replication", r"\bzero[- ]etl\b|\bmanaged replication\b"),
        ("polling", r"\bpoll(?:s|ed|ing)?\b"),
        ("full_batch", r"\b(?:full|complete|whole|entire) (?:\w+ )?(?:reload|dump|export|copy|load|table)s?\b"
                       r"|\bfull (?:\w+ )?refresh\b"
            r"|\breloads? (?:everything|all)\b|\btruncates?\b|\bdump(?:s|ed)?\b|\bfrom scratch\b"),
        ("incremental_batch", r"\bincremental\w*\b|\b(?:changed|updated|modified) since\b"
                              r"|\bonly (?:the )?(?:changed|new|updated) rows\b"),
        ("file_transfer", r"\b(?:csv|sftp|ftp|flat files?|price files?|file drops?)\b"),
        ("manual", r"\b(?:by hand|manually)\b"),
    )
)  # fmt: skip
_DUAL = re.compile(
    r"\b(?:dual|double)[- ]writ|\b(?:writ\w+|saves?|stores?|updates?) (?:\w+ ){0,4}?(?:both|all three)\b"
)
_WRITE = re.compile(
    r"\b(?:writ(?:es?|ten|ing)|saves?|saved|inserts?|updates?|updated|sends?|sent|pushes|pushed|publish(?:es|ed)?"
    r"|puts?|index(?:es|ed)?)\b(?P<things>.*)"
)
_ALSO = re.compile(r"\b(?:also|in addition|at the same time)\b")
_MOVES = re.compile(
    r"\b(?:cop(?:y|ies|ied)|loads?|loaded|exports?|exported|sync(?:s|ed|hroni[sz]\w+)?|replicat(?:es?|ed|ion)"
    r"|streams?|streamed|imports?|imported|moves?|moved|feeds?|fed|fills?|filled|populat\w+|refresh(?:es|ed)?"
    r"|transfers?|transferred|mirrors?|mirrored|ships?|shipped|forwards?|pulls?|reads|captures?|reindex\w*"
    r"|rebuil\w+|etl|elt|batch|job|cron|nightly|pipeline)\b(?P<things>.*)"
)
_OF_WORDS = r"(?:[a-z]+ ){0,2}?"
_FROM = re.compile(rf"\b(?:from|out of|reads|tails|captures|polls|changes (?:in|of)) {_OF_WORDS}{STORE}")
_INTO = re.compile(rf"\b(?:to|into|in|feeds?|fills?|refresh(?:es)?|updates?|populates?) {_OF_WORDS}{STORE}")
_FED = re.compile(
    rf"{STORE} (?:is|gets) {_OF_WORDS}(?:fed|filled|populated|loaded|updated|refreshed|synced|rebuilt)\b"
)
_ARROW = re.compile(r" ?(?:-+>|=+>|→|⟶) ?")
_ACTION = re.compile(r"\b(?:for|in) (?:our |the |all |every )?(?P<what>(?:[a-z-]+ ){0,2}?[a-z]+s)\b")
_SUBJECT = re.compile(
    r"^(?:our |the |all |every )?(?P<what>(?:[a-z-]+ ){0,2}?[a-z]+s) (?:use|run|go|are|need)\b"
)
_EVERYTHING = re.compile(r"\b(?:every|each|all|any) (?:\w+ )?(?:change|write|update|record|row)s?\b")


def claim_paths(clause: Clause, draft: Draft) -> bool:
    """Add the paths and writes that a clause states; tell if there were any."""
    if not clause.states:
        return False
    reader = _Reader(clause, draft)
    return reader.arrows() or reader.two_phase() or reader.dual_write() or reader.movement() or reader.write()


class _Reader:
    """One clause, read as a statement about data that moves."""

    def __init__(self, clause: Clause, draft: Draft) -> None:
        self.clause, self.draft = clause, draft
        distinct = tuple(dict.fromkeys(clause.stores))
        self.data = tuple(store for store in distinct if self._role(store) == "store")
        self.between = tuple(store for store in distinct if self._role(store) != "store")
        said = next((name for name, words in _MECHANISMS if words.search(clause.text)), None)
        tools = {self._category(store) for store in self.between}
        self.mechanism: Mechanism | None = said or ("cdc" if "cdc_tool" in tools else None)

    def _role(self, store: str) -> str:
        technology = technology_of(self.draft, store)
        return technology.role if technology else "store"

    def arrows(self) -> bool:
        """`⟦0⟧ -> ⟦1⟧ -> ⟦2⟧`: the first and the last data store, what lies between is on the way."""
        chains = [part for part in re.split(r"[,;]", self.clause.text) if _ARROW.search(part)]
        for chain in chains:
            stores = [self.clause.at(mark) for mark in re.findall(STORE, chain)]
            data = [store for store in stores if store in self.data]
            via = tuple(store for store in stores if store in self.between)
            for source, target in pairwise(data):
                self._path(source, target, self.mechanism, via=via if len(data) == 2 else ())
        return bool(chains and len(self.data) > 1)

    def two_phase(self) -> bool:
        """A distributed commit over the stores that are named, or the action that it is used for."""
        if self.mechanism != "two_phase_commit":
            return False
        if len(self.data) > 1:
            source = self._source(self.data)
            for target in self.data:
                if target != source:
                    self._path(source, target, "two_phase_commit")
            return True
        action = _ACTION.search(self.clause.text) or _SUBJECT.search(self.clause.text)
        if action is None:
            return False
        operation = entity_id(action["what"])
        self.draft.claim("operations", operation, "two_phase", True, self.clause.quote)
        self.draft.claim("operations", operation, "stores", self.data, self.clause.quote)
        return True

    def dual_write(self) -> bool:
        """One writer puts the same thing into several stores, or into one more besides the database."""
        write = _WRITE.search(self.clause.text)
        if write is None or self.mechanism is not None or _FROM.search(self.clause.text):
            return False
        stores = tuple(dict.fromkeys(self.clause.at(mark) for mark in re.findall(STORE, write["things"])))
        if _DUAL.search(self.clause.text) and len(stores) < 2:
            stores = tuple(dict.fromkeys(self.clause.stores))
        if len(stores) > 1 and self._role(stores[0]) == "store":
            source = self._source(stores)
        elif len(stores) == 1 and _ALSO.search(self.clause.text) and (found := self._the_database(stores[0])):
            source = found
        else:
            return False
        writer = writer_in(self.clause, self.draft)
        for target in stores:
            if target != source:
                path = self._path(source, target, "dual_write")
                self.draft.claim("paths", path, "writer", writer, self.clause.quote)
        self._writes(writer, tuple(dict.fromkeys((source, *stores))))
        return True

    def movement(self) -> bool:
        """Something carries data from one store to another."""
        text = self.clause.text
        if not self.data or not (self.mechanism or _MOVES.search(text)):
            return False
        fed, start, end = _FED.search(text), _FROM.search(text), _INTO.search(text)
        source = self.clause.at(start[1]) if start else None
        target = self.clause.at((fed or end)[1]) if fed or end else None  # type: ignore[index]
        others = [store for store in self.data if store not in (source, target)]
        if self.mechanism == "cache_aside":
            caches = tuple(store for store in self.data if self._category(store) == "cache")
            target = only(caches or stores_in(self.draft, ["cache"]))
            source = next((store for store in self.data if store != target), None)
        elif target in self.data and source not in self.data and len(others) == 1:
            source = others[0]
        elif source in self.data and target not in self.data and len(others) == 1:
            target = others[0]
        if target is None or target in self.between or target == source:
            return False
        assumed = source not in self.data
        if assumed:
            source = self._the_database(target)
        if source is None or (assumed and not self.mechanism and not period(text)):
            return False
        path = self._path(source, target, self.mechanism, via=self.between, assumed=assumed)
        if self.mechanism in (None, "full_batch", "incremental_batch", "polling", "file_transfer"):
            self.draft.claim("paths", path, "schedule_s", period(text), self.clause.quote)
        return True

    def write(self) -> bool:
        """One writer changes something in one store."""
        writer, write = writer_in(self.clause, self.draft), _WRITE.search(self.clause.text)
        if writer is None or write is None or self.mechanism or len(self.data) != 1:
            return False
        target = _INTO.search(write["things"])
        if target is None or self.clause.at(target[1]) not in self.data:
            return False
        return self._writes(writer, self.data)

    def _category(self, store: str) -> str | None:
        technology = technology_of(self.draft, store)
        return technology.category if technology else None

    def _source(self, stores: tuple[str, ...]) -> str:
        """Return the first store that can be right about anything, else the first."""
        return next((store for store in stores if can_be_right(self.draft, store)), stores[0])

    def _the_database(self, target: str) -> str | None:
        """Return the only store besides the target that can be a system of record."""
        stores = (store for store in self.draft.ids("stores") if store != target)
        return only(tuple(store for store in stores if can_be_right(self.draft, store)))

    def _things(self) -> tuple[str, ...]:
        """Return the entities that the clause moves: after its verb, else those it names, else all."""
        known = frozenset(self.draft.ids("entities"))
        verbs = (_WRITE.search(self.clause.text), _MOVES.search(self.clause.text))
        after = (things_after(verb["things"], known) for verb in verbs if verb)
        found = next((things for things in after if things), ()) or things_in(self.clause.text, known)
        if not found and _EVERYTHING.search(self.clause.text):
            places = self.draft.places.items()
            found = tuple(entity for entity, stores in places if set(stores) & set(self.data))
        vague = {"message"} if self.between else set()  # what a broker carries, not what it is about
        return tuple(
            find_entity(self.draft, thing, self.clause.quote) for thing in found if thing not in vague
        )

    def _path(
        self,
        source: str,
        target: str,
        mechanism: Mechanism | None,
        via: tuple[str, ...] = (),
        assumed: bool = False,
    ) -> str:
        draft, quote, entities = self.draft, self.clause.quote, self._things()
        if assumed:
            reason = f"the brief does not say where {target} gets it from; {source} is the only database"
            path = find_path(draft, source, target, mechanism, entities, quote, Assumption(reason=reason))
        else:
            path = find_path(draft, source, target, mechanism, entities, quote)
        draft.claim("paths", path, "entities", entities, quote)
        draft.claim("paths", path, "mechanism", mechanism, quote)
        draft.claim("paths", path, "via", via, quote)
        return path

    def _writes(self, writer: str | None, stores: tuple[str, ...]) -> bool:
        entities = self._things()
        for entity in entities:
            for store in stores:
                self.draft.places.setdefault(entity, {}).setdefault(store, self.clause.quote)
        if writer is None or not entities:
            return False
        claim_writer(self.draft, writer, self.clause.quote)
        writes = [{"store": store, "entity": entity} for entity in entities for store in stores]
        self.draft.claim("writers", writer, "writes", writes, self.clause.quote)
        return True
