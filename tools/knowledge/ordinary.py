"""The ordinary system from which the cases beside the rules start."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from tools.knowledge.decision_rules import SUBSKILLS, subskill
from tools.knowledge.files import read_yaml
from tools.logic.condition import Value


@cache
def ordinary() -> Mapping[str, Value]:
    """Return the values that every case overlays, by input: those of the steps, then of every subskill."""
    spaces = read_yaml("decisions/base_facts.yaml")
    values = {f"{space}.{name}": value for space, names in spaces.items() for name, value in names.items()}
    for one in SUBSKILLS:
        values |= subskill(one)["base"]
    return MappingProxyType(values)
