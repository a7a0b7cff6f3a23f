"""What a piece of advice is about, by its id in the design."""

from collections.abc import Mapping
from dataclasses import dataclass

from tools.checker.coverage import names
from tools.domain.design import NOT_BUILT, DataPath, Design
from tools.domain.facts import Entity, Store


@dataclass(frozen=True, slots=True)
class Subject:
    """A path, store or entity of the design. Of a path also the store that feeds it and what moves."""

    id: str
    design: Design
    path: DataPath | None = None
    store: Store | None = None
    entity: Entity | None = None

    @property
    def roles(self) -> Mapping[str, str]:
        """The user's names for the roles of the flows, as far as the subject says them."""
        return names.of_path(self.path, self.design.facts) if self.path else {}


def subject(design: Design, id_: str) -> Subject | None:
    """Return what an id stands for, None if the design has no such path, store or entity.

    Paths that will not exist are none: advice on how to build them is not wanted.
    """
    facts = design.facts
    for path in (*design.recommended.paths, *design.current.paths):
        if path.id == id_ and path.status not in NOT_BUILT:
            source, moved = facts.store_by_id.get(path.source), facts.entity_by_id.get(path.entity)
            return Subject(id_, design, path, source, moved)
    if id_ in facts.store_by_id:
        return Subject(id_, design, store=facts.store_by_id[id_])
    if id_ in facts.entity_by_id:
        return Subject(id_, design, entity=facts.entity_by_id[id_])
    return None
