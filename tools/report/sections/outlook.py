"""What is left: things to run, things not built, things to ask, and where claims come from."""

from collections import Counter
from collections.abc import Iterator, Set

from tools.domain.questions import Question
from tools.recipes import Recipe
from tools.recipes.subject import About
from tools.report.blocks import Block, Bullets, Code, Fold, Heading, Paragraph, Section, Table, bullets
from tools.report.document import Document
from tools.report.groups import grouped, route
from tools.report.text import code, codes, counted, distinct, listing, sentence, value_text
from tools.report.words import cited, reworded, words

SUBJECTS_WRITTEN_OUT = 3
"""So many subjects with the same recipes are written out; of more, and of paths, the first."""

_ABOUT = {
    "store": "Store",
    "entity": "Entity",
    "invariant": "Constraint",
    "operation": "Operation",
    "dependency": "Dependency",
    "read": "Read",
    "path": "Path",
    "today": "Today's path",
}


def recipes(doc: Document) -> Section | None:
    """Return the section, or None without recipes.

    Subjects with the same recipes stand together; of many, one is written out and the JSON has the rest.
    Where nothing changes there is nothing to run: those recipes are named, and the JSON has their text.
    """
    if not doc.recipes:
        return None
    unchanged = _unchanged(doc)
    staying = [recipe for recipe in doc.recipes if (recipe.about, recipe.subject) in unchanged]
    working = [recipe for recipe in doc.recipes if (recipe.about, recipe.subject) not in unchanged]
    intro = "Written in the names of this system. Each says what it makes true and what was done to check it:"
    blocks: list[Block] = [Paragraph(f"{intro} {_checked(doc.recipes)}.")]
    by_subject = grouped(working, lambda recipe: (recipe.about, recipe.subject))
    for alike in grouped(by_subject, lambda some: (some[0].about, tuple(recipe.id for recipe in some))):
        blocks += _subjects(alike)
    return Section("Recipes", (*blocks, *_staying(staying)))


def _unchanged(doc: Document) -> Set[tuple[About, str]]:
    """Return the paths that stay as they are, and the stores that serve no other path."""
    busy = {s for p in doc.live_paths if p.id not in doc.unchanged for s in (p.source, *p.via, p.target)}
    calm = {s for p in doc.live_paths if p.id in doc.unchanged for s in (p.source, *p.via, p.target)} - busy
    return {("path", path) for path in doc.unchanged} | {("store", store) for store in calm}


def _checked(recipes: tuple[Recipe, ...]) -> str:
    """Return how many recipes were run, parsed, or neither."""
    said = {
        ("ran", "given"): "run on an engine, as a pattern",
        ("ran", "assumed"): "run on an engine under other names",
        ("parsed", ""): "parsed with their grammar",
        ("read", ""): "read by a lenient parser",
        ("not_run", ""): "neither run nor parsed",
    }
    counts: Counter[tuple[str, str]] = Counter(
        (one.checked, one.names if one.checked == "ran" else "") for one in recipes
    )
    return listing([f"{count} {text}" for kind, text in said.items() if (count := counts[kind])])


def _subjects(alike: tuple[tuple[Recipe, ...], ...]) -> Iterator[Block]:
    few = len(alike) <= SUBJECTS_WRITTEN_OUT and alike[0][0].about != "path"
    shown = alike if few else alike[:1]
    for subject in shown:
        yield Heading(f"{_ABOUT[subject[0].about]} {code(subject[0].subject)}")
        yield from map(_folded, subject)
    if rest := alike[len(shown) :]:
        yield Paragraph(f"The same for {codes((s[0].subject for s in rest), 12)}; the JSON has each.")


def _staying(recipes: list[Recipe]) -> tuple[Block, ...]:
    """Name the recipes of what stays as it is: what they make true is what to look for there."""
    if not recipes:
        return ()
    subjects = codes(distinct(recipe.subject for recipe in recipes), 6)
    rows = tuple((recipe.title, recipe.claim, recipe.witness) for recipe in recipes)
    said = f"Nothing to run for {subjects}. What should be true there stands below, its text in the JSON."
    table = Table(("Recipe", "Makes true", "Checked"), rows)
    return (Heading("What stays as it is"), Paragraph(said), Fold(counted(len(rows), "recipe"), (table,)))


def _folded(recipe: Recipe) -> Fold:
    return Fold(f"{recipe.title} ({recipe.witness})", tuple(_recipe(recipe)))


def _recipe(recipe: Recipe) -> Iterator[Block]:
    yield Paragraph(recipe.claim, "Makes true:")
    yield Code(recipe.language, recipe.text)
    if recipe.caveats:
        yield Bullets(tuple(("Mind:", caveat) for caveat in recipe.caveats))
    yield Paragraph(f"{recipe.witness}. Sources: {cited(recipe.sources) or 'none'}.", "Checked:")


def parked(doc: Document) -> Section | None:
    """Return what was parked with its exit trigger, or None."""
    rows = tuple(
        (f"`{path.id}`", route(path, doc), words("capture", path.capture), path.exit_trigger or "not set")
        for path in doc.paths
        if path.status == "parked"
    )
    watched = dict.fromkeys(
        (
            f"`{p.read}`",
            doc.store_name(p.store),
            words("pattern", p.colour),
            "; ".join(p.because) or "no number known",
            p.trigger,
        )
        for p in doc.patterns
        if p.trigger
    )
    blocks: list[Block] = []
    if rows:
        blocks += [
            Paragraph(
                "The store already there can carry these uses. Build the following when its trigger fires."
            ),
            Table(("Path", "Route", "Would be fed by", "Exit trigger"), rows),
        ]
    if watched:
        blocks += [
            Paragraph("Measure these; they decide whether a store stays enough."),
            Table(("Use", "Store", "Judged", "Because", "Look again when"), tuple(watched)),
        ]
    return Section("Parked", tuple(blocks)) if blocks else None


def open_questions(doc: Document) -> Section | None:
    """Return the questions whose answers would change the design, or None."""
    if not doc.questions:
        return None
    blocks: list[Block] = [
        Paragraph("Most consequential first. Until answered, the recommended option is assumed.")
    ]
    for question in doc.questions:
        blocks += _question(question)
    return Section("Open questions", tuple(blocks))


def _question(question: Question) -> tuple[Block, ...]:
    options = [
        (
            f"{option.label or value_text(option.value)}{' (recommended)' if option.recommended else ''}:",
            reworded("; ".join(option.changes)) or "nothing changes",
        )
        for option in question.options
    ]
    note = " Two sources disagree." if question.contradiction else ""
    decisions = f" Decides {codes(question.decisions, 4)}." if question.decisions else ""
    return (
        Heading(question.text),
        Paragraph(f"`{question.fact}`. {sentence(question.why)}{note}{decisions}"),
        bullets(*options),
    )


def sources(doc: Document) -> Section | None:
    """Return where the claims come from, or None without sources."""
    if not doc.sources:
        return None
    rows = tuple((f"`{source.id}`", source.label) for source in doc.sources)
    cited = counted(len(distinct(source.id for source in doc.sources)), "source")
    return Section("Sources", (Fold(cited, (Table(("Source", "Where"), rows),)),))
