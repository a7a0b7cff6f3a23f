"""Transactions that the tests of the isolation selector speak of."""

from typing import Any

from hypothesis import strategies as st

from tools.domain.facts import Transaction


def a_transaction(id_: str, *steps: dict[str, Any], **said: Any) -> Transaction:
    numbered = [{"id": f"step_{number}", **step} for number, step in enumerate(steps, 1)]
    return Transaction.model_validate({"id": id_, "steps": numbered, **said})


def read(entity: str, row: str | None = None, **said: Any) -> dict[str, Any]:
    return {"does": "read", "entity": entity, "row": row, **said}


def update(entity: str, row: str, **said: Any) -> dict[str, Any]:
    return {"does": "update", "entity": entity, "row": row, **said}


def insert(entity: str, **said: Any) -> dict[str, Any]:
    return {"does": "insert", "entity": entity, **said}


def after(step: dict[str, Any], **said: Any) -> dict[str, Any]:
    """The step with more said of it."""
    return {**step, **said}


CHECK = read("account", "sender", id="check")
DEBIT = update("account", "sender", id="debit", needs="check", at_least=80, adds=-80)
CREDIT = update("account", "receiver", adds=80, in_place=True)
TRANSFER = a_transaction("transfer", CHECK, DEBIT, CREDIT)
DOUBLE_DEBIT = a_transaction("pay", CHECK, DEBIT)
CHECKED_DEBIT = a_transaction("pay", CHECK, after(DEBIT, in_place=True, conditional=True))
LOCKED_DEBIT = a_transaction("pay", after(CHECK, lock=True), DEBIT)
VERSIONED_DEBIT = a_transaction("pay", CHECK, after(DEBIT, version_checked=True))
CONSTRAINED_DEBIT = a_transaction("pay", CHECK, after(DEBIT, in_place=True, constrained=True))

COUNT = read("duty", id="count", matching="on call")
LEAVE = update("duty", "own", needs="count", at_least=2, to=0)
GO_OFF_CALL = a_transaction("go_off_call", COUNT, LEAVE)
LOCKED_OFF_CALL = a_transaction("go_off_call", after(COUNT, lock=True), LEAVE)

LOOK = read("booking", id="look", matching="same room and hour")
BOOK = a_transaction("book", LOOK, insert("booking", needs="look", below=1))
CONSTRAINED_BOOK = a_transaction("book", LOOK, insert("booking", needs="look", below=1, constrained=True))
LOCKED_BOOK = a_transaction("book", after(LOOK, lock=True), insert("booking", needs="look", below=1))
ENROL = a_transaction("enrol", LOOK, insert("booking", needs="look", below=5))
LOCKED_ENROL = a_transaction("enrol", after(LOOK, lock=True), insert("booking", needs="look", below=5))

NEXT = read("counter", "number", id="next")
TAKE_NUMBER = a_transaction("take_number", NEXT, update("counter", "number", needs="next"))

TAKE, GIVE = update("account", "a", adds=-1, in_place=True), update("account", "b", in_place=True)
MOVE = a_transaction("move", TAKE, GIVE)
REPORT = a_transaction("report", read("account", "x"), read("account", "y"))
LOOK_TWICE = a_transaction("look_twice", read("account", "x"), read("account", "x"))
COUNT_TWICE = a_transaction("count_twice", after(LOOK, id="one"), after(LOOK, id="two"))

SHIFT = update("shift", "shift", shared=True, in_place=True)
MATERIALISED = a_transaction("go_off_call", SHIFT, COUNT, LEAVE)
LOCK_ONLY = a_transaction("go_off_call", read("shift", "shift", shared=True, lock=True), COUNT, LEAVE)

MEETINGS = {
    "double debit": (DOUBLE_DEBIT, DOUBLE_DEBIT),
    "double debit, checked where it writes": (CHECKED_DEBIT, CHECKED_DEBIT),
    "double debit, row locked": (LOCKED_DEBIT, LOCKED_DEBIT),
    "double debit, version compared": (VERSIONED_DEBIT, VERSIONED_DEBIT),
    "double debit, check constraint": (CONSTRAINED_DEBIT, CONSTRAINED_DEBIT),
    "transfers": (TRANSFER, TRANSFER),
    "on call": (GO_OFF_CALL, GO_OFF_CALL),
    "on call, rows locked": (LOCKED_OFF_CALL, LOCKED_OFF_CALL),
    "on call, shift written first": (MATERIALISED, MATERIALISED),
    "on call, shift locked first": (LOCK_ONLY, LOCK_ONLY),
    "booking": (BOOK, BOOK),
    "booking, constraint": (CONSTRAINED_BOOK, CONSTRAINED_BOOK),
    "booking, rows locked": (LOCKED_BOOK, LOCKED_BOOK),
    "seats": (ENROL, ENROL),
    "seats, rows locked": (LOCKED_ENROL, LOCKED_ENROL),
    "numbers": (TAKE_NUMBER, TAKE_NUMBER),
    "report beside a transfer": (REPORT, MOVE),
    "reading twice beside a transfer": (LOOK_TWICE, MOVE),
    "counting twice beside a booking": (COUNT_TWICE, BOOK),
}
"""What meets what, by a name for the reader."""

STEPS = st.sampled_from(
    [
        CHECK,
        after(CHECK, id="check_locked", lock=True),
        CREDIT,
        update("account", "sender", adds=-1, in_place=True),
        update("account", "sender", to=3),
        read("account", "receiver"),
        read("account", matching="all", id="sum"),
        insert("account"),
    ]
)


@st.composite
def drawn(draw: st.DrawFn) -> Transaction:
    """Draw a transaction of up to three steps, the last of which may depend on a read."""
    steps = draw(st.lists(STEPS, min_size=1, max_size=2))
    reads = [f"step_{place}" for place, step in enumerate(steps, 1) if step["does"] == "read"]
    if reads:
        steps.append(
            draw(
                st.sampled_from(
                    [
                        update("account", "sender", needs=reads[0], at_least=1),
                        update("account", "receiver", needs=reads[0]),
                        insert("account", needs=reads[0], below=2),
                    ]
                )
            )
        )
    return a_transaction(
        "drawn", *({key: value for key, value in step.items() if key != "id"} for step in steps)
    )
