"""Every case and every mutant, collected from the `cases_*.py` beside this file."""

from importlib import import_module
from pathlib import Path

from tests.checker.case import Case, Mutant

_MODULES = [
    import_module(f"tests.checker.{path.stem}") for path in sorted(Path(__file__).parent.glob("cases_*.py"))
]

CASES: tuple[Case, ...] = tuple(case for module in _MODULES for case in module.CASES)
LARGEST: tuple[Case, ...] = tuple(
    {case.flow: case for case in sorted(CASES, key=lambda case: case.states)}.values()
)
"""Of each flow the case with the most states: what a smaller scope has, the largest has too."""

MUTANTS: tuple[Mutant, ...] = tuple(mutant for module in _MODULES for mutant in module.MUTANTS)
