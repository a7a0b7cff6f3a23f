"""A log of transfers: operation ids, and the check of the balance."""

from tests.checker.case import Case, Mutant
from tools.checker.flows.transfer_log import TransferLog
from tools.checker.model import Scope

CASES = (
    Case(
        "transfer_log: operation ids and a check by the debit processor",
        TransferLog(dedup=True, funds_check=True),
        Scope(2, 1),
        None,
        585,
    ),
    Case(
        "transfer_log: operation ids and a check, two faults",
        TransferLog(dedup=True, funds_check=True),
        Scope(2, 2),
        None,
        1661,
    ),
    Case(
        "transfer_log: an instruction that comes twice is applied twice",
        TransferLog(dedup=False, funds_check=True),
        Scope(1, 1),
        "conservation",
        53,
    ),
    Case(
        "transfer_log: nothing comes twice, so no operation id is missed",
        TransferLog(dedup=False, funds_check=True),
        Scope(2, 0),
        None,
        133,
    ),
    Case(
        "transfer_log: two clients read the balance before either debit",
        TransferLog(dedup=True, funds_check=False),
        Scope(2, 0),
        "no_overdraft",
        928,
    ),
    Case(
        "transfer_log: two clients read the balance, and a fault",
        TransferLog(dedup=True, funds_check=False),
        Scope(2, 1),
        "no_overdraft",
        8164,
    ),
    Case(
        "transfer_log: one client that read the balance",
        TransferLog(dedup=True, funds_check=False),
        Scope(1, 1),
        None,
        268,
    ),
    Case(
        "transfer_log: one client that read the balance, without operation ids",
        TransferLog(dedup=False, funds_check=False),
        Scope(1, 1),
        "no_overdraft",
        332,
    ),
)

MUTANTS = (
    Mutant(
        "transfer_log: operation ids are not kept",
        TransferLog(dedup=True, funds_check=True),
        TransferLog(dedup=False, funds_check=True),
        Scope(1, 1),
    ),
    Mutant(
        "transfer_log: operation ids are not kept behind a splitter",
        TransferLog(dedup=True, funds_check=False),
        TransferLog(dedup=False, funds_check=False),
        Scope(1, 1),
    ),
    Mutant(
        "transfer_log: nobody checks at the debit",
        TransferLog(dedup=True, funds_check=True),
        TransferLog(dedup=True, funds_check=False),
        Scope(2, 0),
    ),
)
