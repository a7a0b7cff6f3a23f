"""From a design to the recipes that make it concrete."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, Literal

from jinja2 import Environment, StrictUndefined, TemplateError, meta
from jinja2 import Template as Compiled

from tools.domain.design import Design
from tools.domain.record import record
from tools.knowledge.errors import KnowledgeError
from tools.recipes import names
from tools.recipes.catalogue import Checked, Condition, Language, Template, templates
from tools.recipes.subject import About, Subject
from tools.recipes.subjects import subjects

BETWEEN = "\x1e\n"  # ASCII's record separator: no template and no name holds it


@record(frozen=True, slots=True)
class Recipe:
    """Something to run, in the user's names.

    SQL is divided into parts by comments `-- name: part`; a word after a colon (`:id`) is a parameter.
    """

    id: str
    title: str
    about: About
    subject: str  # id of the store, entity, invariant, operation, read or path that it serves
    language: Language
    text: str
    claim: str  # what it makes true
    caveats: tuple[str, ...]
    sources: tuple[str, ...]  # ids of `recipe_sources()`
    checked: Checked
    by: str  # what ran, parsed or read it in the tests; empty if nothing did
    names: Literal["given", "assumed"]  # assumed: a table or column in it is a placeholder

    @property
    def witness(self) -> str:
        """What was done with it, in a reader's words."""
        if self.names == "assumed" and self.checked == "ran":
            return f"pattern run with other names on {self.by}; the names here are placeholders"
        done = {
            "ran": f"pattern run on {self.by}, together with its claim",
            "parsed": f"parsed with the grammar of {self.by}, not run",
            "read": f"read by a parser that is lenient ({self.by}), not run",
            "not_run": "not run and not parsed",
        }[self.checked]
        return done if self.names == "given" else f"{done}; names are placeholders"


def recipes(design: Design) -> tuple[Recipe, ...]:
    """Return every recipe of a design: subjects in the order of the design, recipes in that of the catalogue.

    Raises KnowledgeError if a template does not fit its subject.
    """
    return tuple(
        _render(template, subject)
        for subject in subjects(design)
        for template in _applicable(subject.about, tuple(subject.properties.items()))
    )


@lru_cache(maxsize=1 << 12)
def _applicable(about: About, properties: tuple[tuple[str, frozenset[str]], ...]) -> tuple[Template, ...]:
    """Return the templates of which a condition holds for subjects with these properties."""
    known = dict(properties)
    return tuple(
        template
        for template in _about(about)
        if any(_holds(condition, about, known) for condition in template.applies)
    )


def _holds(condition: Condition, about: About, properties: Mapping[str, frozenset[str]]) -> bool:
    for name, wanted in condition.items():
        if name == "about":
            if about not in wanted:
                return False
        elif properties.get(name, frozenset()).isdisjoint(wanted):
            return False
    return True


@cache
def _about(about: About) -> tuple[Template, ...]:
    """Return the templates with a condition on this kind of subject."""
    return tuple(
        template
        for template in templates()
        if any(about in condition.get("about", ()) for condition in template.applies)
    )


def _render(template: Template, subject: Subject) -> Recipe:
    title, claim, *caveats, body = _filled(template, subject)
    return Recipe(
        id=template.id,
        title=title,
        about=subject.about,
        subject=subject.id,
        language=template.language,
        text=body + "\n",
        claim=claim,
        caveats=tuple(caveat for caveat in caveats if caveat),
        sources=template.sources,
        checked=template.checked,
        by=template.by,
        names="assumed" if _assumes(subject.names, _used(template.body)) else "given",
    )


def _filled(template: Template, subject: Subject) -> list[str]:
    """Return the title, the claim, the caveats and the body; one rendering for all, as it is what costs."""
    texts = (template.title, template.claim, *template.caveats, template.body)
    try:
        filled = _compiled(BETWEEN.join(texts)).render(subject.names)
    except TemplateError as error:
        raise KnowledgeError(f"recipe {template.id} about {subject.id}: {error}") from error
    return [text.strip() for text in filled.split(BETWEEN)]


def _assumes(names: Mapping[str, Any], used: frozenset[str]) -> bool:
    """Return whether a text that uses these names rests on one that nobody said."""
    if used & names.get("assumed", frozenset()):
        return True
    within = (names[name] for name in used if name in names)
    tables = (one for value in within for one in (value if isinstance(value, tuple) else (value,)))
    return any(one["assumed"] for one in tables if isinstance(one, dict) and "assumed" in one)


@cache
def _used(text: str) -> frozenset[str]:
    """Return the names that a template's text uses."""
    return frozenset(meta.find_undeclared_variables(_environment().parse(text)))


@cache
def _environment() -> Environment:
    environment = Environment(
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - SQL, JSON and Lua, not HTML
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(_FILTERS)
    return environment


_FILTERS: Mapping[str, Any] = {
    "sql": names.sql_name,
    "tick": names.ticked,
    "literal": names.literal,
    "slug": names.slug,
    "columns": names.columns,
    "parameter": names.parameter,
    "parameters": names.parameters,
    "matches": names.matches,
    "joined": names.joined,
    "key_text": names.key_text,
    "constraint": names.constraint,
    "json": names.json_text,
}


@cache
def _compiled(text: str) -> Compiled:
    return _environment().from_string(text)
