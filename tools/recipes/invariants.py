"""What an invariant speaks of: the table and the columns that each of its attributes belongs to."""

import re
from collections.abc import Iterator
from typing import Any

from tools.domain.evidence import FileLine
from tools.domain.facts import Entity, Facts, Invariant, Operation
from tools.recipes.names import slug, sql_name
from tools.recipes.tables import column, has, required, spelled, sql_type, table_of

_PERIODS = {
    "date": "daterange",
    "timestamp": "tsrange",
    "timestamp without time zone": "tsrange",
    "timestamptz": "tstzrange",
    "timestamp with time zone": "tstzrange",
}
Names = dict[str, Any]


class Invariants:
    """The invariants of a system, each bound to tables and columns, with the lookups that this takes."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.about: dict[str, list[Invariant]] = {entity.id: [] for entity in facts.entities}
        self.touching: dict[str, list[Operation]] = {entity.id: [] for entity in facts.entities}
        for invariant in facts.invariants:
            for entity in dict.fromkeys(invariant.entities):
                self.about[entity].append(invariant)
        for operation in facts.operations:
            for entity in operation.entities:
                self.touching[entity].append(operation)

    def kept_on(self, invariant: Invariant) -> Entity:
        """Return the entity that an invariant is kept on.

        It is the one with the balance for a sum, else the one whose table has the attributes, else the first.
        """
        entities = self.entities(invariant)
        if invariant.kind == "sum":
            return self.balance(invariant)[0]
        if invariant.kind == "referential" or not invariant.attributes:
            return entities[0]
        return next((one for one in entities if one.columns and has(one, invariant.attributes)), entities[0])

    def entities(self, invariant: Invariant) -> list[Entity]:
        """Return the entities that an invariant speaks of."""
        return [self.facts.entity_by_id[name] for name in invariant.entities]

    def enforced_by(self, kind: str, entity: Entity, attributes: tuple[str, ...]) -> str:
        """Return what enforces such an invariant already, in a reader's words; empty if nothing is known."""
        names = {name.lower() for name in attributes}
        key = {name.lower() for name in entity.key}
        if kind == "unique" and entity.has_primary_key and key and key <= names:
            return f"the primary key of {table_of(entity)}"
        for other in self.about[entity.id]:
            theirs = {name.lower() for name in other.attributes}
            same = theirs <= names if kind == "unique" and theirs else theirs == names
            place = self.definition(other) if (other.kind, other.entities[0]) == (kind, entity.id) else ""
            if same and place:
                return place
        return ""

    def definition(self, invariant: Invariant) -> str:
        """Return file and line of the table definition that an invariant was read from."""
        evidence = self.facts.evidence.get(f"invariants.{invariant.id}")
        if isinstance(evidence, FileLine) and evidence.file.lower().endswith((".sql", ".ddl")):
            return f"{evidence.file}:{evidence.line}"
        return ""

    def names(self, invariant: Invariant) -> Names:
        """Return the names that the recipes for an invariant are written in."""
        entity = self.kept_on(invariant)
        attributes = spelled(entity, invariant.attributes)
        named: Names = {
            "attributes": attributes,
            "enforced": self.enforced_by(invariant.kind, entity, attributes),
        }
        match invariant.kind:
            case "unique":
                found = {"nullable": required(entity, attributes)}
                return {**named, **found, "assumed": _unknown(entity, attributes, "attributes")}
            case "no_overlap":
                return {**named, **_period(entity, attributes)}
            case "non_negative":
                return {**named, **_amount(entity, attributes[0] if attributes else None)}
            case "capacity":
                return {**named, **self.capacity(entity, attributes)}
            case "sum":
                return {**named, **self.sum(invariant)}
            case "referential":
                return {**named, **self.reference(invariant, entity)}

    def capacity(self, entity: Entity, attributes: tuple[str, ...]) -> Names:
        """Return the column that counts, the one that limits and, where the first is new, what it counts.

        A single attribute is taken as the limit.
        """
        taken, limit = attributes[:2] if len(attributes) > 1 else ("taken", *(attributes or ("capacity",)))
        new = column(entity, taken) is None if entity.columns else len(attributes) < 2
        return {
            "taken": taken,
            "limit": limit,
            "new": new,
            "counted": next(self.references_to(entity), None) if new else None,
            "required": required(entity, (limit,) if new else (taken, limit)),
            "assumed": _unknown(entity, attributes[-1:], "limit"),
        }

    def references_to(self, entity: Entity) -> Iterator[tuple[str, str]]:
        """Yield (table, column) of each reference to an entity."""
        for invariant in self.about[entity.id]:
            if invariant.kind == "referential" and len(invariant.attributes) == 1:
                child, parent = invariant.entities[0], invariant.entities[-1]
                if parent == entity.id and child != parent:
                    yield table_of(self.facts.entity_by_id[child]), invariant.attributes[0]

    def balance(self, invariant: Invariant) -> tuple[Entity, str | None]:
        """Return the entity whose amounts are to keep their sum, and the column with the amount.

        It is the one that may not go below zero, for the attribute of a sum may be the amount that moves.
        """
        own = invariant.attributes[0] if invariant.attributes else None
        entities = self.entities(invariant)
        floors = [
            (entity, other.attributes[0])
            for entity in entities
            for other in self.about[entity.id]
            if other.kind == "non_negative" and other.attributes and other.entities[0] == entity.id
        ]
        if floors:
            return next((floor for floor in floors if floor[1] != own), floors[0])
        return next((one for one in entities if own and one.columns and has(one, (own,))), entities[0]), own

    def sum(self, invariant: Invariant) -> Names:
        """Return the column whose sum is to stay, and the table that records what moves."""
        entity, name = self.balance(invariant)
        amount = spelled(entity, (name,))[0] if name else None
        moved = [table_of(one) for one in self.entities(invariant) if one.id != entity.id]
        return {
            **_amount(entity, amount, "balance"),
            "amount_type": sql_type(entity, amount) if amount and column(entity, amount) else "numeric",
            "floor": self.enforced_by("non_negative", entity, (amount,)) if amount else "",
            "movements": next(iter(moved), None),
            "partitions": self.facts.deployment.partitions,
        }

    def one_partition(self, invariant: Invariant) -> bool:
        """Return whether the rows of an invariant are taken to be in one partition of their store."""
        touching = (one.partitions for entity in invariant.entities for one in self.touching[entity])
        said = [number for number in touching if number is not None]
        return max(said, default=self.facts.deployment.partitions or 1) == 1

    def moves_between_partitions(self, operation: Operation) -> bool:
        """Return whether an operation moves an amount from one partition of one store to another."""
        one_store = operation.external is None and len(operation.stores) < 2
        sums = (one for entity in operation.entities for one in self.about[entity] if one.kind == "sum")
        return one_store and (operation.partitions or 1) > 1 and any(sums)

    def reference(self, invariant: Invariant, child: Entity) -> Names:
        """Return the column that refers and the one that is referred to."""
        parent = self.entities(invariant)[-1]
        key = spelled(parent, parent.key or ("id",))[0]
        said = invariant.attributes if len(invariant.attributes) == 1 else ()
        guesses = (*said, *((key,) if key != "id" else ()), slug(f"{parent.id}_{key}"))
        found = next((one.name for name in guesses if (one := column(child, name))), None)
        name = found or (said[0] if said else guesses[-1])
        known = found or (said and not child.columns)
        return {
            "referring": name,
            "parent_key": key,
            "required": required(child, (name,)),
            "assumed": frozenset() if known else frozenset({"referring"}),
        }


