"""What was decided, by which rule, because of what, and where it would turn."""

from typing import Literal

from tools.domain.record import record

Value = bool | int | float | str
Kind = Literal["documented", "practice", "judgement"]

UNDETERMINED = "undetermined"
"""The choice of a decision that waits for a fact."""

NONE_FEASIBLE = "none_feasible"
"""The choice of a mechanism where no rule that moves data holds."""


@record(frozen=True, slots=True)
class Because:
    """One input that the rule read, with the fact it came from."""

    input: str  # as in the rule's predicate, e.g. `path.freshness_s`
    value: Value | None  # None: unknown
    fact: (
        str | None
    )  # reference, e.g. `reads.site_search.freshness_s`; None: from the catalogue or a decision
    note: str = ""  # where it comes from if not from a fact, e.g. `catalogue: PostgreSQL`


@record(frozen=True, slots=True)
class Alternative:
    """An outcome that was not chosen."""

    choice: str
    rule: str
    rejected: str  # the reason, in a reader's words


@record(frozen=True, slots=True)
class Flip:
    """A change of one fact that would turn the decision; true when tried."""

    fact: str
    when: str  # e.g. `< 900`, `= true`
    value: Value  # a value that satisfies `when`
    choice: str  # what the decision becomes
    rule: str


@record(frozen=True, slots=True)
class Decision:
    """One decision of one step about one subject."""

    id: str  # step, topic and subject: `s3.capture.product.shop_db.search`
    step: int  # 1 to 8
    topic: str  # the rule group without its step: `capture`
    subject: str  # what it is about: a path, entity, store, read or operation id
    choice: str  # an outcome id of the rule group, or UNDETERMINED
    rule: str  # id of the rule that fired; for UNDETERMINED the rule that waits
    why: str  # the rule's reason
    kind: Kind
    sources: tuple[str, ...]  # ids of `tools/knowledge/sources.yaml`
    because: tuple[Because, ...] = ()
    terms: tuple[tuple[str, tuple[str, ...]], ...] = ()  # what the rule adds: ("must", (…)), ("with", (…))
    alternatives: tuple[Alternative, ...] = ()
    flips: tuple[Flip, ...] = ()
    assumed: tuple[str, ...] = ()  # references of the assumptions it rests on
    waits_for: tuple[str, ...] = ()  # references of the facts that would decide it
