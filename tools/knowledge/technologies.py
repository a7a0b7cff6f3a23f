"""The technology catalogue.

One YAML file per technology; the file's name is its id. A file may be `based_on` another one and then states
only what differs: mappings merge, anything else replaces, null takes away.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from tools.domain.facts import Facts
from tools.knowledge.errors import KnowledgeError
from tools.knowledge.files import names, read_yaml
from tools.knowledge.record import parse
from tools.knowledge.technology import Technology


class Catalogue:
    """All technologies, in order of their ids.

    Raises KnowledgeError if two of them claim one name, alias or image.
    """

    def __init__(self, technologies: Iterable[Technology]) -> None:
        self.all = tuple(sorted(technologies, key=lambda t: t.id))
        self._by_id = {t.id: t for t in self.all}
        self._by_name = _owners((_folded(name), t) for t in self.all for name in (t.id, t.name, *t.aliases))
        self._by_image = _owners((image, t) for t in self.all for image in t.images)

    def get(self, id_: str) -> Technology:
        """Return the technology of that id. Raises KnowledgeError if it is unknown; `find` takes any name."""
        if id_ not in self._by_id:
            raise KnowledgeError(f"no technology {id_!r} in the catalogue; use `other` for what it lacks")
        return self._by_id[id_]

    def find(self, text: str) -> Technology | None:
        """Return what `text` names by id, name or alias; case, spaces, hyphens and underscores are alike."""
        return self._by_name.get(_folded(text))

    def by_image(self, image: str) -> Technology | None:
        """Return what a container image runs: the longest known end of its path decides.

        Registry, tag and digest are ignored: "registry.example:5000/bitnami/redis:7" is Redis.
        """
        path = image.partition("@")[0].split("/")
        path[-1] = path[-1].partition(":")[0]
        ends = ("/".join(path[start:]) for start in range(len(path)))
        return next((self._by_image[end] for end in ends if end in self._by_image), None)


@cache
def catalogue() -> Catalogue:
    """Return the catalogue. Raises KnowledgeError if a file breaks the schema or cites an unknown source."""
    raw = {id_: read_yaml(f"technologies/{id_}.yaml") for id_ in names("technologies")}
    return Catalogue(_technology(id_, raw) for id_ in raw)


def technology_of(facts: Facts, store_id: str) -> Technology | None:
    """Return the entry of a store, or of a provider that is no store of the facts; None if unknown."""
    store = facts.store_by_id.get(store_id)
    return catalogue().find(store.technology if store else store_id)


def is_provider(facts: Facts, store_id: str) -> bool:
    """Return whether what arrives there takes effect outside; of an unknown one, the operations tell."""
    found = technology_of(facts, store_id)
    if found is not None:
        return found.role == "provider"
    return any(one.external and one.external.provider == store_id for one in facts.operations)


def is_lake(facts: Facts, store_id: str) -> bool:
    """Return whether a store keeps data in order to feed others: a log, files, or tables made of files."""
    store, found = facts.store_by_id.get(store_id), technology_of(facts, store_id)
    role = (store.role if store else None) or (found.sink_role if found else None)
    return role in ("stream", "files") or (found is not None and found.category == "lakehouse")


def store_name(facts: Facts, store_id: str) -> str:
    """Return what people call a store."""
    store = facts.store_by_id.get(store_id)
    found = technology_of(facts, store_id)
    return (store.name if store and store.name else None) or (found.name if found else store_id)


def _technology(id_: str, raw: Mapping[str, Mapping[str, Any]]) -> Technology:
    own = raw[id_]
    base = raw[own["based_on"]] if "based_on" in own else {}
    inherited = {key: value for key, value in base.items() if key not in ("name", "aliases", "images")}
    fields = overlaid(inherited, own)
    hazards = [{"id": hazard, **said} for hazard, said in fields.pop("hazards", {}).items()]
    return parse(Technology, {"id": id_, **fields, "hazards": hazards}, f"technologies/{id_}.yaml")


def overlaid(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with `own` laid over it: mappings merge, other values replace, null takes away."""
    merged = dict(base)
    for key, value in own.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        merged[key] = overlaid(base[key], value) if both else value
    return {key: value for key, value in merged.items() if value is not None}


def _owners(claims: Iterable[tuple[str, Technology]]) -> dict[str, Technology]:
    owners: dict[str, Technology] = {}
    for text, technology in claims:
        owner = owners.setdefault(text, technology)
        if owner is not technology:
            raise KnowledgeError(
                f"{text!r} names both {owner.id} and {technology.id}; leave it to one of them"
            )
    return owners


@cache
def _folded(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text.strip().casefold())
