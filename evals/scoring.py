"""What a scorer is: it holds one run against what was expected, and says why it scored so."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from pydantic import BaseModel, ConfigDict

from evals.align import Alignment, align
from evals.gold import Expected
from evals.outcome import Outcome


@dataclass(frozen=True)
class Run:
    """One run and what was expected of it."""

    expected: Expected
    outcome: Outcome

    @cached_property
    def meant(self) -> Alignment:
        """Which gold ids the run's ids mean."""
        return align(self.expected, self.outcome)


class Line(BaseModel):
    """One thing that was held against the gold. `credit` is from 0 (wrong) to 1 (right)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    expected: str
    got: str
    credit: float


class Score(BaseModel):
    """From 0 to 1, with its explanation; no value where there is nothing to judge.

    `silent`: there is nothing because the run gave nothing, although the scenario asks for it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: float | None
    lines: tuple[Line, ...] = ()
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Scorer:
    """One view of a run. `asks` is the question that it answers, for a reader."""

    name: str
    asks: str
    score: Callable[[Run], Score]
    any_document: bool = True  # it can be asked of a document that another wrote, without our session


def line(expected: object, got: object, credit: float) -> Line:
    """Return one line of an explanation."""
    return Line(expected=str(expected), got=str(got), credit=credit)


def mean_of(lines: Iterable[Line], asked: bool = False) -> Score:
    """Return the mean credit; no value without a line, and silent if the scenario asked for one."""
    told = tuple(lines)
    if not told:
        return Score(value=None, silent=asked)
    return Score(value=sum(one.credit for one in told) / len(told), lines=told)


def f1(found: float, expected: int, got: int) -> float:
    """Return the harmonic mean of precision and recall; 1 where nothing was expected and nothing came."""
    return 2 * found / (expected + got) if expected + got else 1.0


def either(values: Iterable[str]) -> str:
    """Return a choice in words: `a or b`."""
    return " or ".join(values)
