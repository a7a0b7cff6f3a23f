"""The bars of a pass, and what no arm may fall below: `thresholds.yaml`."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from evals.errors import EvalError
from evals.scorers import SCORERS
from evals.summary import ArmRow
from tools.domain.facts.refs import nearest

FILE = Path(__file__).with_name("thresholds.yaml")
RAN, OVERALL, DOCUMENT = "ran", "overall", "document"
ROUNDING = 1e-9


class Thresholds(BaseModel):
    """`passes`: scorer -> bar of one run. `minimum`: arm -> scorer or measure -> least value.

    Measures are `ran` (runs that were scored), `overall` and `document` (the overall of the document alone).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    passes: Mapping[str, float]
    minimum: Mapping[str, Mapping[str, float]]

    def below(self, rows: tuple[ArmRow, ...]) -> Iterator[str]:
        """Yield what is under its minimum, for the arms that were run."""
        for row in rows:
            for name, least in self.minimum.get(row.arm, {}).items():
                got = _value(row, name)
                if got is None or got < least - ROUNDING:
                    yield f"{row.arm}: {name} is {_shown(got)}, expected at least {least:g}"


def load(path: Path) -> Thresholds:
    """Read the file. Raise EvalError naming what is wrong in it."""
    try:
        found = Thresholds.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise EvalError(f"{path.name}: cannot be used: {error}") from None
    known = {scorer.name for scorer in SCORERS}
    for bars, valid in (
        (found.passes, known),
        *((one, known | {RAN, OVERALL, DOCUMENT}) for one in found.minimum.values()),
    ):
        for name in bars:
            if name not in valid:
                raise EvalError(f"{path.name}: no scorer {name!r}; {nearest(name, valid)}")
    return found


def _value(row: ArmRow, name: str) -> float | None:
    if name == RAN:
        return float(row.ran)
    if name in (OVERALL, DOCUMENT):
        return row.overall if name == OVERALL else row.document
    return row.means.get(name)


def _shown(value: float | None) -> str:
    return "missing" if value is None else f"{value:.3f}"
