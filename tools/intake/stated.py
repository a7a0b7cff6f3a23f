"""Is it said to be so? Denials, wishes, plans, hearsay and talk about technology state nothing.

The word lists are engineering judgement. They rather miss a fact than invent one.
"""

import re

LIMITS = re.compile(r"\b(?:no|not|never) (?:more|later|older|longer) than\b")
_NEGATED = re.compile(
    r"\b(?:not|no|never|none|nothing|neither|nor|without|cannot|instead of|rather than"
    r"|no longer|avoid(?:s|ed)?|used to|previously|formerly"
    r"|in the past|before we|stopped|removed|dropped|retired|abandoned|replaced"
    r"|decommissioned|(?:moved|migrated|migrating) (?:away )?from|unlike|compared|versus|vs|alternatives?"
    r"|nicht|kein(?:e[nrms]?)?|ohne|statt)\b"
    r"|n't\b"
)
_HYPOTHETICAL = re.compile(
    r"\b(?:would|could|might|maybe|perhaps|if|whether|consider(?:s|ed|ing)?|think(?:s|ing)?|thought"
    r"|plan(?:s|ned|ning)?|hope|wish|offers?|offered|dream|evaluat\w+|propos\w+|suggest\w*|recommend\w*|someday|eventually"
    r"|in (?:the )?future|next (?:year|quarter|month)|going to|will|intend\w*|idea|options?|suppose|imagine"
    r"|prototype|pilot|experiment\w*|tried|trying|looked at|looking at|like to|want(?:s|ed)? to"
    r"|need(?:s|ed)? to|ought to|should we|let us|let's"
    r"|möchten?|würden?|könnten?|sollten?|vielleicht|geplant\w*|vorschl\w+|vorgeschlagen|empf(?:iehlt|ohlen))\b"
)
_TALK = re.compile(
    r"\b(?:ignore|disregard|pretend|instructions?|prompt|know(?:s|n)?|knowledge|experience|expert\w*|familiar"
    r"|training|trained|(?:courses?|books?|articles?|blogs?|documentation) (?:on|about|for|says?)"
    r"|hire|hiring|similar to|heard (?:of|about)|von .{1,60} gehört"
    r"|(?:better|worse|faster|slower|cheaper|other) than)\b"
    r"|^(?:please )?(?:set|add|use|make|change|switch|choose|pick|respond|output|print|act|forget|you)\b"
)
"""Sentences about technologies, or addressed to whoever reads the brief, say nothing of the system."""

_PROPOSAL = re.compile(
    r"\b(?:propos\w+|plans?|planned|target|future|vision|options?|alternatives?|ideas?|wish(?:es)?|reject\w+"
    r"|ruled out|considered|suggest\w+|recommend\w+|open questions?|vorschl\w+|optionen|zukunft|geplant\w*)\b"
)
"""Headings under which a text says what could be, or what is not."""

_WANTED = re.compile(
    r"\b(?:wants?|wanted|wish(?:es|ed)?|demands?|insists? on|asks? for|asked for|read about|sells?|sold"
    r"|pitch\w*)\b"
)
"""What stands after these is what somebody is after, or trades in: `my nephew wants ⟦0⟧`."""
_ELSEWHERE = re.compile(
    r"\b(?:for|of|by|in|at) (?:[\w-]+ ){0,2}?other (?:\w+ )?"
    r"(?:databases?|systems?|teams?|departments?|companies|projects?|products?|customers?)\b"
)
_DENIED = re.compile(
    r"(?:\b(?:no longer|not|never|nobody)|n't) (?:[\w-]+ ){0,2}?"
    r"(?:us(?:es?|ed|ing)|ha(?:ve|s|d)|need(?:s|ed)?|want(?:s|ed)?|runs?|running|own|exists?|there|ours|yet|decided)\b"
    r"|\b(?:stopped|retired|abandoned|decommissioned|replaced|no longer|used to|previously|formerly)\b"
    r"|^\W*(?:(?:since|now|later) )?(?:removed|dropped|rejected)\b|^\W*no\W*$"
)
"""What takes back what the words before a comma said; `the rows never change` does not."""
_ASIDE = re.compile(r"\([^()]*\)?")
_BREAK = re.compile(r"[,;:|(\u2013\u2014]")
_ADJACENT = re.compile(r"(?: [\w.-]+){0,2} ?\(([^()]*)")


def states(text: str) -> bool:
    """Tell if a clause in lower case says how things are."""
    text = LIMITS.sub("", text)
    return not (_NEGATED.search(text) or _HYPOTHETICAL.search(text) or _TALK.search(text))


def proposes(heading: str, lead: str) -> bool:
    """Tell if what stands under a heading, or in a list after the words `lead`, is a plan or a denial."""
    return bool(_PROPOSAL.search(heading.lower())) or bool(lead and not states(lead.lower()))


def states_presence(text: str, start: int, end: int) -> bool:
    """Tell if a clause says that what it names from start to end is there.

    What is said beside it does not count: `MariaDB (we never touch it)`, `PostgreSQL 15, rows never change`.
    """
    before, after = _ASIDE.sub("", text[:start].lower()), text[end:].lower()
    cut = _BREAK.search(after)
    near, far = (after[: cut.start()], after[cut.start() :]) if cut else (after, "")
    aside = _ADJACENT.match(after)
    said = f"{before}⟦0⟧{near}"
    around = f"{said}{_ASIDE.sub('', far)} {aside[1] if aside else ''}"
    if _NEGATED.search(LIMITS.sub("", said)) or _HYPOTHETICAL.search(around) or _TALK.search(around):
        return False
    taken_back = _WANTED.search(before) or _ELSEWHERE.search(near)
    return not taken_back and not any(_DENIED.search(part) for part in re.split(r"[,;:()|\u2013\u2014]", far))
