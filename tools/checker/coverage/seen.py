"""A path with what the facts say of it; what nobody said is taken for the worse, and noted."""

from dataclasses import dataclass, field

from tools.checker.coverage import names
from tools.domain.design import DataPath, reads_of, said_of
from tools.domain.facts import CurrentPath, Entity, Facts, Read


@dataclass(slots=True)
class Seen:
    """A path, and in `assumed` what was taken for the worse, in a reader's words.

    `beside` is another path that follows the same log, if there is one. `names` are the user's names for the
    roles of the flows.
    """

    path: DataPath
    facts: Facts
    beside: DataPath | None = None
    assumed: dict[str, None] = field(default_factory=dict)
    names: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.names = names.of_path(self.path, self.facts)

    @property
    def is_today(self) -> bool:
        """Whether it is a path of today's system."""
        return self.path.about == "current"

    @property
    def today(self) -> CurrentPath | None:
        """What the facts say of a path of today."""
        return said_of(self.path, self.facts)

    @property
    def entity(self) -> Entity | None:
        """What moves."""
        return self.facts.entity_by_id.get(self.path.entity)

    @property
    def reads(self) -> tuple[Read, ...]:
        """The reads that it serves."""
        return reads_of(self.path, self.facts)

    def note(self, words: str) -> None:
        """Note an assumption."""
        self.assumed[words] = None

    def known(self, value: bool | None, words: str) -> bool:
        """Return a value; where nobody said it, note that, and return the worse one, which is False."""
        if value is None:
            self.note(words)
        return bool(value)
