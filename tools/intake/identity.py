"""When two sources speak of the same row: one PostgreSQL in the prose and one in compose are one store."""

from collections.abc import Iterable

from tools.intake.draft import Draft
from tools.intake.result import AnyEvidence, UnreadSentence
from tools.intake.words import entity_id, slug
from tools.knowledge.technologies import catalogue
from tools.knowledge.technology import Category, Technology

RELATIONAL: frozenset[Category] = frozenset(
    {"oltp_relational", "oltp_distributed_sql", "embedded_relational"}
)


OTHER = "other"
"""The technology of a store that the catalogue does not know."""

_UNKNOWN = "not in the technology catalogue: kept as `other`, of which neither limits nor hazards are known"


def technology_of(draft: Draft, store: str) -> Technology | None:
    """Return what the catalogue knows of a store, None for `other` and for ids that are no store."""
    said = draft.first("stores", store, "technology")
    return catalogue().find(said) if said else None


def can_be_right(draft: Draft, store: str) -> bool:
    """Tell if a store can be the system of record without reservations, as the catalogue has it."""
    technology = technology_of(draft, store)
    return bool(technology and technology.role == "store" and technology.system_of_record.verdict == "yes")


def stores_of(draft: Draft, *technologies: str) -> tuple[str, ...]:
    """Return the stores of these technologies."""
    return tuple(s for s in draft.ids("stores") if draft.first("stores", s, "technology") in technologies)


def stores_meant(draft: Draft, technology: Technology) -> tuple[str, ...]:
    """Return the stores that the name of a technology can mean: `the Postgres` may be one at Supabase."""
    hosts = (other.id for other in catalogue().all if other.hosted and other.based_on == technology.id)
    return stores_of(draft, technology.id) or stores_of(draft, *hosts)


def stores_in(draft: Draft, categories: Iterable[Category]) -> tuple[str, ...]:
    """Return the stores whose technologies are of these categories."""
    wanted = frozenset(categories)
    kinds = ((store, technology_of(draft, store)) for store in draft.ids("stores"))
    return tuple(store for store, technology in kinds if technology and technology.category in wanted)


def only(rows: tuple[str, ...]) -> str | None:
    """Return the one row there is, None if there are none or several."""
    return rows[0] if len(rows) == 1 else None


def store_called(draft: Draft, name: str) -> str | None:
    """Return the store of that id, name or database name."""
    wanted = slug(name)
    for store in draft.ids("stores"):
        called = (store, *draft.said("stores", store, "name"), *draft.aliases.get(store, ()))
        if wanted in {slug(word) for word in called}:
            return store
    return None


def name_store(draft: Draft, technology: Technology, name: str, evidence: AnyEvidence) -> str:
    """Return the store that a source calls by technology and name; a new one if no other can be meant."""
    known = store_called(draft, name)
    if known and technology.id in draft.said("stores", known, "technology"):
        return known
    same = only(stores_of(draft, technology.id))
    store = (
        same
        if same and not draft.said("stores", same, "name")
        else _unused(draft, "stores", slug(name) or technology.id)
    )
    draft.claim("stores", store, "technology", technology.id, evidence)
    draft.claim("stores", store, "name", name, evidence)
    return store


def find_store(
    draft: Draft, technology: Technology, evidence: AnyEvidence, version: str | None = None
) -> str | None:
    """Return the one store of a technology, a new one if there is none, None if there are several.

    PostgreSQL 16 is not the Aurora PostgreSQL 15 that was spoken of.
    """
    same = tuple(
        store
        for store in stores_meant(draft, technology)
        if technology.id in draft.said("stores", store, "technology")
        or version is None
        or version in draft.said("stores", store, "version")
    )
    if not same:
        store = _unused(draft, "stores", technology.id)
        draft.claim("stores", store, "technology", technology.id, evidence)
        return store
    return only(same)


def claim_technology(
    draft: Draft, store: str, word: str, evidence: AnyEvidence, place: tuple[str, int], named: bool
) -> None:
    """Claim a catalogue id or alias; keep anything else as `other`, under the word unless the store is named.

    `place` is the file and line to which an unknown word is traced.
    """
    known = catalogue().find(word)
    draft.claim("stores", store, "technology", known.id if known else OTHER, evidence)
    if known or word == OTHER:
        return
    if not named:
        draft.claim("stores", store, "name", word, evidence)
    draft.unread.append(UnreadSentence(*place, f"technology: {word}", _UNKNOWN))


def entity_called(draft: Draft, noun: str) -> str:
    """Return the id of the entity that a noun or a table name means, be it in the draft or not."""
    wanted = entity_id(noun)
    return draft.entities.get(wanted, wanted)


def find_entity(draft: Draft, noun: str, evidence: AnyEvidence) -> str:
    """Return the entity that a noun or a table name means, a new one if it is the first mention."""
    return draft.add("entities", entity_called(draft, noun), evidence)


def knows_entity(draft: Draft, noun: str) -> bool:
    """Return whether the entity that a noun or a table name means was spoken of before."""
    return entity_called(draft, noun) in draft.ids("entities")


def find_path(
    draft: Draft,
    source: str,
    target: str,
    mechanism: str | None,
    entities: tuple[str, ...],
    evidence: AnyEvidence,
    source_evidence: AnyEvidence | None = None,
) -> str:
    """Return the current path between two stores, a new one if none can be meant.

    Two mechanisms for different entities are two paths; for the same entities, or for none named, they are
    one path about which the sources disagree.
    """
    between = [
        path
        for path in draft.ids("paths")
        if draft.first("paths", path, "source") == source and draft.first("paths", path, "target") == target
    ]
    for path in between:
        said = draft.first("paths", path, "mechanism")
        carried = draft.listed("paths", path, "entities")
        if (
            said in (None, mechanism)
            or mechanism is None
            or not carried
            or not entities
            or carried & {*entities}
        ):
            return path
    path = _unused(draft, "paths", f"{source}_to_{target}"[:64])
    draft.add("paths", path, evidence)
    draft.claim("paths", path, "source", source, source_evidence or evidence)
    draft.claim("paths", path, "target", target, evidence)
    return path


def _unused(draft: Draft, section: str, wanted: str) -> str:
    taken, number, name = set(draft.ids(section)), 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted[:60]}_{number}"
    return name
