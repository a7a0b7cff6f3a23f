"""What can happen to one transaction at each level of its engine, and which guards keep it from happening."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tools.domain.facts import Transaction
from tools.knowledge.isolation import Engine, Level
from tools.subskills.isolation.guards import GUARDS, Guard
from tools.subskills.isolation.schedules import Searched, Witness, search


@dataclass(frozen=True, slots=True)
class Subject:
    """A transaction, its engine, and the transactions of its store that it can meet, itself among them."""

    transaction: Transaction
    engine: Engine
    partners: tuple[Transaction, ...]

    def today(self) -> Level:
        """Return the level it runs at: as said, else the default, or a weaker one where the default is safe.

        Whoever does not say may have set another level; the safer assumption is one at which it matters.
        """
        named = self.engine.level(self.transaction.isolation or "")
        if named is not None:
            return named
        default = self.engine.level(self.engine.default)
        levels = [default, *self.engine.levels] if default else list(self.engine.levels)
        return next((level for level in levels if not self.safe(level)), levels[0])

    def searched(self, level: Level) -> tuple[Searched, ...]:
        """Return what was searched at a level: it against itself and against each partner."""
        return self._guarded(level, lambda transaction: transaction)

    def witnesses(self, level: Level) -> tuple[Witness, ...]:
        """Return what can happen to this transaction at a level."""
        return self._against(self.searched(level))

    def persistence(self, witness: Witness) -> int:
        """Return at how many levels the same anomaly is possible: the more, the more it tells."""
        return sum(
            witness.anomaly in {one.anomaly for one in self.witnesses(level)} for level in self.engine.levels
        )

    def safe(self, level: Level) -> bool:
        """Return whether nothing can happen to it at a level."""
        return not self.witnesses(level)

    def weakest(self) -> Level | None:
        """Return the weakest level at which nothing happens to it; those with dirty reads do not count."""
        return next((one for one in self.engine.levels if one.reads != "latest" and self.safe(one)), None)

    def suffices(self, guard: Guard, level: Level) -> bool:
        """Return whether a guard, put into all that meet, is enough at a level."""
        changed = guard(self.transaction)
        return changed != self.transaction and not self._against(self._guarded(level, guard))

    def suffices_today(self, guard: Guard) -> bool:
        """Return whether a guard is enough at the level of today, or at every level if nobody said which."""
        named = self.engine.level(self.transaction.isolation or "")
        return all(self.suffices(guard, level) for level in ([named] if named else self.engine.levels))

    def weakest_with(self, guard: Guard) -> Level | None:
        """Return the weakest level at which a guard is enough; None if it is at none."""
        levels = (one for one in self.engine.levels if one.reads != "latest")
        return next((one for one in levels if self.suffices(guard, one)), None)

    def guards(self) -> Mapping[str, bool]:
        """Return for each guard whether it is enough today, or in a transaction where there is none today."""
        levels = [self.today()]
        if self.today().each_statement:
            levels.append(next(level for level in self.engine.levels if not level.each_statement))
        return {name: any(self.suffices(guard, level) for level in levels) for name, guard in GUARDS.items()}

    def _guarded(self, level: Level, guard: Guard) -> tuple[Searched, ...]:
        mine = guard(self.transaction)
        return tuple(search((mine, guard(other)), level) for other in self.partners)

    def _against(self, searched: Iterable[Searched]) -> tuple[Witness, ...]:
        found: dict[str, Witness] = {}
        for one in searched:
            for witness in one.against(self.transaction.id):
                known = found.setdefault(witness.anomaly, witness)
                if witness.switches < known.switches:
                    found[witness.anomaly] = witness
        return tuple(found.values())


def meets(one: Transaction, other: Transaction) -> bool:
    """Whether two transactions can get into each other's way: one changes an entity of both."""
    entities = {step.entity for step in one.steps} & {step.entity for step in other.steps}
    written = {step.entity for step in (*one.steps, *other.steps) if step.does != "read"}
    return bool(entities & written) or one.id == other.id
