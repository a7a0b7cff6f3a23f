"""The recipes as data: tools/knowledge/recipes/*.yaml, one file per technology and topic."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator

from tools.knowledge.errors import KnowledgeError
from tools.knowledge.files import names, read_yaml
from tools.knowledge.record import Record, parse
from tools.knowledge.sources import Source, sources

FOLDER = "recipes"
SOURCES = "sources"
"""The file of FOLDER that holds sources, not recipes."""

FILES = (
    "postgresql_invariants",
    "postgresql_versions",
    "postgresql_ownership",
    "postgresql_outbox",
    "postgresql_capture",
    "mysql",
    "kafka",
    "postgresql_apply",
    "elasticsearch",
    "redis",
    "warehouses",
    "documents",
    "providers",
    "postgresql_operations",
    "postgresql_reads",
    "postgresql_drift",
    "watch",
)
"""The files of FOLDER in the order of work: what must hold, what feeds, what applies, what watches."""

Checked = Literal["ran", "parsed", "read", "not_run"]
"""What the tests do with a recipe: run it together with its claim, parse it with the grammar of its
language, read it with a lenient parser that also accepts wrong text, or nothing."""

Language = Literal["sql", "json", "lua", "yaml", "http", "properties", "python"]


def _several(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else (value,)


OneOf = Annotated[tuple[str, ...], BeforeValidator(_several)]
Condition = Mapping[str, OneOf]


class Template(Record):
    """One recipe before it knows the user's names.

    `applies` are conditions on the properties of a subject (tools/recipes/subjects.py); one of them has to
    hold, and it holds if each property has one of the named values. `body`, `title`, `claim` and `caveats`
    are Jinja2 templates. `by` names what ran or parsed it.
    """

    id: str
    title: str
    applies: Annotated[tuple[Condition, ...], BeforeValidator(_several)]
    language: Language
    body: str
    claim: str
    caveats: tuple[str, ...] = ()
    sources: tuple[str, ...]
    checked: Checked
    by: str = ""

    @model_validator(mode="after")
    def _names_its_witness(self) -> "Template":
        if bool(self.by) is (self.checked == "not_run"):
            raise ValueError("`by` names what ran or parsed the recipe; it is left out if nothing did")
        if unknown := [id_ for id_ in self.sources if id_ not in recipe_sources()]:
            raise ValueError(f"no source {unknown[0]!r}; add it to {FOLDER}/{SOURCES}.yaml")
        return self


@cache
def recipe_sources() -> Mapping[str, Source]:
    """Return every source a recipe may cite, by id: the registry and recipes/sources.yaml."""
    own = read_yaml(f"{FOLDER}/{SOURCES}.yaml")
    added = {id_: parse(Source, {"id": id_, **entry}, f"{SOURCES}.yaml, {id_}") for id_, entry in own.items()}
    return MappingProxyType({**sources(), **added})


@cache
def templates() -> tuple[Template, ...]:
    """Return every recipe, in the order of files and entries. Raises KnowledgeError for broken data."""
    if odd := sorted({*names(FOLDER), SOURCES} ^ {*FILES, SOURCES}):
        raise KnowledgeError(
            f"{FOLDER}/{odd[0]}.yaml: the folder and FILES differ; list the file in its place"
        )
    found = tuple(
        parse(Template, entry, f"{FOLDER}/{name}.yaml, {entry.get('id', '?')}")
        for name in FILES
        for entry in read_yaml(f"{FOLDER}/{name}.yaml")
    )
    ids = [template.id for template in found]
    if twice := sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        raise KnowledgeError(f"{FOLDER}: two recipes are called {twice[0]!r}; rename one")
    return found
