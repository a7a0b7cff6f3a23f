"""What a subskill has to say of one subject, beside the decisions that it took."""

from tools.domain.record import record


@record(frozen=True, slots=True)
class Figure:
    """A number that was worked out, with its formula in words and in numbers: the reader can check it."""

    name: str  # `replicas that a write must reach`
    formula: str  # `W + R > N: 2 + 2 > 3`
    value: str  # with its unit: `2 of 3`, `1.5 GB`
    source: str = ""  # id of tools/knowledge/sources.yaml


@record(frozen=True, slots=True)
class Advice:
    """What one subskill says of one subject."""

    subskill: str  # name: `transaction-isolation-selector`
    subject: str  # id of an operation, read, store, path or entity
    decisions: tuple[str, ...]  # ids of the decisions it rests on
    says: str  # the answer in one sentence, in the user's names
    figures: tuple[Figure, ...] = ()
    shows: tuple[str, ...] = ()  # a witness, step by step: a schedule, a run, a query to try
    notes: tuple[str, ...] = ()  # what follows, what to watch, what it does not cover
