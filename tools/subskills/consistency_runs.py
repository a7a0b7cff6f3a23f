"""Runs that show what is relied on and does not hold. tests/subskills/test_histories.py judges them."""

from tools.subskills.quorums import Quorums
from tools.subskills.replication_figures import read_goes_back

USUAL = Quorums(3, 2, 2)
"""Quorums to show when nobody said which: the smallest that overlap and survive a loss."""

OF_SERIALIZABLE = (
    "A transaction changes a row, and its client is told that it is done.",
    "The client tells somebody by another way (a call, a message).",
    "A read-only transaction starts, and reads the row from an older snapshot, without the change.",
    "The order `read, change` explains both, so this is serializable. But the read was asked for after the "
    "change was done, so it is not linearizable.",
)

OF_LOCK = (
    "Worker A gets the lock with number 33 and is paused.",
    "The lock expires; worker B gets it with number 34 and writes.",
    "Worker A wakes up and writes, not knowing that the lock is gone.",
    "Nothing refuses it: what B wrote is overwritten. A resource that has seen 34 would refuse 33.",
)


def of_quorums(asked: Quorums | None) -> tuple[str, ...]:
    """Return a run of overlapping quorums in which a later read is older; of 3, 2 and 2 if nobody said."""
    return read_goes_back(asked if asked and asked.possible else USUAL)
