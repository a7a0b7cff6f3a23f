"""What holds for every test."""

import gc

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Look for garbage rarely: designs are large, and a third of the time would go into it."""
    gc.set_threshold(50_000, 10, 10)
