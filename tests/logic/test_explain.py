from hypothesis import given

from tests.logic.small_groups import (
    EVERY,
    all_known,
    bounds,
    choices,
    flags,
    group_of,
    groups,
    partly_known,
    relations,
)
from tools.logic.condition import Value
from tools.logic.decide import decide
from tools.logic.explain import flips, openings, rejected
from tools.logic.group import Group

Case = dict[str, Value | None]
any_group = groups(flags | choices | bounds | relations)


def flip_lines(group: Group, values: Case) -> list[str]:
    return [f"{flip.input} {flip.comparison} -> {flip.rule.id}" for flip in flips(group, values)]


def test_a_flip_names_the_nearest_interval_of_a_number() -> None:
    group = group_of("a.lag >= 900", "a.lag >= 60", "true")
    assert flip_lines(group, {"a.lag": 5}) == ["a.lag >= 900 -> R1", "a.lag >= 60 and < 900 -> R2"]
    assert flip_lines(group, {"a.lag": 900}) == ["a.lag >= 60 and < 900 -> R2", "a.lag < 60 -> R3"]


def test_of_two_intervals_with_the_same_winner_the_nearer_one_is_named() -> None:
    group = group_of("a.lag > 10 and a.lag < 20", "true")
    assert flip_lines(group, {"a.lag": 18}) == ["a.lag >= 20 -> R2"]
    assert flip_lines(group, {"a.lag": 11}) == ["a.lag <= 10 -> R2"]


def test_a_flip_of_a_relation_is_worked_out_from_the_other_number() -> None:
    group = group_of("60 * a.age <= a.lag / 2", "true")
    assert flip_lines(group, {"a.age": 10, "a.lag": 900}) == ["a.age <= 7.5 -> R1", "a.lag >= 1200 -> R1"]


def test_a_flip_of_a_whole_number_speaks_of_whole_numbers() -> None:
    group = group_of("a.rows == 0", "a.rows > 2", "true")
    assert flip_lines(group, {"a.rows": 1}) == ["a.rows = 0 -> R1", "a.rows >= 3 -> R2"]
    assert flip_lines(group, {"a.rows": 5}) == ["a.rows = 0 -> R1", "a.rows >= 1 and <= 2 -> R3"]


def test_a_flip_joins_the_options_that_give_the_same_winner() -> None:
    group = group_of("a.kind in ['file', 'table']", "a.open", "true")
    assert flip_lines(group, {"a.kind": "log", "a.open": False}) == [
        "a.kind = file or table -> R1",
        "a.open = true -> R2",
    ]


def test_an_undetermined_group_has_no_flips() -> None:
    assert flips(group_of("a.open", "true"), {}) == ()


def test_a_number_that_is_waited_for_opens_in_intervals_and_a_choice_by_its_names() -> None:
    group = group_of("a.lag >= 900", "a.lag >= 60", "true")
    opened = openings(group, "a.lag", {"a.lag": None})
    assert [one.comparison for one in opened] == ["< 60", ">= 60 and < 900", ">= 900"]
    yes = group_of("a.open", "true")
    assert [one.comparison for one in openings(yes, "a.open", {"a.open": None})] == ["= false", "= true"]


@given(any_group, partly_known)
def test_every_flip_is_true_when_tried(group: Group, values: Case) -> None:
    outcome = decide(group, values)
    for flip in flips(group, values):
        assert flip.rule is not outcome.rule
        assert values[flip.input] != flip.value
        assert decide(group, {**values, flip.input: flip.value}).rule is flip.rule


@given(any_group, all_known)
def test_no_single_change_to_another_winner_is_missed(group: Group, values: Case) -> None:
    outcome = decide(group, values)
    found = {(flip.input, flip.rule.id) for flip in flips(group, values)}
    for name in group.inputs:
        for value in EVERY[name]:
            rule = decide(group, {**values, name: value}).rule
            assert rule is outcome.rule or (rule and (name, rule.id) in found)


@given(any_group, all_known)
def test_a_flip_is_listed_once_per_input_and_rule(group: Group, values: Case) -> None:
    found = [(flip.input, flip.rule.id) for flip in flips(group, values)]
    assert len(found) == len(set(found))


def test_a_rejection_names_the_clauses_that_were_not_met() -> None:
    group = group_of(
        "a.open and not a.paid and a.kind != 'log' and a.lag >= 900",
        "a.kind in ['file', 'table'] or 2 * a.lag <= a.age",
        "a.rows > 1",
        "true",
    )
    values: Case = {"a.open": True, "a.paid": True, "a.kind": "log", "a.lag": 30, "a.age": 9, "a.rows": 2}
    assert [(one.rule.id, one.reason, one.inputs) for one in rejected(group, values)] == [
        (
            "R1",
            "condition not met: a.paid is true; a.kind is log; a.lag is 30, not >= 900",
            ("a.paid", "a.kind", "a.lag"),
        ),
        (
            "R2",
            "condition not met: a.kind is log, not file or table; "
            "2 * a.lag <= a.age does not hold: a.lag is 30, a.age is 9",
            ("a.kind", "a.lag", "a.age"),
        ),
        ("R4", "stands after the rule that fired", ()),
    ]


def test_a_rule_that_no_completion_makes_true_is_rejected_though_unknown() -> None:
    group = group_of("a.lag < 5 and a.lag > 5", "true")
    assert [one.reason for one in rejected(group, {})] == ["cannot win, whatever the unknown facts are"]


def test_while_undetermined_only_rules_that_are_false_are_rejected() -> None:
    group = group_of("a.paid", "a.open", "true")
    assert [one.rule.id for one in rejected(group, {"a.open": False})] == ["R2"]


@given(any_group, all_known)
def test_every_rule_but_the_winner_is_rejected_for_a_reason(group: Group, values: Case) -> None:
    outcome = decide(group, values)
    reasons = rejected(group, values)
    assert [one.rule for one in reasons] == [rule for rule in group.rules if rule is not outcome.rule]
    assert all(one.reason for one in reasons)
