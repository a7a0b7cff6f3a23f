"""The search on models of a few states: which way it finds, when it gives up, what it refuses."""

import pytest

from tools.checker.expression import TRUE, Expr, Term, append, drop, length, lift, var
from tools.checker.model import Model, ModelError
from tools.checker.reduction import ENABLED, Reduction
from tools.checker.search import explore


def two_ways(*, long: int) -> Model:
    """Return a model that breaks after one fault, or after so many steps without any."""
    model = Model("two_ways")
    steps, crashed = model.number("steps"), model.number("crashed")
    model.action("step", "a", "a", "steps", when=[steps < long, crashed.eq(0)], do={"steps": steps + 1})
    model.action(
        "crash", "a", "a", "crashes", when=[steps < long, crashed.eq(0)], do={"crashed": 1}, fault="crash"
    )
    model.quiet("safe", lift(0), "broken")
    return model


def counting(most: int) -> Model:
    model = Model("counting")
    x = model.number("x")
    model.action("add", "a", "a", "adds", when=[x < most], do={"x": x + 1})
    return model


def test_a_way_without_faults_is_found_first_however_long() -> None:
    found = explore(two_ways(long=5))
    assert (found.faults, len(found.path)) == (0, 5)


def test_of_equally_many_faults_the_fewest_steps_are_taken() -> None:
    model = counting(9)
    model.action("jump", "a", "a", "jumps", when=[var("x").eq(1)], do={"x": 9})
    model.quiet("safe", lift(0), "broken")
    assert [step.action.name for step in explore(model).path] == ["add", "jump"]


def test_a_fault_where_nothing_is_under_way_is_refused() -> None:
    model = counting(1)
    model.action("fall", "a", "a", "falls", do={"x": 7}, fault="crash")
    with pytest.raises(ModelError, match="counting: a fault is enabled although nothing is under way"):
        explore(model)


def test_two_variables_of_one_name_are_refused() -> None:
    model = counting(1)
    with pytest.raises(ModelError, match="two variables x"):
        model.number("x")


@pytest.mark.parametrize(("most", "status"), [(9, "exhausted"), (10, "exhausted"), (11, "holds")])
def test_the_search_gives_up_at_the_limit(most: int, status: str) -> None:
    found = explore(counting(9), most)
    assert found.status == status
    assert found.states == min(most, 10)


def test_the_search_gives_up_when_time_is_out() -> None:
    assert explore(counting(5_000), out_of_time=lambda: True).status == "exhausted"
    assert explore(counting(5_000)).status == "holds"


def test_a_search_says_how_deep_it_went_and_where_it_ended() -> None:
    found = explore(counting(9))
    assert (found.depth, found.quiescent, found.transitions, found.fired) == (9, 1, 9, {"add"})


def through_a_queue(*, sends: Term = 0, waits: Expr = TRUE) -> Reduction:
    """Return the reduction of a writer and a reader of one queue; the reader waits for an item and more."""
    model = Model("queue")
    sent, got, queue = model.number("sent"), model.number("got"), model.queue("queue", 3)
    model.action(
        "send", "a", "b", "sends", when=[sent < 3], do={"queue": append(queue, sends), "sent": sent + 1}
    )
    model.action(
        "take", "b", "b", "takes",
        when=[lift(0) < length(queue), waits], do={"queue": drop(queue, 1), "got": got + 1},
    )  # fmt: skip
    return Reduction(model)


QUEUE = var("queue")


def test_a_writer_and_a_reader_of_a_queue_need_one_order_only() -> None:
    assert len(through_a_queue().chosen([ENABLED, ENABLED])) == 1
    assert len(through_a_queue(waits=QUEUE[0].eq(0)).chosen([ENABLED, ENABLED])) == 1


@pytest.mark.parametrize("waits", [length(QUEUE) < 3, lift(1).eq(length(QUEUE))])
def test_a_reader_that_counts_the_queue_is_disturbed_by_its_writer(waits: Expr) -> None:
    assert through_a_queue(waits=waits).chosen([ENABLED, ENABLED]) == [0, 1]


def test_a_writer_that_counts_the_queue_is_disturbed_by_its_reader() -> None:
    assert through_a_queue(sends=length(QUEUE)).chosen([ENABLED, ENABLED]) == [0, 1]


def test_the_reduction_looks_at_less_and_ends_in_the_same_states() -> None:
    model = Model("apart")
    for name in ("a", "b", "c"):
        x = model.number(name)
        model.action(f"add_{name}", name, name, "adds", when=[x < 2], do={name: x + 1})
    whole, reduced = explore(model), explore(model, reduced=True)
    assert whole.states == 27
    assert reduced.states == 7
    assert whole.quiescent == reduced.quiescent == 1
