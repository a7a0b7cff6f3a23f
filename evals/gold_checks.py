"""What the shape of expect.yaml cannot say: ids must exist, outcomes and rules must be the product's."""

from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache

from pydantic import ValidationError

from evals.fact_types import type_of
from evals.gold import NO_STORE, Expected, GoldEdge
from tools.domain.decisions import UNDETERMINED
from tools.domain.facts import FactsError
from tools.domain.facts.refs import nearest
from tools.knowledge.decision_rules import decision_groups, decision_rules
from tools.knowledge.failure_modes import failure_modes
from tools.knowledge.laws import laws
from tools.knowledge.technologies import catalogue
from tools.logic.group import Rule
from tools.rules import RULES
from tools.subskills import SUBSKILLS

CAPTURES = ("S3.capture", "S3.effect", "S3.cache", "S3.eventgate")
"""Rule groups whose outcomes a path of the target design can have as its mechanism."""

LONGEST_HINT = 400
"""Characters of a choice that is printed whole."""


def problems(gold: Expected) -> Iterator[str]:
    """Yield what is wrong with a scenario's expectations, each with what to do."""
    stores = {one.id for one in gold.stores}
    entities = {one.id for one in gold.entities}
    yield from _twice("stores", [one.id for one in gold.stores])
    yield from _twice("entities", [one.id for one in gold.entities])
    yield from _technologies(gold)
    yield from _facts(gold, stores, entities)
    edges = {"today": gold.today, "paths": gold.paths, "parked": gold.parked}
    for section, rows in edges.items():
        yield from _edges(section, rows or (), stores, entities)
    yield from _authorities(gold, stores, entities)
    yield from _findings(gold, stores, entities)
    yield from _outcomes(gold, entities)
    yield from _advice(gold)
    for ref in (*gold.questions.ask, *gold.questions.never):
        yield from _reference("questions", ref, stores, entities)


def outcomes(*groups: str) -> frozenset[str]:
    """Return the outcomes that rule groups can have, waiting for a fact among them."""
    return frozenset(choice(rule) for id_ in groups for rule in decision_groups()[id_].rules) | {UNDETERMINED}


def choice(rule: Rule) -> str:
    """Return the outcome of a rule: the first thing that it gives."""
    return str(next(iter(rule.then.values())))


@cache
def fault_names() -> frozenset[str]:
    """Return every id and name by which a fault of today's system may be called."""
    return frozenset(
        {name for rule in RULES for name in (rule.id, rule.name)}
        | {name for law in laws().rules for name in (law.id, choice(law))}
        | {name for id_, finding in decision_findings().items() for name in (id_, finding)}
        | {mode.id for mode in failure_modes()}
    )


@cache
def decision_findings() -> Mapping[str, str]:
    """Return the decision rules that raise a finding: rule id -> its name."""
    raised = {id_: rule.then.get("finding") for id_, rule in decision_rules().items()}
    return {id_: str(finding) for id_, finding in raised.items() if finding}


def _twice(section: str, ids: list[str]) -> Iterator[str]:
    for id_ in sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        yield f"{section}: the id {id_!r} is used twice; rename one"


def _technologies(gold: Expected) -> Iterator[str]:
    for store in gold.stores:
        if store.technology != "other" and not catalogue().find(store.technology):
            yield (
                f"stores.{store.id}.technology: {store.technology!r} is not in docs/technologies.md; "
                "use a name from there, or `other`"
            )


def _known(where: str, kind: str, id_: str | None, valid: Set[str]) -> Iterator[str]:
    if id_ is not None and id_ not in valid:
        hint = nearest(id_, valid)
        yield f"{where}: no {kind} {id_!r} here; {hint if len(hint) < LONGEST_HINT else 'see docs/rules.md'}"


def _edges(section: str, rows: Iterable[GoldEdge], stores: Set[str], entities: Set[str]) -> Iterator[str]:
    for number, row in enumerate(rows):
        where = f"{section}[{number}]"
        yield from _known(where, "entity", row.entity, entities)
        yield from _known(where, "store", row.source, stores)
        yield from _known(where, "store", row.target, stores)


def _facts(gold: Expected, stores: Set[str], entities: Set[str]) -> Iterator[str]:
    for ref, value in gold.facts.items():
        wrong = list(_reference("facts", ref, stores, entities))
        yield from wrong
        if not wrong:
            try:
                type_of(ref).validate_python(value)
            except ValidationError as error:
                why = error.errors(include_url=False)[0]["msg"]
                yield f"facts: {ref}: {why}, got {value!r}; see docs/facts.md"


def _reference(where: str, ref: str, stores: Set[str], entities: Set[str]) -> Iterator[str]:
    try:
        type_of(ref)
    except FactsError as error:
        yield f"{where}: {error}"
        return
    section, *rest = ref.split(".")
    if section in ("stores", "entities"):
        yield from _known(f"{where}: {ref}", section, rest[0], stores if section == "stores" else entities)


def _authorities(gold: Expected, stores: Set[str], entities: Set[str]) -> Iterator[str]:
    for entity, right in gold.systems_of_record.items():
        yield from _known("systems_of_record", "entity", entity, entities)
        for store in right:
            yield from _known(f"systems_of_record.{entity}", "store", store, stores | {NO_STORE})


def _findings(gold: Expected, stores: Set[str], entities: Set[str]) -> Iterator[str]:
    for number, finding in enumerate(gold.findings or ()):
        where, about = f"findings[{number}]", finding.about
        yield from _known(where, "entity", about.entity, entities)
        for store in (about.source, about.target, about.store):
            yield from _known(where, "store", store, stores)
        for rule in finding.rules:
            yield from _known(where, "rule, law or failure mode", rule, fault_names())
    for rule in gold.also_true:
        yield from _known("also_true", "rule, law or failure mode", rule, fault_names())


def _outcomes(gold: Expected, entities: Set[str]) -> Iterator[str]:
    for number, path in enumerate(gold.paths or ()):
        for mechanism in path.mechanism:
            yield from _known(f"paths[{number}]", "mechanism", mechanism, outcomes(*CAPTURES))
    for subject, needs in gold.ordering.items():
        yield from _known(f"ordering.{subject}", "entity", subject.partition(".")[0], entities)
        for need in needs:
            yield from _known(f"ordering.{subject}", "order", need, outcomes("S6.need"))


def _advice(gold: Expected) -> Iterator[str]:
    groups = {one.name: one.groups for one in SUBSKILLS}
    for key, right in gold.advice.items():
        name, _, subject = key.partition(" ")
        if not subject:
            yield f"advice: {key!r}: write `subskill-name subject`"
        yield from _known(f"advice: {key!r}", "subskill", name, groups.keys())
        for one in right if name in groups else ():
            yield from _known(f"advice: {key!r}", "outcome", one, outcomes(*groups[name]))
