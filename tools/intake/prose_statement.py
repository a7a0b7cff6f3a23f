"""A clause read as a statement about data that moves: between which stores, by what, and which data."""

import re
from collections.abc import Iterator

from tools.domain.evidence import Assumption, Quote
from tools.domain.facts import Mechanism
from tools.intake.clause import Clause
from tools.intake.draft import Draft
from tools.intake.identity import can_be_right, find_entity, find_path, only, technology_of
from tools.intake.nouns import things_after, things_before, things_in
from tools.intake.prose_writers import claim_writer

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
        ("polling", r"\bpoll(?:s|ed|ing)?\b|\basks\b[^,]{0,40}\bevery\b"),
        ("full_batch", r"\b(?:full|complete|whole|entire) (?:\w+ )?(?:reload|dump|export|copy|load|table)s?\b"
                       r"|\bfull (?:\w+ )?refresh\b"
                       r"|\boverwrites\b.{0,60}\b(?:completely|entirely)\b"
            r"|\breloads? (?:everything|all)\b|\btruncates?\b|\bdump(?:s|ed)?\b|\bfrom scratch\b"),
        ("incremental_batch", r"\bincremental\w*\b|\b(?:updated|changed|modified)_at >"
                              r"|\b(?:changed|updated|modified) since\b"
                              r"|\bonly (?:the )?(?:changed|new|updated) rows\b"),
        ("file_transfer", r"\b(?:csv|sftp|ftp|flat files?|price files?|file drops?)\b"),
        ("manual", r"\b(?:by hand|manually)\b"),
    )
)  # fmt: skip
WRITES = re.compile(
    r"\b(?:writ(?:es?|ten|ing)|saves?|saved|inserts?|updates?|updated|sends?|sent|pushes|pushed|publish(?:es|ed)?"
    r"|puts?|index(?:es|ed)?)\b"
)
MOVES = re.compile(
    r"(?<![\w-])(?:cop(?:y|ies|ied)|(?:re)?loads?|loaded|exports?|exported|sync(?:s|ed|hroni[sz]\w+)?|replicat(?:es?|ed|ion)"
    r"|streams?|streamed|imports?|imported|moves?|moved|feeds?|fed|fills?|filled|populat\w+|refresh(?:es|ed)?"
    r"|overwrit(?:es?|ten)|upserts?|transfers?|transferred|mirrors?|mirrored|ships?|shipped|forwards?|pulls?|captures?|reindex\w*"
    r"|rebuil\w+|goes|go|flows?|travels?|etl|elt|batch|job|cron|nightly|pipeline)(?![\w-])"
)
_DONE_TO = re.compile(r" (?:is|are|gets?|being|all|also|then|\s)+$")
_ONE = re.compile(r" (?:the|an?) ([a-z]{4,}) (?:in)?to\b")
_EVERYTHING = re.compile(r"\b(?:every|each|all|any) (?:\w+ )?(?:change|write|update|record|row)s?\b")


class Statement:
    """One clause: the stores that hold data, what stands between them, and the mechanism that it names."""

    def __init__(self, clause: Clause, draft: Draft) -> None:
        self.clause, self.draft, self.text = clause, draft, clause.text
        stores = tuple(dict.fromkeys(clause.stores))
        self.data = tuple(store for store in stores if self._role(store) == "store")
        self.between = tuple(store for store in stores if store not in self.data)
        said = next((name for name, words in _MECHANISMS if words.search(clause.text)), None)
        captures = "cdc_tool" in {self.category(store) for store in self.between}
        self.mechanism: Mechanism | None = said or ("cdc" if captures else None)

    @property
    def quote(self) -> Quote:
        """The evidence that it was said."""
        return self.clause.quote

    def _role(self, store: str) -> str:
        technology = technology_of(self.draft, store)
        return technology.role if technology else "store"

    def category(self, store: str) -> str | None:
        """Return the category of a store's technology, None if it is not in the catalogue."""
        technology = technology_of(self.draft, store)
        return technology.category if technology else None

    def first_right(self, stores: tuple[str, ...]) -> str:
        """Return the first store that can be right about anything, else the first."""
        return next((store for store in stores if can_be_right(self.draft, store)), stores[0])

    def the_database(self, target: str) -> str | None:
        """Return the only store besides the target that can be a system of record."""
        stores = (store for store in self.draft.ids("stores") if store != target)
        return only(tuple(store for store in stores if can_be_right(self.draft, store)))

    def things(self) -> tuple[str, ...]:
        """Return the entities that move: those after the verb, else those named, else all that is held."""
        known = frozenset(self.draft.ids("entities"))
        verbs = (*WRITES.finditer(self.text), *MOVES.finditer(self.text))
        around = (things for verb in verbs for things in self._around(verb, known))
        found = next((things for things in around if things), ()) or things_in(self.text, known)
        if not found and _EVERYTHING.search(self.text):
            places = self.draft.places.items()
            found = tuple(entity for entity, stores in places if stores.keys() & {*self.data})
        vague = {"message"} if self.between else set()  # what a broker carries, not what it is about
        return tuple(find_entity(self.draft, thing, self.quote) for thing in found if thing not in vague)

    def _around(self, verb: re.Match[str], known: frozenset[str]) -> Iterator[tuple[str, ...]]:
        """Yield the things after a verb, and those before it if they are what it is done to."""
        after = self.text[verb.end() :]
        yield things_after(after.strip().removeprefix("of "), known)
        if one := _ONE.match(after):  # `writes the product to`: each product
            yield things_after(f"every {one[1]}", known)
        if passive := _DONE_TO.search(self.text, 0, verb.start()):
            yield things_before(self.text[: passive.start()], known)
        elif verb[0].startswith(("go", "flow", "travel")):
            yield things_before(self.text[: verb.start()], known)

    def claim_path(
        self,
        source: str,
        target: str,
        mechanism: Mechanism | None,
        via: tuple[str, ...] = (),
        assumed: bool = False,
    ) -> str:
        """Add a path and return its id; `assumed` says that the words leave its source out."""
        reason = f"the brief does not say where {target} gets it from; {source} is the only database"
        origin = Assumption(reason=reason) if assumed else self.quote
        entities = self.things()
        path = find_path(self.draft, source, target, mechanism, entities, self.quote, origin)
        for name, value in (("entities", entities), ("mechanism", mechanism), ("via", via)):
            self.draft.claim("paths", path, name, value, self.quote)
        return path

    def claim_writes(self, writer: str | None, stores: tuple[str, ...]) -> bool:
        """Add that a writer puts the things of the clause into stores; tell if both are known."""
        entities = self.things()
        for entity in entities:
            for store in stores:
                self.draft.places.setdefault(entity, {}).setdefault(store, self.quote)
        if writer is None or not entities:
            return False
        claim_writer(self.draft, writer, self.quote)
        writes = [{"store": store, "entity": entity} for entity in entities for store in stores]
        self.draft.claim("writers", writer, "writes", writes, self.quote)
        return True
