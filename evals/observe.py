"""Make an Outcome of a run: from what was read, the JSON document, its Markdown and the questions."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evals.evidence import loose_evidence, loose_numbers
from evals.gold import NO_STORE
from evals.outcome import (
    AdviceSeen,
    ClaimSeen,
    EdgeSeen,
    OrderSeen,
    Outcome,
    PlaceSeen,
    StoreSeen,
    UsageSeen,
)
from evals.understood import understood
from tools.domain.brief import Brief
from tools.domain.decisions import UNDETERMINED
from tools.domain.design import NOT_BUILT
from tools.domain.facts import Facts
from tools.knowledge.technologies import catalogue
from tools.rules import RULES

PARTS = (
    "capture",
    "ordering_key",
    "version_token",
    "sink_guard",
    "bootstrap",
    "deletes",
    "lag_objective_s",
    "reconciliation",
    "owner",
)
"""What the gates of step 8 ask of a path."""
LIKELY = ("confirmed", "likely")
"""Outcomes of S7.cause that name a failure mode as what happens here."""
NEEDS_NONE = "none_derived"
"""The outcome of S2.sor that says of data that no store has to be right about it."""
_NAMES = {rule.id: rule.name for rule in RULES}

Json = Mapping[str, Any]
Places = Mapping[str, tuple[PlaceSeen, ...]]


def observe(
    document: Json,
    markdown: str,
    *,
    read: Facts,
    known: Facts,
    brief: Brief,
    asked: Sequence[str] = (),
    usage: UsageSeen | None = None,
) -> Outcome:
    """Return what scorers see.

    `read` are the facts as the brief was understood, `known` those with the answers, which the document
    rests on; `asked` the facts that were asked for.
    """
    found, loose = loose_evidence(read, brief)
    numbers, unsupported = loose_numbers(document, known)
    facts = understood(read, brief)
    return facts.model_copy(
        update={
            "stores": (*facts.stores, *_providers(document, read)),
            "authorities": _authorities(document),
            "paths": tuple(_edge(path) for path in document["paths"] if path["status"] not in NOT_BUILT),
            "composition": document["composition"],
            "ordering": tuple(_ordering(document)),
            "claims": tuple(_claims(document, _places(document))),
            "advice": tuple(_advice(document)),
            "asked": tuple(asked),
            "evidence": found + numbers,
            "ungrounded": (*loose, *unsupported),
            "markdown": markdown,
            "usage": usage or UsageSeen(),
        }
    )


def _providers(document: Json, read: Facts) -> Iterator[StoreSeen]:
    """Yield the ends of paths that are no stores of the facts: providers, called by their technology."""
    ends = {path[end] for path in document["paths"] for end in ("source", "target")}
    for id_ in sorted(ends - read.store_by_id.keys()):
        technology = catalogue().find(id_)
        yield StoreSeen(id=id_, technology=technology.id if technology else "other")


def _authorities(document: Json) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for row in document["systems_of_record"]:
        nobody = NO_STORE if row["outcome"] == NEEDS_NONE else UNDETERMINED
        found.setdefault(row["entity"], {})[row["store"] or nobody] = None
    return {entity: tuple(stores) for entity, stores in found.items()}


def _edge(path: Json) -> EdgeSeen:
    return EdgeSeen(
        entity=path["entity"],
        source=path["source"],
        target=path["target"],
        mechanism=path["capture"],
        lacks=tuple(part for part in PARTS if path[part] is None),
    )


def _ordering(document: Json) -> Iterator[OrderSeen]:
    entities = {path["id"]: (path["entity"],) for path in document["paths"]}
    for section in ("constraints", "operations", "reads"):
        entities |= {row["id"]: tuple(row["entities"]) for row in document[section]}
    for row in document["ordering"]:
        about = entities.get(row["subject"], ())
        yield OrderSeen(subject=row["subject"], entities=about, need=row["need"])


def _places(document: Json) -> Places:
    """Return what each subject of a finding is about."""
    places: dict[str, tuple[PlaceSeen, ...]] = {}
    for store in document["stores"]:
        places[store["id"]] = (PlaceSeen(store=store["id"]),)
    for entity in document["entities"]:
        places[entity["id"]] = (PlaceSeen(entity=entity["id"]),)
    for row in document["operations"]:
        places[row["id"]] = tuple(
            PlaceSeen(entity=entity, store=store) for entity in row["entities"] for store in row["stores"]
        )
    for row in document["reads"]:
        places[row["id"]] = tuple(
            PlaceSeen(entity=entity, store=store) for entity in row["entities"] for store in row["served_by"]
        )
    for path in (*document["paths"], *document["current_paths"]):
        ends = PlaceSeen(entity=path["entity"], source=path["source"], target=path["target"])
        places[path["id"]] = (ends,)
        whole = path["id"].partition("/")[0]  # a current path is one of the facts for each of its entities
        if whole != path["id"]:
            places[whole] = (*places.get(whole, ()), ends)
    return places


def _claims(document: Json, places: Places) -> Iterator[ClaimSeen]:
    for one in document["findings"]:
        if one["about"] == "current":
            names = (one["rule"], _NAMES[one["rule"]])
            yield ClaimSeen(names=names, places=places.get(one["subject"], ()))
    for law in document["laws"]:
        if law["about"] == "current" and law["severity"] != "none" and not law["unknown"]:
            said = (law["law"], law["says"])
            yield ClaimSeen(names=said, places=places.get(law["path"], ()), follows=True)
    for decision in document["decisions"]:
        if raised := _raised(decision):
            yield ClaimSeen(names=raised, places=_place(decision["subject"], places), follows=True)


def _place(subject: str, places: Places) -> tuple[PlaceSeen, ...]:
    """Return what a decision is about. One of several about a subject has a part of its own at the end."""
    while subject and subject not in places:
        subject = subject.rpartition(".")[0]
    return places.get(subject, ())


def _raised(decision: Json) -> tuple[str, ...]:
    """Return the names of the finding, or of the likely cause, that a decision is or brings."""
    if decision["topic"] == "cause":
        return (decision["id"].rpartition(".")[2],) if decision["choice"] in LIKELY else ()
    if decision["topic"] == "flags":
        return decision["rule"], decision["choice"]
    terms = dict(decision["terms"])
    return (decision["rule"], *terms["finding"]) if "finding" in terms else ()


def _advice(document: Json) -> Iterator[AdviceSeen]:
    """Yield what each subskill chose for a subject in all, and for each part of it decided apart."""
    decisions = {one["id"]: one for one in document["decisions"]}
    for one in document["advice"]:
        by_subject: dict[str, list[str]] = {one["subject"]: []}
        for decision in (decisions[id_] for id_ in one["decisions"] if id_ in decisions):
            for subject in {one["subject"]: None, decision["subject"]: None}:
                by_subject.setdefault(subject, []).append(decision["choice"])
        for subject, choices in by_subject.items():
            yield AdviceSeen(subskill=one["subskill"], subject=subject, choices=tuple(choices))
