"""Many sources become one Facts; where they disagree, nobody is silently believed."""

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel

from tools.domain.facts import Facts
from tools.domain.facts.model import SCHEMA_VERSION
from tools.intake.draft import Claim, Draft
from tools.intake.identity import OTHER
from tools.intake.result import AnyEvidence, Contradiction
from tools.intake.schema import LISTS, ROWS, inner, is_list
from tools.knowledge.technologies import catalogue

NAMES = ("name", "consumer")
"""Fields that hold what somebody calls a thing. People call one thing several names; the first stands."""


def merge(draft: Draft) -> tuple[Facts, tuple[Contradiction, ...]]:
    """Return the facts of a draft, and the facts for which its sources give different values.

    Lists grow together. A contradicted value is left unsaid, unless the row cannot be without it (such as a
    store's technology): then the value of the most exact source stands.
    """
    merger = _Merger(draft)
    top = merger.row("", "")
    lists = {name: [merger.row(name, row) for row in draft.ids(name)] for name in ROWS if name in LISTS}
    groups = {name: merger.row(name, "") for name in ROWS if name not in LISTS and draft.ids(name)}
    facts = {"schema_version": SCHEMA_VERSION, **top, **lists, **groups, "evidence": merger.evidence}
    return Facts.model_validate(facts), tuple(merger.contradictions)


class _Merger:
    """Turns rows of claims into rows of values, and collects what there is to say about them."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.evidence: dict[str, AnyEvidence] = {}
        self.contradictions: list[Contradiction] = []

    def row(self, section: str, row: str) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        if row:
            fields["id"] = row
            self.evidence[f"{section}.{row}"] = self.draft.evidence(section, row)
        for name, claims in self.draft.claims_of(section, row).items():
            ref = ".".join(part for part in (section, row, name) if part)
            self.evidence[ref] = claims[0].evidence  # goes again if the claims turn out to disagree
            value = self._value(ref, ROWS.get(section, Facts), name, claims)
            if value is None:
                del self.evidence[ref]
            else:
                fields[name] = value
                for claim in reversed(claims):
                    self.evidence.update(claim.details)
                for one in self.contradictions:  # inside of a group
                    if one.fact.startswith(f"{ref}."):
                        self.evidence.pop(one.fact, None)
        return fields

    def _value(self, ref: str, model: Any, name: str, claims: Sequence[Claim]) -> Any:
        if is_list(model, name):
            return _joined(claim.value for claim in claims)
        group = inner(model, name)
        if group and len(claims) > 1:
            return self._group(ref, group, claims)
        distinct: list[Claim] = []
        for claim in claims[:1] if name in NAMES else _most_exact(name, claims):
            if not any(_folded(claim.value) == _folded(other.value) for other in distinct):
                distinct.append(claim)
        if len(distinct) == 1:
            if ref in self.evidence:
                self.evidence[ref] = distinct[0].evidence
            return distinct[0].value
        needed = model.model_fields[name].is_required()
        self.contradictions.append(
            Contradiction(ref, tuple((c.value, c.evidence) for c in distinct), first_stands=needed)
        )
        return distinct[0].value if needed else None

    def _group(self, ref: str, model: type[BaseModel], claims: Sequence[Claim]) -> dict[str, Any] | None:
        """Return the values of a group of facts, such as `replication`, each merged on its own."""
        inside: dict[str, list[Claim]] = {}
        for claim in claims:
            for name, value in claim.value.items():
                if value is not None:
                    said = claim.details.get(f"{ref}.{name}", claim.evidence)
                    inside.setdefault(name, []).append(Claim(value, said))
        merged = {name: self._value(f"{ref}.{name}", model, name, its) for name, its in inside.items()}
        return {name: value for name, value in merged.items() if value is not None} or None


def _most_exact(name: str, claims: Sequence[Claim]) -> list[Claim]:
    """Leave out what another claim says more exactly: 16 beside 16.4, PostgreSQL beside Supabase."""
    values = [str(claim.value) for claim in claims]
    return [c for c in claims if not any(_refines(name, value, str(c.value)) for value in values)]


def _refines(name: str, exact: str, rough: str) -> bool:
    match name:
        case "version":
            return exact.startswith(f"{rough}.")
        case "mechanism":
            return rough == "unknown" != exact
        case "technology":
            host = catalogue().find(exact)
            return rough == OTHER != exact or bool(host and host.hosted and host.based_on == rough)
        case _:
            return False


def _folded(value: Any) -> Any:
    """Return what two values have in common that differ in case only: `Billing` and `billing`."""
    return value.casefold() if isinstance(value, str) else value


def _joined(lists: Iterable[Sequence[Any]]) -> list[Any]:
    """Return the first list with what the later ones add to it."""
    joined: list[Any] = []
    for values in lists:
        known = [_identity(value) for value in joined]
        joined += (value for value in values if _identity(value) not in known)
    return joined


def _identity(value: Any) -> Any:
    """Return what tells one list entry from another: an id, a name, or what a write is about."""
    if not isinstance(value, dict):
        return value
    return value.get("id") or value.get("name") or (value.get("store"), value.get("entity"))
