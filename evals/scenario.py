"""Scenarios: a brief as a user writes it, what is expected of the product, and a scripted user."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError

from agent.files import read_brief
from evals.errors import EvalError
from evals.gold import Expected, Gold, User
from evals.gold_checks import problems
from tools.domain.brief import Brief
from tools.domain.facts.refs import nearest

SCENARIOS = Path(__file__).parent / "scenarios"
EXPECT, USER, RECORDED = "expect.yaml", "user.yaml", "recorded.yaml"
NOT_THE_BRIEF = (EXPECT, USER, RECORDED, "*.cassette.yaml", "*.cassette.new")

G = TypeVar("G", bound=Gold)


@dataclass(frozen=True)
class Scenario:
    """One scenario of the folder `evals/scenarios`."""

    name: str
    folder: Path
    expected: Expected
    user: User
    brief: Brief  # every file of the folder but the gold, the script and the cassettes


def names(folder: Path = SCENARIOS) -> tuple[str, ...]:
    """Return the names of all scenarios."""
    return tuple(sorted(path.parent.name for path in folder.glob(f"*/{EXPECT}")))


def load(name: str, folder: Path = SCENARIOS) -> Scenario:
    """Return one scenario. Raise EvalError naming everything that is wrong with its files."""
    home = folder / name
    if not (home / EXPECT).is_file():
        raise EvalError(f"no scenario {name!r} in evals/scenarios; {nearest(name, names(folder))}")
    expected = _read(Expected, home / EXPECT)
    if wrong := list(problems(expected)):
        raise EvalError("\n".join(f"{name}/{EXPECT}: {problem}" for problem in wrong))
    brief = read_brief([str(home)], leave_out=NOT_THE_BRIEF)
    if not brief.texts:
        raise EvalError(f"{name}: no brief; add brief.md, written as a user writes")
    return Scenario(name, home, expected, _read(User, home / USER), brief)


def load_all(chosen: Sequence[str] = (), folder: Path = SCENARIOS) -> tuple[Scenario, ...]:
    """Return the chosen scenarios, all if none is. Raise EvalError for the first that cannot be used."""
    return tuple(load(name, folder) for name in chosen or names(folder))


def _read(kind: type[G], path: Path) -> G:
    where = f"{path.parent.name}/{path.name}"
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except FileNotFoundError:
        raise EvalError(f"{where}: no such file; write it as evals/README.md says") from None
    except yaml.YAMLError as error:
        raise EvalError(
            f"{where}: no valid YAML: {error}; quote texts that hold `: ` or begin with a mark"
        ) from None
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise EvalError("\n".join(f"{where}: {_place(one['loc'])}: {one['msg']}" for one in found)) from None


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) or "the whole file"