def _unknown(entity: Entity, attributes: tuple[str, ...], name: str) -> frozenset[str]:
    """Return `name` where it stands for columns that nobody named or that the table lacks."""
    return frozenset() if attributes and has(entity, attributes) else frozenset({name})


def _period(entity: Entity, attributes: tuple[str, ...]) -> Names:
    """Return what a period is of, and the range that it is.

    The last attribute is a column of a range type, or the last two are start and end. Dates are counted to
    the last one inclusive, times up to the end.
    """
    last = column(entity, attributes[-1]) if attributes else None
    if last and (last.type or "").endswith("range"):
        period = sql_name(last.name)
        return {
            "what": attributes[:-1],
            "period": period,
            "period_check": f"NOT isempty({period})",
            "period_type": "",
            "required": required(entity, attributes),
            "assumed": frozenset(),
        }
    known = len(attributes) > 2
    *what, start, end = list(attributes) if known else ("resource_id", "starts_at", "ends_at")
    kinds = {_PERIODS.get(re.sub(r"\(\d\)", "", sql_type(entity, name)), "") for name in (start, end)}
    kind = kinds.pop() if len(kinds) == 1 else ""
    bounds, order = ("[]", ">=") if kind == "daterange" else ("[)", ">")
    return {
        "what": tuple(what),
        "period": f"{kind or 'tstzrange'}({sql_name(start)}, {sql_name(end)}, '{bounds}')",
        "period_check": f"{sql_name(end)} IS NULL OR {sql_name(end)} {order} {sql_name(start)}",
        "period_type": kind or "unsaid",
        "required": required(entity, (*what, start)),
        "assumed": _unknown(entity, attributes if known else (), "period"),
    }


def _amount(entity: Entity, name: str | None, placeholder: str = "amount") -> Names:
    amount = name or placeholder
    return {
        "amount": amount,
        "required": required(entity, (amount,)),
        "assumed": _unknown(entity, (name,) if name else (), "amount"),
    }
