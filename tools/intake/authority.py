"""Which store is right about an entity, where only one can be: an assumption, never more."""

from tools.domain.evidence import Assumption, FileLine, Quote
from tools.intake.draft import Draft
from tools.intake.identity import can_be_right, only


def assume_authority(draft: Draft) -> None:
    """Let the only database that is said to hold an entity be right about it.

    It gives way to whatever a source says, and is left out where the data comes into that database by a path.
    """
    for entity, places in draft.places.items():
        store = only(tuple(store for store in places if can_be_right(draft, store)))
        told = draft.said("entities", entity, "authority") or draft.said(
            "entities", entity, "attribute_groups"
        )
        if store is None or told or _arrives(entity, store, draft):
            continue
        said = places[store]
        where = f"{said.file}:{said.line}" if isinstance(said, FileLine | Quote) else "the brief"
        reason = f"{where} puts it into {store}, and no other database is said to hold it"
        draft.claim("entities", entity, "authority", store, Assumption(reason=reason))


def _arrives(entity: str, store: str, draft: Draft) -> bool:
    return any(
        draft.first("paths", path, "target") == store and entity in draft.listed("paths", path, "entities")
        for path in draft.ids("paths")
    )
