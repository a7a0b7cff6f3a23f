"""What the data is about, where it is held, and which store is right about it."""

import re
from collections.abc import Iterator

from tools.intake.clause import STORE, Clause
from tools.intake.draft import Draft
from tools.intake.identity import find_entity
from tools.intake.nouns import counted_things, things_after, things_before, things_in
from tools.intake.words import slug

_HELD_IN = re.compile(
    rf"\b(?:in|inside|into|on)(?: (?:our|the|an?|one|single|main|primary|central|same|of))* {STORE}"
)
_BEING_HELD = re.compile(
    r"(?: (?:is|are|all|both|live|lives|sit|sits|reside|resides|stay|end up|go|goes|land|stored|kept|held"
    r"|saved|persisted|managed|recorded|written|only|together))+$"
)
_HOLDS = re.compile(
    rf"{STORE}(?: (?:database|cluster|instance))?(?:,? which)?"
    r"(?: (?:stores|holds|keeps|contains|has|owns|is used for|is for|for|with)|:| [\u2013\u2014-]| \("
    r"|(?P<cell> \|)) ?"
    r"(?P<things>[^⟦]+)"
)
_COUNTED = re.compile(
    rf"{STORE}(?:\([^()⟦]{{0,90}}\)|[^:⟦()]){{0,90}}: (?P<things>(?:about |some |around )?\d[^⟦]+)"
)
_COPIED = re.compile(
    r"\b(?:cop(?:y|ies|ied)|loads?|loaded|exports?|exported|sync\w*|replicat\w+|streams?|imports?|pushes|feeds?|fed"
    r"|index(?:es|ed)?|caches|cached|sends?|moves?|dump(?:s|ed)?|mirrors?|also)\b"
)
_RIGHT = (
    r"(?:the |our |a )?(?:single )?(?:system of record|source of truth|authority|authoritative \w+|master)"
)
_IS_RIGHT = re.compile(
    rf"{STORE}(?:, which)? (?:is|as|remains|stays|acts as|serves as) {_RIGHT}(?: (?:for|of) (?P<things>.+))?"
)
_RIGHT_IS = re.compile(rf"(?:system of record|source of truth|master) (?:for|of) (?P<things>.+?) is {STORE}")
_SOFT = re.compile(r"\bsoft[- ]?delet")
_HARD = re.compile(r"\bhard[- ]?delet|\breally deleted\b|\bphysically (?:deleted|removed)\b")
_PERSONAL = re.compile(r"\b(?:personal data|personally identifiable|pii|gdpr)\b")
_NEVER = r"\b(?:never|not) (?:\w+ )?"
_RULES = (
    ("non_negative", "not_negative", re.compile(rf"{_NEVER}(?:below zero|negative)\b|\boversold\b")),
    ("no_overlap", "no_overlap", re.compile(rf"{_NEVER}(?:overlap\b|double[- ]book)")),
    ("unique", "unique", re.compile(r"\bmust be unique\b|\bat most one\b")),
)
_MUST = re.compile(r"\b(?:must|may|can|cannot|should|shall)\b")


def claim_entities(clause: Clause, draft: Draft) -> bool:
    """Add the entities that a clause says are held somewhere, and where; tell if there were any."""
    if not clause.states:
        return False
    taken = False
    for store, things, copied in _held(clause, frozenset(draft.ids("entities"))):
        taken = taken or bool(things)
        for thing in things:
            entity = find_entity(draft, thing, clause.quote)
            if not copied:
                draft.places.setdefault(entity, {}).setdefault(store, clause.quote)
    return taken


def _held(clause: Clause, known: frozenset[str]) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Yield (store, things, whether they are copied there): `orders live in ⟦0⟧`, `⟦0⟧ holds orders`."""
    for match in _HELD_IN.finditer(clause.text):
        before = _BEING_HELD.sub("", clause.text[: match.start()].rstrip())
        yield clause.at(match[1]), things_before(before, known), bool(_COPIED.search(before))
    for match in _HOLDS.finditer(clause.text):
        if match["cell"] and match.start():
            continue  # in a wider table the next column is about something else, such as a team
        yield clause.at(match[1]), things_after(match["things"].strip(" ,"), known), False
    for match in _COUNTED.finditer(clause.text):
        yield clause.at(match[1]), counted_things(match["things"], known), False


def claim_authority(clause: Clause, draft: Draft) -> bool:
    """Add which store is right: for the entities named, or for all that the store is said to hold."""
    match = _IS_RIGHT.search(clause.text) or _RIGHT_IS.search(clause.text)
    if match is None or not clause.states:
        return False
    store = clause.at(match[1] if match.re is _IS_RIGHT else match[2])
    if match["things"]:
        entities = things_after(match["things"], frozenset(draft.ids("entities")))
    else:
        entities = tuple(entity for entity, stores in draft.places.items() if store in stores)
    for thing in entities:
        draft.claim("entities", find_entity(draft, thing, clause.quote), "authority", store, clause.quote)
    return bool(entities)


def claim_traits(clause: Clause, draft: Draft) -> bool:
    """Add how entities are deleted, whether they are personal, and what must hold of them."""
    known = frozenset(draft.ids("entities"))
    entities = things_in(clause.text, known)
    facts: list[tuple[str, str, str | bool]] = []
    for how, words in (("soft", _SOFT), ("hard", _HARD)):
        if said := words.search(clause.text):
            before = things_in(clause.text[: said.start()], known)
            after = things_after(clause.text[said.end() :].lstrip("ed "), known)
            facts += [(entity, "deletes", how) for entity in before[-1:] or after[:1] if entity in known]
    if _PERSONAL.search(clause.text):
        facts += [(entity, "pii", True) for entity in entities]
    if not clause.states:
        facts = []
    for entity, name, value in facts:
        draft.claim("entities", entity, name, value, clause.quote)
    return _claim_rules(clause, entities, draft) or bool(facts)


def _claim_rules(clause: Clause, entities: tuple[str, ...], draft: Draft) -> bool:
    if clause.question or not entities or not _MUST.search(clause.text):
        return False
    found = [(kind, name) for kind, name, words in _RULES if words.search(clause.text)]
    for kind, name in found:
        row = slug(f"{entities[0]}_{name}")
        draft.claim("invariants", row, "kind", kind, clause.quote)
        draft.claim("invariants", row, "entities", entities[:1], clause.quote)
    return bool(found)
