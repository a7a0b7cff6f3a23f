"""The composition laws: what follows from how a path delivers, orders, applies and deletes."""

from functools import cache

from tools.knowledge.decision_rules import GroupEntry, RuleEntry, build_group, read_inputs
from tools.knowledge.files import read_yaml
from tools.knowledge.record import Record, parse
from tools.logic.group import Group


class LawsEntry(Record):
    """The shape of laws.yaml."""

    inputs: dict[str, dict[str, object]]
    rules: tuple[RuleEntry, ...]


@cache
def laws() -> Group:
    """Return the laws as one group of mode `all` over the inputs `p.*` of a path.

    The first key of `then`, `says`, is the finding or the convergence statement; `severity` is none for the
    latter. Raises KnowledgeError if laws.yaml breaks its schema.
    """
    data = parse(LawsEntry, read_yaml("laws.yaml"), "laws.yaml")
    entry = GroupEntry(mode="all", scope="each path", gives="statements and findings", rules=data.rules)
    return build_group("S7.law", "S7", entry, read_inputs(data.inputs, "laws.yaml"), "laws.yaml")
