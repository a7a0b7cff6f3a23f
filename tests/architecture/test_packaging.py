"""Our import names are generic; in this environment they must be ours alone."""

from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("agent", "evals", "prompts", "tools")


@pytest.mark.parametrize("name", OURS)
def test_no_other_distribution_ships_our_package(name: str) -> None:
    assert set(packages_distributions().get(name, [])) <= {"data-integration-architect"}


@pytest.mark.parametrize("name", OURS)
def test_our_package_is_imported_from_the_checkout(name: str) -> None:
    assert Path(import_module(name).__file__ or "").is_relative_to(ROOT)
