"""Who writes, where prose says so."""

import re

from tools.domain.evidence import Quote
from tools.intake.clause import Clause
from tools.intake.draft import Draft
from tools.intake.identity import only
from tools.intake.words import singular, slug

_NAMED = re.compile(
    r"\b(?:the|our|an?|each|every) (?P<name>(?:[a-z-]+ ){0,2}?)"
    r"(?P<kind>service|app|application|backend|api|website|monolith|importer|worker|script|job|code)\b"
)
_IDENTIFIER = re.compile(r"\b[a-z][a-z0-9]*[_-][\w-]+")
_WE = re.compile(r"^(?:so |today |currently |now |at the moment )*we\b")
_GENERIC = frozenset({"app", "application", "backend", "website", "monolith", "code", "api", ""})
_QUALIFIERS = re.compile(
    r"\b(?:main|own|same|single|whole|web|nightly|hourly|daily|application|app|monolithic)\b"
)
_SUFFIX = re.compile(r"_(?:service|svc|api|app|application|backend|worker|job)$")
APPLICATION = "application"
"""The writer that people call we, our code, or the application."""


def writer_in(clause: Clause, draft: Draft) -> str | None:
    """Return the id of the writer that a clause speaks of, whether or not it is in the draft yet."""
    known = (slug(word) for word in _IDENTIFIER.findall(clause.text))
    if writer := next((name for name in known if name in draft.ids("writers")), None):
        return writer
    if match := _NAMED.search(clause.text):
        name = slug(_QUALIFIERS.sub("", match["name"]))
        if not name and match["kind"] in _GENERIC:
            return _the_application(draft)
        return known_writer(slug(f"{name} {match['kind']}"), draft)
    return _the_application(draft) if _WE.match(clause.text) else None


def claim_writer(draft: Draft, writer: str, quote: Quote) -> None:
    """Add a writer; its name tells a job from a service."""
    job = writer.endswith(("job", "script", "importer"))
    draft.claim("writers", writer, "kind", "job" if job else "service", quote)


def known_writer(name: str, draft: Draft) -> str:
    """Return the writer of that name, else the name: `order_service` is `orders` in a compose file."""
    bare = singular(_SUFFIX.sub("", name))
    same = (w for w in draft.ids("writers") if w == name or singular(_SUFFIX.sub("", w)) == bare)
    return next(same, name)


def _the_application(draft: Draft) -> str:
    """Return the one service there is, else the application as such."""
    services = tuple(w for w in draft.ids("writers") if draft.first("writers", w, "kind") == "service")
    return only(services) or APPLICATION
