"""The decorator of the values that a large design holds by the hundred thousand."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

__all__ = ["record"]

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:

    def record(**_: Any) -> Any:
        """Make a frozen dataclass of which only the type checker knows that it is frozen.

        At run time a frozen object costs three times as much to make as one that merely is not changed; with
        3,000 paths that is a tenth of the whole run. mypy refuses an assignment all the same.
        """
        return dataclass(slots=True, unsafe_hash=True)
