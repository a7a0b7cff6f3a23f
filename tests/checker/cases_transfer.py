"""Transfers in two steps: what a crash between debit and credit leaves, and two debits of one balance."""

from tests.checker.case import Case, Mutant
from tools.checker.flows.transfer import Transfer
from tools.checker.flows.transfer_log import TransferLog
from tools.checker.model import Scope

CASES = (
    Case(
        "transfer: nobody crashes and the debit is conditional",
        Transfer(retried=False, funds_check=True),
        Scope(2, 0),
        None,
        15,
    ),
    Case(
        "transfer: two requests read the balance before either debits it",
        Transfer(retried=False, funds_check=False),
        Scope(2, 0),
        "no_overdraft",
        28,
    ),
    Case(
        "transfer: the service crashes after the debit",
        Transfer(retried=False, funds_check=True),
        Scope(1, 1),
        "conservation",
        5,
    ),
    Case(
        "transfer: a retry after the crash does not bring the credit back",
        Transfer(retried=True, funds_check=True),
        Scope(1, 1),
        "conservation",
        7,
    ),
    Case(
        "transfer: one request alone that reads the balance first",
        Transfer(retried=False, funds_check=False),
        Scope(1, 0),
        None,
        5,
    ),
    Case(
        "transfer: a retry that reads the balance first",
        Transfer(retried=True, funds_check=False),
        Scope(1, 1),
        "conservation",
        8,
    ),
    Case(
        "transfer: retries, two requests and a crash",
        Transfer(retried=True, funds_check=True),
        Scope(2, 1),
        "conservation",
        29,
    ),
)

MUTANTS = (
    Mutant(
        "transfer: the debit is no longer conditional",
        Transfer(retried=False, funds_check=True),
        Transfer(retried=False, funds_check=False),
        Scope(2, 0),
    ),
    Mutant(
        "transfer: the transfer log is replaced by two steps",
        TransferLog(dedup=True, funds_check=True),
        Transfer(retried=True, funds_check=True),
        Scope(1, 1),
    ),
)
