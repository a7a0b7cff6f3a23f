"""How a counterexample is told: who acts, what is left out, which names stand where."""

from typing import Any

from tools.checker.expression import lift, var
from tools.checker.model import Fault, Model, Shown
from tools.checker.search import explore
from tools.checker.trace import Told, told

ELSEWHERE = 99


def tale(*steps: tuple[str, dict[str, Any]], end: str = "it ends") -> Told:
    """Return how a model is told that takes some steps, (actor, rest), in order and is then wrong.

    Beside each it could also go elsewhere, where all is well: a fault is only allowed beside other steps.
    """
    model = Model("tale")
    at = model.number("at")
    model.action("leave", "z", "z", "leaves", when=[at < len(steps)], do={"at": ELSEWHERE})
    for number, (actor, rest) in enumerate(steps):
        says = {"to": actor, "says": f"does {number}", **rest}
        model.action(f"step_{number}", actor, when=[at.eq(number)], do={"at": number + 1}, **says)
    model.quiet("safe", at.eq(ELSEWHERE), end, at=Shown(at))
    return told(model, explore(model))


def at_once() -> Model:
    """Return two actors who each take two steps, b not before a's first, after which something is wrong."""
    model = Model("at_once")
    a, b = model.number("a"), model.number("b")
    model.action("work_b", "b", "store", "works", when=[b < 2, a > 0], do={"b": b + 1})
    model.action("work_a", "a", "store", "works", when=[a < 2], do={"a": a + 1})
    model.quiet("safe", lift(0), "broken")
    return model


def kinds(fault: Fault | None, to: str) -> str:
    first: dict[str, Any] = {"to": to, "fault": fault}
    return tale(("a", first), ("a", {})).steps[0].kind


def test_of_equally_short_ways_the_one_with_few_changes_of_the_actor_is_told() -> None:
    model = at_once()
    found = explore(model)
    assert [step.action.actor for step in found.path] != ["a", "a", "b", "b"]
    assert [step.actor for step in told(model, found).steps] == ["a", "a", "b", "b"]


def test_bookkeeping_is_left_out_unless_its_actor_fails_later() -> None:
    book: dict[str, Any] = {"hidden": True}
    model_says = [step.says for step in tale(("a", {}), ("a", book), ("b", {})).steps]
    assert model_says == ["does 0", "does 2"]
    failing = tale(("a", book), ("b", book), ("a", {"fault": "crash"}), ("b", {}))
    assert [step.says for step in failing.steps] == ["does 0", "does 2", "does 3"]


def test_a_step_is_a_message_a_note_a_lost_answer_or_a_crash() -> None:
    assert kinds(None, "b") == "message"
    assert kinds(None, "a") == "note"
    assert kinds("lost_ack", "b") == "lost"
    assert kinds("crash", "a") == "crash"
    assert kinds("zombie", "b") == "crash"


def test_values_are_those_before_the_step_and_at_the_end() -> None:
    shown = {"at": Shown(var("at"))}
    found = tale(("a", {}), ("a", {"says": "sees {at}", "shown": shown}), end="ends at {at}")
    assert found.steps[1].says == "sees 1"
    assert found.contradiction == "ends at 2"


def test_changes_are_numbered_as_they_come_up() -> None:
    label = {"change": Shown(var("at"), ("#3", "#1", "the delete", "#3"))}
    found = tale(*(("a", {"says": "writes {change}", "shown": label}) for _ in range(4)))
    assert [step.says for step in found.steps] == ["writes v1", "writes v2", "writes the delete", "writes v1"]


def test_what_is_wrong_only_on_the_way_is_not_the_end() -> None:
    model = Model("passing")
    at = model.number("at")
    for actor, start, end in (("a", 0, 1), ("b", 1, 2), ("a", 0, 3), ("a", 3, 4), ("a", 4, 5)):
        name = f"from_{start}_to_{end}"
        model.action(name, actor, "store", name, when=[at.eq(start)], do={"at": end})
    model.quiet("safe", at.ne(2) & at.ne(4), "broken")
    assert [step.actor for step in told(model, explore(model)).steps] == ["a", "b"]


def test_names_stand_for_roles_and_roles_without_a_name_for_themselves() -> None:
    found = tale(
        ("source", {"says": "sends {entity} to {target}", "to": "relay"}), end="{target} has {entity}"
    )
    named = found.named({"source": "PostgreSQL", "target": "{entity}"})
    assert (named.steps[0].actor, named.steps[0].to) == ("PostgreSQL", "relay")
    assert named.steps[0].says == "sends entity to {entity}"
    assert named.contradiction == "{entity} has entity"
