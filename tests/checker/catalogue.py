"""Every case and every mutant, collected from the `cases_*.py` beside this file."""

from importlib import import_module
from pathlib import Path

from tests.checker.case import Case, Mutant

_MODULES = [
    import_module(f"tests.checker.{path.stem}") for path in sorted(Path(__file__).parent.glob("cases_*.py"))
]

CASES: tuple[Case, ...] = tuple(case for module in _MODULES for case in module.CASES)
MUTANTS: tuple[Mutant, ...] = tuple(mutant for module in _MODULES for mutant in module.MUTANTS)
