"""Which stores a text says are there: named ones first, so that a bare name can then mean one of them."""

import re
from collections.abc import Iterable

from tools.intake.clause import Clause
from tools.intake.draft import Draft
from tools.intake.identity import find_store, name_store
from tools.intake.mentions import Mention, mentions, name_and_version
from tools.intake.rows import name_in_row
from tools.intake.stated import states_presence

_MANAGED = re.compile(r"(?:\b(?:managed|hosted|serverless|rds)|aws|amazon rds|cloud sql)\s+$", re.IGNORECASE)
_MANAGED_NAME = re.compile(
    r"(?:rds|cloud sql|atlas|elastic cloud|elasticache|msk|cloudamqp|azure sql)", re.IGNORECASE
)


def claim_stores(clauses: Iterable[Clause], draft: Draft) -> set[Clause]:
    """Add the stores that clauses state; return the clauses that said something new by it."""
    stated = [clause for clause in clauses if not clause.question and not clause.proposed]
    found = [
        (clause, mention)
        for clause in stated
        for mention in mentions(clause.sentence.text)
        if states_presence(clause.sentence.text, mention.start, mention.end)
    ]
    found.sort(key=lambda pair: _called(*pair)[0] is None)  # named ones first, else in order
    return {clause for clause, mention in found if _claim(clause, mention, draft)}


def _called(clause: Clause, mention: Mention) -> tuple[str | None, str | None]:
    """Return the name and the version that stand with a mention, or the name of its row in a table."""
    _, name, version = name_and_version(clause.sentence.text, mention)
    return name or name_in_row(clause.sentence, mention.start), version


def _claim(clause: Clause, mention: Mention, draft: Draft) -> bool:
    text, quote, technology = clause.sentence.text, clause.quote, mention.technology
    if technology.role == "provider":
        return False  # a provider is called; it holds nothing of ours
    name, version = _called(clause, mention)
    store = (
        name_store(draft, technology, name, quote) if name else find_store(draft, technology, quote, version)
    )
    if store is None:
        return False
    before = text[max(0, mention.start - 20) : mention.start]
    managed = _MANAGED.search(before) or _MANAGED_NAME.match(text, mention.start)
    draft.claim("stores", store, "version", version, quote)
    draft.claim("stores", store, "managed", True if managed else None, quote)
    return bool(version or managed or draft.evidence("stores", store) == quote)
