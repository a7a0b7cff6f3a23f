"""The recommended paths that a subskill speaks of."""

from collections.abc import Callable, Iterator

from tools.domain.design import DataPath, Design, reads_of
from tools.domain.facts import Read


def paths_with(design: Design, said: Callable[[Read], object]) -> Iterator[tuple[DataPath, Read]]:
    """Yield each path that is not parked, with the first of its reads that said something."""
    for path in design.recommended.paths:
        read = next((read for read in reads_of(path, design.facts) if said(read)), None)
        if read and path.status != "parked":
            yield path, read
