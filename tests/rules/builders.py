"""Designs for tests, from a few lines: what is left out gets a harmless value."""

from collections.abc import Iterable, Mapping
from typing import Any

from tools.domain.decisions import Decision
from tools.domain.design import Architecture, Authority, DataPath, Design, Hop, Traits
from tools.domain.facts import CurrentPath, Facts, Operation
from tools.domain.verdict import About

STORES = {
    "shop_db": "postgresql",
    "billing_db": "mysql",
    "search": "elasticsearch",
    "warehouse": "snowflake",
    "cache": "redis",
    "vectors": "qdrant",
    "bus": "kafka",
    "crm": "salesforce",
}
OF_FACTS = set(CurrentPath.model_fields)
OF_OPERATIONS = set(Operation.model_fields)


def facts(**sections: Any) -> Facts:
    """Build facts. Stores default to `STORES`; entities that are only mentioned are added bare."""
    sections.setdefault("stores", [{"id": id_, "technology": name} for id_, name in STORES.items()])
    entities = list(sections.get("entities", ()))
    known = {entity["id"] for entity in entities}
    entities += [{"id": id_} for id_ in dict.fromkeys(_mentioned(sections)) if id_ not in known]
    return Facts.model_validate({"schema_version": 1, **sections, "entities": entities})


def _mentioned(sections: Mapping[str, Any]) -> Iterable[str]:
    for section in ("paths", "reads", "invariants", "operations"):
        for row in sections.get(section, ()):
            yield from row.get("entities", ())
    for writer in sections.get("writers", ()):
        yield from (write["entity"] for write in writer["writes"])


def hop(words: str) -> Hop:
    """Read `ALO KEYR 72` as delivery, order and window in hours; `-` is unknown."""
    delivery, order, *window = [None if word == "-" else word for word in words.split()]
    return Hop("transport", "hop", delivery, order, float(window[0]) if window and window[0] else None)


def data_path(about: About, **fields: Any) -> DataPath:
    """Build one path; `hops` as words, `traits` as a mapping."""
    hops = tuple(hop(words) for words in fields.pop("hops", ()))
    traits = Traits(**fields.pop("traits", {}))
    lists = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
    lists.setdefault("status", "keep" if about == "current" else "build")
    lists.setdefault("id", f"{lists['entity']}.{lists['source']}.{lists['target']}")
    return DataPath(about=about, hops=hops, traits=traits, **lists)


def _today(row: Mapping[str, Any]) -> Iterable[DataPath]:
    """Build the paths of one row of facts: `label`, `hops`, `traits` and the like stand beside its facts."""
    copied = ("via", "version_token", "deletes", "owner", "ordering_key")
    said = {name: row[name] for name in copied if name in row}
    more = {name: value for name, value in row.items() if name not in OF_FACTS}
    more["capture"] = more.pop("label", None)
    for entity in row["entities"]:
        ends = {"entity": entity, "source": row["source"], "target": row["target"]}
        id_ = f"{row['id']}/{entity}"
        yield data_path("current", id=id_, fact=f"paths.{row['id']}", **ends, **said, **more)


def _operation(row: Mapping[str, Any]) -> DataPath:
    """Build the path of one operation: `label`, `hops` and `traits` stand beside its facts."""
    more = {name: value for name, value in row.items() if name not in OF_OPERATIONS}
    more["capture"] = more.pop("label", None)
    ends = {"entity": row["entities"][0], "source": row["stores"][0]}
    target = row["external"]["provider"] if "external" in row else row["stores"][-1]
    id_ = f"{row['id']}/{row['entities'][0]}"
    return data_path("current", id=id_, fact=f"operations.{row['id']}", target=target, **ends, **more)


def design(
    *,
    paths: Iterable[Mapping[str, Any]] = (),
    recommended: Iterable[Mapping[str, Any]] = (),
    authorities: Iterable[Mapping[str, Any]] = (),
    terms: Mapping[str, Mapping[str, list[str]]] | None = None,
    **sections: Any,
) -> Design:
    """Build a design: `paths` are today's, with their facts; `terms` are those of decisions, by their id.

    Every other section is one of the facts.
    """
    rows = [{key: value for key, value in row.items() if key in OF_FACTS} for row in paths]
    crossing = [row for row in sections.get("operations", ()) if "label" in row]
    sections["operations"] = [
        {key: value for key, value in row.items() if key in OF_OPERATIONS}
        for row in sections.get("operations", ())
    ]
    for row in (*recommended, *authorities):
        sections.setdefault("entities", [])
        if row["entity"] not in {entity["id"] for entity in sections["entities"]}:
            sections["entities"] = [*sections["entities"], {"id": row["entity"]}]
    return Design(
        facts=facts(paths=rows, **sections),
        decisions=tuple(_decision(id_, said) for id_, said in (terms or {}).items()),
        current=Architecture(
            "current", paths=(*(path for row in paths for path in _today(row)), *map(_operation, crossing))
        ),
        recommended=Architecture(
            "recommended",
            authorities=tuple(_authority(**row) for row in authorities),
            paths=tuple(data_path("recommended", **row) for row in recommended),
        ),
    )


def _decision(id_: str, terms: Mapping[str, list[str]]) -> Decision:
    step, topic, subject = id_.split(".", 2)
    said = tuple((name, tuple(texts)) for name, texts in terms.items())
    return Decision(id_, int(step[1:]), topic, subject, "", "", "", "judgement", ("judg",), terms=said)


def _authority(entity: str, store: str | None = None, **fields: Any) -> Authority:
    return Authority(
        entity=entity,
        group=fields.get("group"),
        attributes=tuple(fields.get("attributes", ())),
        store=store,
        outcome=fields.get("outcome", "the_only_writer"),
        derived=tuple(fields.get("derived", ())),
        decision=f"s2.sor.{entity}",
    )
