"""From a design to the recipes that make it concrete."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateError
from jinja2 import Template as Compiled

from tools.domain.design import Design
from tools.knowledge.errors import KnowledgeError
from tools.recipes import names
from tools.recipes.catalogue import Checked, Condition, Language, Template, templates
from tools.recipes.subject import About, Subject
from tools.recipes.subjects import subjects


@dataclass(frozen=True, slots=True)
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

    @property
    def witness(self) -> str:
        """What was done with it, in a reader's words."""
        return {
            "ran": f"run on {self.by}, together with its claim",
            "parsed": f"parsed with the grammar of {self.by}, not run",
            "read": f"read by a parser that is lenient ({self.by}), not run",
            "not_run": "not run and not parsed",
        }[self.checked]


def recipes(design: Design) -> tuple[Recipe, ...]:
    """Return every recipe of a design: subjects in the order of the design, recipes in that of the catalogue.

    Raises KnowledgeError if a template does not fit its subject.
    """
    return tuple(
        _render(template, subject)
        for subject in subjects(design)
        for template in _about(subject.about)
        if applies(template, subject)
    )


def applies(template: Template, subject: Subject) -> bool:
    """Return whether one of the template's conditions holds for the subject."""
    return any(_holds(condition, subject) for condition in template.applies)


def _holds(condition: Condition, subject: Subject) -> bool:
    for name, wanted in condition.items():
        if name == "about":
            if subject.about not in wanted:
                return False
        elif subject.properties.get(name, frozenset()).isdisjoint(wanted):
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
    def fill(text: str) -> str:
        if "{" not in text:
            return text
        try:
            return _compiled(text).render(subject.names)
        except TemplateError as error:
            raise KnowledgeError(f"recipe {template.id} about {subject.id}: {error}") from error

    return Recipe(
        id=template.id,
        title=fill(template.title),
        about=subject.about,
        subject=subject.id,
        language=template.language,
        text=fill(template.body).strip() + "\n",
        claim=fill(template.claim),
        caveats=tuple(caveat for caveat in map(fill, template.caveats) if caveat),
        sources=template.sources,
        checked=template.checked,
        by=template.by,
    )


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
    "json": names.json_text,
}


@cache
def _compiled(text: str) -> Compiled:
    return _environment().from_string(text)
