"""What a flow family is: switches that a design sets, and the model that they make."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from tools.checker.model import Model, Scope


@dataclass(frozen=True, slots=True)
class Repair:
    """One switch set otherwise. `says` words it as an instruction: `let the target refuse older versions`."""

    says: str
    flow: "Flow"


class Flow(ABC):
    """A family with its switches set. Families are frozen dataclasses, one per file."""

    family: ClassVar[str]
    """What a reader calls it: `dual write`."""

    assumes: ClassVar[tuple[str, ...]]
    """What the model takes for granted, in a reader's words; printed with every verdict."""

    @property
    def forgets(self) -> bool:
        """Whether a memory of the flow runs out too soon: that takes a second fault to show."""
        return False

    @abstractmethod
    def model(self, scope: Scope) -> Model:
        """Return the model for so many writers (requests, operations) and so many faults."""

    def repairs(self) -> Iterator[Repair]:
        """Yield the flows that differ in one switch and may be right, the simplest change first."""
        yield from ()
