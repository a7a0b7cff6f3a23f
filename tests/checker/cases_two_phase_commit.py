"""Two-phase commit: the coordinator comes back or does not."""

from tests.checker.case import Case, Mutant
from tools.checker.flows.two_phase_commit import TwoPhaseCommit
from tools.checker.model import Scope

CASES = (
    Case(
        "two_phase_commit: two transfers at once, the coordinator stays",
        TwoPhaseCommit(recovers=False),
        Scope(2, 0),
        None,
        147,
    ),
    Case(
        "two_phase_commit: the coordinator is lost",
        TwoPhaseCommit(recovers=False),
        Scope(1, 1),
        "no_participant_in_doubt",
        14,
    ),
    Case(
        "two_phase_commit: the coordinator is lost among two transfers",
        TwoPhaseCommit(recovers=False),
        Scope(2, 1),
        "no_participant_in_doubt",
        277,
    ),
    Case(
        "two_phase_commit: the coordinator comes back",
        TwoPhaseCommit(recovers=True),
        Scope(1, 1),
        None,
        26,
    ),
    Case(
        "two_phase_commit: the coordinator comes back to two transfers",
        TwoPhaseCommit(recovers=True),
        Scope(2, 1),
        None,
        397,
    ),
    Case(
        "two_phase_commit: the coordinator comes back twice",
        TwoPhaseCommit(recovers=True),
        Scope(2, 2),
        None,
        613,
    ),
)

MUTANTS = (
    Mutant(
        "two_phase_commit: the coordinator does not come back",
        TwoPhaseCommit(recovers=True),
        TwoPhaseCommit(recovers=False),
        Scope(2, 1),
    ),
)
