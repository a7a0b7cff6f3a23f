"""Who may write which columns of a table whose fields have different owners."""

from collections.abc import Sequence
from dataclasses import dataclass

from tools.domain.design import Authority
from tools.domain.facts import AttributeGroup, Entity, Facts
from tools.recipes.names import slug
from tools.recipes.tables import spelled


@dataclass(frozen=True, slots=True)
class Owner:
    """One database role, the columns that it may update, and those that it may fill in a new row."""

    role: str
    fields: tuple[str, ...]
    inserts: tuple[str, ...] = ()


def owners(facts: Facts, entity: Entity, owned: Sequence[Authority], home: str) -> tuple[Owner, ...]:
    """Return the roles of one store: the writers of the fields it decides about, and a feed for the others.

    Whoever writes fields that this store decides about also adds the rows, and leaves the others' empty.
    """
    groups = {group.id: group for group in entity.attribute_groups}
    theirs = {name.lower() for one in owned if one.store != home for name in one.attributes}
    columns = tuple(column.name for column in entity.columns if column.name.lower() not in theirs)
    found: dict[str, Owner] = {}
    for authority in owned:
        fields = spelled(entity, authority.attributes)
        if not fields:
            continue
        here = authority.store == home
        group = groups.get(authority.group or "")
        for role in _writers(facts, entity, group, home) if here else (f"{authority.store or 'owner'}_feed",):
            known = found.get(slug(role), Owner(slug(role), ()))
            inserts = columns or (*(entity.key or ("id",)), *known.fields, *fields)
            found[slug(role)] = Owner(slug(role), (*known.fields, *fields), inserts if here else ())
    return tuple(found.values())


def _writers(facts: Facts, entity: Entity, group: AttributeGroup | None, home: str) -> tuple[str, ...]:
    """Return who writes a group of fields in a store."""
    named = group.writers if group else ()
    writing = {
        writer.id
        for writer in facts.writers
        for write in writer.writes
        if (write.store, write.entity) == (home, entity.id)
    }
    return tuple(writer for writer in named if writer in writing) or named or (f"{home}_app",)
