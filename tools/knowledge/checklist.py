"""The questions a reviewer asks of every flow."""

from functools import cache
from typing import Literal

from tools.knowledge.errors import KnowledgeError
from tools.knowledge.files import read_yaml
from tools.knowledge.laws import laws
from tools.knowledge.record import Record, parse


class ChecklistItem(Record):
    """One question, what would answer it, what happens if the answer is no, and where to mend it.

    `only_for`: the item applies only to flows with such data. `fix` names a rule, a group, a topic or a
    remedy.
    """

    id: str
    severity: Literal["critical", "high", "medium"]
    only_for: Literal["personal_data", "restricted_data"] | None = None
    question: str
    evidence: tuple[str, ...]
    failure: str
    fix: str
    laws: tuple[str, ...] = ()
    note: str = ""


@cache
def checklist() -> tuple[ChecklistItem, ...]:
    """Return the items in order. Raises KnowledgeError if checklist.yaml breaks its schema."""
    items = tuple(
        parse(ChecklistItem, {"id": id_, **entry}, f"checklist.yaml, {id_}")
        for id_, entry in read_yaml("checklist.yaml").items()
    )
    known = {law.id for law in laws().rules}
    for item in items:
        for id_ in item.laws:
            if id_ not in known:
                raise KnowledgeError(
                    f"checklist.yaml, {item.id}: names law {id_}; expected a law of laws.yaml"
                )
    return items
