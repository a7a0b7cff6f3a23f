"""A state machine answers every event in every state, and comes to an end."""

from agent.advice.claims import Refusal, StateMachine, Transition
from agent.advice.machines import state_machine
from agent.advice.outcome import Outcome

PAID = Transition(source="open", event="pay", target="paid")
LATE = Transition(source="open", event="expire", target="expired")
REFUND = Transition(source="expired", event="pay", target="refunded")
REFUSED = [
    ("paid", "pay"),
    ("paid", "expire"),
    ("expired", "expire"),
    ("refunded", "pay"),
    ("refunded", "expire"),
]


def machine(
    *transitions: Transition, refusals: list[tuple[str, str]] = REFUSED, **given: list[str]
) -> Outcome:
    fields = {
        "kind": "state_machine",
        "states": ["open", "paid", "expired", "refunded"],
        "initial": "open",
        "terminal": ["paid", "refunded"],
        "events": ["pay", "expire"],
        **given,
    }
    refused = [Refusal(state=state, event=event) for state, event in refusals]
    return state_machine(StateMachine(transitions=list(transitions), refusals=refused, **fields))


def test_a_machine_that_answers_everything_passes() -> None:
    found = machine(PAID, LATE, REFUND)
    assert found == Outcome(
        "ran", "the state machine answers all 8 pairs of a state and an event, and each state can end"
    )


def test_money_that_comes_after_the_expiry_is_a_missing_transition() -> None:
    found = machine(PAID, LATE)
    assert found.status == "refused"
    assert found.says.startswith("pay in expired has no answer; nothing leads to refunded")


def test_a_late_event_in_a_final_state_needs_an_answer_too() -> None:
    assert machine(PAID, LATE, REFUND, refusals=REFUSED[1:]).says == "pay in paid has no answer"


def test_two_answers_to_one_event_are_no_answer() -> None:
    assert machine(PAID, LATE, REFUND, refusals=[*REFUSED, ("open", "pay")]).says == (
        "pay in open has several answers"
    )


def test_a_state_without_a_way_out_is_named() -> None:
    again = Transition(source="expired", event="pay", target="expired")
    found = machine(PAID, LATE, again, states=["open", "paid", "expired"], terminal=["paid"],
                    refusals=REFUSED[:3])  # fmt: skip
    assert found.says == "expired never comes to an end"


def test_a_final_state_that_is_left_is_not_final() -> None:
    undone = Transition(source="paid", event="expire", target="expired")
    refusals = [one for one in REFUSED if one != ("paid", "expire")]
    assert machine(PAID, LATE, REFUND, undone, refusals=refusals).says == (
        "paid is called final, and expire leaves it"
    )


def test_names_that_are_not_declared_are_told_first() -> None:
    odd = Transition(source="open", event="cancel", target="gone")
    assert (
        machine(PAID, LATE, REFUND, odd).says
        == "gone is not among its states; cancel is not among its events"
    )
