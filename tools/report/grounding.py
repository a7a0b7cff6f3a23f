"""Does prose about a design name only what its document has, and say of no path what was decided otherwise?

Held against lists, so that ordinary words of any language pass: technologies by the catalogue, rules and
decisions by the shape of their ids, names by underscores, dots and backticks, numbers as figures. A store or
path that is only described ("the other database") is not recognised, nor is a wrong word about a right name.
"""

import re
from collections.abc import Iterator

from tools.domain.facts import Facts
from tools.intake.measures import Measure, measures
from tools.intake.mentions import mentions
from tools.intake.schema import ROWS, inner
from tools.report.contradicted import contradicted
from tools.report.document import Document
from tools.report.grounds import Grounds

_RULE = re.compile(r"\b(?:S[1-8]\.(?:[A-Z]{1,3}\d{0,3}|\d{1,3})|[RCF]\d{2}|G\d{1,2})\b")
_CODE = re.compile(r"`([^`\n]+)`")
_DOTTED = re.compile(r"(?<![\w.@/-])[a-z][a-z0-9_-]*(?:\.[A-Za-z0-9_-]+)+(?![\w/(-])")
_UNDERSCORED = re.compile(r"(?<![\w.@/-])[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+(?![\w/(-]|\.\w)")
_NAMED = re.compile(
    r"(?<![\w-])[a-z0-9]+(?:-[a-z0-9]+)*-(?:db|api|svc|service|cache|index|queue|topic)(?![\w-])"
)
_SIMPLE = re.compile(r"[A-Za-z][\w.-]*")
_FENCED = re.compile(r"^[ \t]*(```|~~~).*?^[ \t]*\1[ \t]*$", re.MULTILINE | re.DOTALL)
_NO_NUMBER = re.compile(
    r"^[ \t]*\d{1,3}[.)](?=\s)"  # items of a list
    r"|\b\d+(?:st|nd|rd|th)\b|\b24/7\b|\b(?:step|schritt|étape|paso) \d\b|(?<=[A-Za-z])-\d+\b",
    re.MULTILINE | re.IGNORECASE,
)
_COUNTED = re.compile(
    r"[ \n]+(?:(?:critical|high|medium|low|open|live|parked|current|new|other|further|more|known)[ \n]+){0,2}"
    r"(store|database|entit|path|finding|question|decision|assumption|constraint)(?:s|y|ies)?\b"
)
_ENDINGS = (".md", ".json", ".html", ".yaml", ".yml", ".sql", ".com", ".org", ".io")
CLOSE = 0.01
"""How far two equal numbers may be apart by rounding (engineering judgement)."""


def ungrounded(text: str, document: Document, brief: str = "") -> tuple[str, ...]:
    """Return what a text names or says that its document does not have, one line each; empty if nothing.

    A number may also be one of the brief.
    """
    return offences(text, Grounds(document, brief))


def offences(text: str, grounds: Grounds) -> tuple[str, ...]:
    """Return the same for one of many texts about a document: what the document has is gathered once."""
    prose = _FENCED.sub(" ", text)
    found = (
        *_technologies(prose, grounds),
        *_ids(prose, grounds),
        *_numbers(prose, grounds),
        *contradicted(prose, grounds.document),
    )
    return tuple(dict.fromkeys(found))


def misnamed(text: str, grounds: Grounds) -> Iterator[str]:
    """Yield what a text says of the design that is not so: technologies, rules, decisions, facts, mechanisms.

    Other names and numbers may be its own.
    """
    yield from _technologies(text, grounds)
    yield from _rules(text, grounds)
    for name in _names(text):
        cites = re.fullmatch(r"s[1-8]\..+", name) or ("." in name and name.split(".")[0] in ROWS)
        if cites and name.lower() not in grounds.names and not _is_fact(name, grounds):
            yield _unknown(name)
    yield from contradicted(text, grounds.document)


def strange_numbers(text: str, grounds: Grounds) -> tuple[str, ...]:
    """Return the numbers of a text that its document does not have, one line each."""
    return tuple(dict.fromkeys(_numbers(text, grounds)))


def _technologies(text: str, grounds: Grounds) -> Iterator[str]:
    for mention in mentions(text):
        if mention.technology.id not in grounds.technologies:
            yield f"the design has no {text[mention.start : mention.end]}"


def _rules(text: str, grounds: Grounds) -> Iterator[str]:
    for match in _RULE.finditer(text):
        if match[0].lower() not in grounds.names:
            yield f"the document cites no rule {match[0]}"


def _ids(text: str, grounds: Grounds) -> Iterator[str]:
    yield from _rules(text, grounds)
    for name in _names(text):
        if name.lower() not in grounds.names and not _RULE.fullmatch(name) and not _is_fact(name, grounds):
            yield _unknown(name)


def _names(text: str) -> Iterator[str]:
    """Yield what is set as code or has the form of an id; calls and files are neither."""
    for match in _CODE.finditer(text):
        if _SIMPLE.fullmatch(match[1]) and not match[1].endswith(_ENDINGS):
            yield match[1]
    plain = _CODE.sub(" ", text)
    for form in (_DOTTED, _UNDERSCORED, _NAMED):
        for match in form.finditer(plain):
            if not match[0].endswith(_ENDINGS) and len(match[0]) > 4:
                yield match[0]


def _is_fact(name: str, grounds: Grounds) -> bool:
    """Return whether a name is the reference of a fact about a row that the document has."""
    section, *rest = name.split(".")
    model = ROWS.get(section)
    if model is None or not rest:
        return False
    if "id" in model.model_fields:
        row, *rest = rest
        if row.lower() not in grounds.names:
            return False
    for part in rest:
        if model is None or part not in model.model_fields:
            return False
        model = inner(model, part)
    return True


def _unknown(name: str) -> str:
    head = name.split(".")[0]
    if re.fullmatch(r"s[1-8]", head):
        return f"the design has no decision {name}"
    if head in Facts.model_fields:
        return f"there is no fact {name}"
    return f"the document has nothing called {name}"


def _numbers(text: str, grounds: Grounds) -> Iterator[str]:
    plain = text
    for ignored in (_CODE, _NO_NUMBER, _DOTTED, _UNDERSCORED, _RULE):
        plain = ignored.sub(lambda match: " " * len(match[0]), plain)
    for measure in measures(plain):
        said = plain[measure.start : measure.end]
        if not any(character.isdigit() for character in said):
            continue  # `twice`, `a second`, `nightly`: words
        counted = _COUNTED.match(plain, measure.end) if measure.dimension == "count" else None
        total = grounds.total(counted[1]) if counted else None
        if counted and total is not None:
            if all(reading > total for reading in measure.readings):
                yield f"the document has {total}, not {said}{counted[0]}"
        elif not _known(measure, grounds):
            yield f"the document has no number {' '.join(said.split())}"


def _known(measure: Measure, grounds: Grounds) -> bool:
    there = grounds.numbers.get(measure.dimension, ())
    return any(
        abs(value - one) <= CLOSE * max(abs(value), abs(one)) for value in measure.readings for one in there
    )
