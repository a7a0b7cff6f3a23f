"""Actions that span more than one place: distributed commits, calls to providers."""

import re

from tools.intake.mentions import mentions
from tools.intake.prose_statement import Statement
from tools.intake.words import entity_id

_ACTION = re.compile(r"\b(?:for|in) (?:our |the |all |every )?(?P<what>(?:[a-z-]+ ){0,2}?[a-z]+s)(?![\w-])")
_SUBJECT = re.compile(
    r"^(?:our |the |all |every )?(?P<what>(?:[a-z-]+ ){0,2}?[a-z]+s) (?:use|run|go|are|need)\b"
)
_CALLED = r"\b(?P<what>[a-z]+s)\b(?: [a-z]+){0,3} (?:through|via|by|with|using|to) (?:the )?"


def claim_two_phase(said: Statement) -> bool:
    """A distributed commit over the stores that are named, or the action that it is used for."""
    if said.mechanism != "two_phase_commit":
        return False
    if len(said.data) > 1:
        source = said.first_right(said.data)
        for target in said.data:
            if target != source:
                said.claim_path(source, target, "two_phase_commit")
        return True
    action = _ACTION.search(said.text) or _SUBJECT.search(said.text)
    if action is None:
        return False
    operation = entity_id(action["what"])
    said.draft.claim("operations", operation, "two_phase", True, said.quote)
    said.draft.claim("operations", operation, "stores", said.data, said.quote)
    return True


def claim_external(said: Statement) -> bool:
    """An action that a provider does for us: `payouts go through Stripe`."""
    text = said.clause.sentence.text
    for mention in mentions(text):
        name = re.escape(text[mention.start : mention.end].lower())
        called = re.search(_CALLED + name, said.text)
        if mention.technology.role == "provider" and called:
            operation = entity_id(called["what"])
            provider = {"provider": mention.technology.id}
            said.draft.claim("operations", operation, "external", provider, said.quote)
            return True
    return False
