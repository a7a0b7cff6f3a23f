"""What users complain about, kept in their words at the path that it is about."""

import re

from tools.intake.clause import Clause
from tools.intake.draft import Draft
from tools.intake.identity import only, technology_of
from tools.knowledge.technology import Category

_COMPLAINT = re.compile(
    r"\b(?:drift(?:s|ed|ing)?|out of (?:sync|date|step)|diverg\w+|inconsisten\w+|stale|outdated"
    r"|wrong (?:order|price|stock|number)s?|missing|disappear\w*|vanish\w*"
    r"|lost|lose[sd]?|duplicat\w+|twice|doubled?|double[- ]charg\w+"
    r"|(?:do|does|did) not (?:exist|match|agree|appear)|(?:don't|doesn't|didn't) (?:exist|match|agree|appear)"
    r"|still (?:show|shows|see|sees|appears?|visible)|unfriend\w*|mismatch\w*|lag(?:s|ged|ging)?|complain\w*"
    r"|out of stock|hang(?:s|ing)?|in[- ]doubt"
    r"|block(?:s|ed)? (?:everything|us|other))\b"
)
_CERTAIN = re.compile(
    r"\b(?:drift\w*|out of sync|diverg\w+|inconsisten\w+|stale|outdated|(?:not|n't) (?:match|agree))\b"
)
"""Words that complain about copies by themselves; the others do where a store or a use is named."""
_TALK = re.compile(
    r"\b(?:if|whether|would|could|might|avoid|prevent|so that|without|must|should|may|need|needs|never)\b"
)
_PLACES: tuple[tuple[re.Pattern[str], tuple[Category, ...]], ...] = (
    (re.compile(r"\bsearch\w*\b"), ("search",)),
    (
        re.compile(r"\b(?:dashboards?|reports?|reporting|analytics)\b"),
        ("warehouse", "lakehouse", "olap_realtime"),
    ),
    (re.compile(r"\bcache\w*\b"), ("cache",)),
)


def claim_symptoms(clause: Clause, draft: Draft) -> bool:
    """Add a complaint to the paths it is about: into a store or use that it names, else the only one."""
    if clause.question or _TALK.search(clause.text) or not _COMPLAINT.search(clause.text):
        return False
    paths = _about(clause, draft)
    words = " ".join(clause.sentence.text.split())
    for path in paths:
        draft.claim("paths", path, "symptoms", (words,), clause.quote)
    return bool(paths)


def _about(clause: Clause, draft: Draft) -> tuple[str, ...]:
    all_ = draft.ids("paths")
    wanted = {category for words, kinds in _PLACES if words.search(clause.text) for category in kinds}
    targets = {path: draft.first("paths", path, "target") for path in all_}
    technologies = {path: technology_of(draft, target) for path, target in targets.items()}
    named = tuple(path for path in all_ if targets[path] in clause.stores)
    meant = tuple(path for path in all_ if (known := technologies[path]) and known.category in wanted)
    alone = only(all_) if _CERTAIN.search(clause.text) else None
    return named or meant or ((alone,) if alone else ())
