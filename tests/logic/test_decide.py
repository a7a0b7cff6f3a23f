import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.logic.small_groups import (
    all_known,
    bounds,
    choices,
    completions,
    flags,
    group_of,
    groups,
    partly_known,
    relations,
)
from tools.logic.condition import Value
from tools.logic.decide import decide, fires, inputs_read, possible
from tools.logic.expression import parse
from tools.logic.group import Group, Rule, RuleError, with_thresholds
from tools.logic.inputs import InputSpec

Case = dict[str, Value | None]
any_group = groups(flags | choices | bounds | relations)
without_relations = groups(flags | choices | bounds)


def won(group: Group, values: Case) -> str | None:
    rule = decide(group, values).rule
    return rule.id if rule else None


def test_the_first_rule_that_is_true_wins() -> None:
    group = group_of("a.open and a.paid", "a.open", "true")
    assert won(group, {"a.open": True, "a.paid": False}) == "R2"


def test_an_unknown_before_the_first_true_rule_leaves_the_group_undetermined() -> None:
    group = group_of("a.open and a.paid", "a.kind == 'log'", "true")
    outcome = decide(group, {"a.open": True, "a.kind": "log"})
    assert outcome.rule is None
    assert outcome.undetermined is group.rules[0]
    assert outcome.unknown == ("a.paid",)


def test_an_unknown_that_cannot_change_the_winner_is_not_waited_for() -> None:
    group = group_of("a.lag < 5 and a.lag > 5", "a.lag < 5 or a.lag >= 5", "true")
    assert won(group, {}) == "R2"


def test_inputs_read_lists_what_was_looked_at_until_the_outcome_was_settled() -> None:
    group = group_of("a.open and a.paid", "a.kind == 'log' or a.rows > 3", "a.lag > 1", "true")
    values: Case = {"a.open": False, "a.paid": True, "a.kind": "log", "a.rows": 1, "a.lag": 1}
    assert inputs_read(group, values, decide(group, values).rule) == ("a.open", "a.kind")


def test_a_relation_of_two_unknown_numbers_may_go_either_way() -> None:
    group = group_of("2 * a.lag <= a.age", "true")
    assert [rule.id for rule in possible(group, {})] == ["R1", "R2"]
    assert won(group, {"a.lag": 0}) == "R1"


def test_a_relation_with_one_unknown_number_is_tried_on_both_sides_of_its_turn() -> None:
    group = group_of("2 * a.lag <= a.age", "a.age >= 7", "true")
    assert [rule.id for rule in possible(group, {"a.lag": 3})] == ["R1", "R3"]
    assert [rule.id for rule in possible(group, {"a.lag": 4})] == ["R1", "R2", "R3"]


def test_a_relation_is_not_judged_by_the_values_that_happen_to_be_tried() -> None:
    group = group_of("a.lag < 100 and a.age > 2 and a.age < 9 and 2 * a.lag > a.age", "true")
    assert won(group, {"a.lag": 50, "a.age": 3}) == "R1"
    assert [rule.id for rule in possible(group, {})] == ["R1", "R2"]


def test_without_an_else_every_rule_that_can_win_is_still_found() -> None:
    assert [rule.id for rule in possible(group_of("a.open", "a.paid"), {})] == ["R1", "R2"]


@given(any_group, partly_known)
def test_a_decided_winner_is_the_winner_of_every_completion(group: Group, values: Case) -> None:
    rule = decide(group, values).rule
    if rule:
        assert {won(group, full) for full in completions(group, values)} == {rule.id}


@given(any_group, partly_known, all_known)
def test_knowing_more_never_changes_a_decided_winner(group: Group, values: Case, truth: Case) -> None:
    before = won(group, values)
    for name, value in values.items():
        if value is None:
            after = won(group, {**values, name: truth[name]})
            assert before is None or after == before


@given(any_group, all_known)
def test_a_group_with_an_else_has_a_winner_when_all_is_known(group: Group, values: Case) -> None:
    assert won(group, values) is not None


@given(any_group, partly_known)
def test_possible_misses_no_winner(group: Group, values: Case) -> None:
    assert {won(group, full) for full in completions(group, values)} <= {
        rule.id for rule in possible(group, values)
    }


@given(without_relations, partly_known)
def test_possible_is_exact_without_relations(group: Group, values: Case) -> None:
    assert {won(group, full) for full in completions(group, values)} == {
        rule.id for rule in possible(group, values)
    }


@given(without_relations, partly_known)
def test_a_group_without_relations_is_undetermined_only_if_completions_differ(
    group: Group, values: Case
) -> None:
    if won(group, values) is None:
        assert len({won(group, full) for full in completions(group, values)}) > 1


@given(any_group, partly_known, all_known)
def test_inputs_that_were_not_read_do_not_matter(group: Group, values: Case, other: Case) -> None:
    outcome = decide(group, values)
    if outcome.rule:
        read = inputs_read(group, values, outcome.rule)
        changed = {name: values[name] if name in read else other[name] for name in values}
        assert won(group, changed) == outcome.rule.id


def test_too_many_completions_leave_the_group_undetermined_rather_than_wrong() -> None:
    inputs = {f"a.x{n}": InputSpec(f"a.x{n}", "bool") for n in range(12)}
    parity = " or ".join(f"(a.x{n} and not a.x{n})" for n in range(12))
    rules = tuple(
        Rule(name, "S0", "S0.test", parse(text), {"take": name}, "", (), "judgement")
        for name, text in (("never", parity), ("else", "true"))
    )
    group = Group("S0.test", "S0", "first", "", "", rules, inputs)
    assert won(group, {}) is None
    assert won(group, dict.fromkeys(inputs, True)) == "else"
    assert [rule.id for rule in possible(group, {})] == ["never", "else"]


def test_every_true_rule_of_an_all_group_fires_and_unknown_ones_name_what_they_wait_for() -> None:
    group = group_of("a.open", "a.paid and a.kind == 'log'", "not a.open", "a.rows > 1", mode="all")
    fired = fires(group, {"a.open": True, "a.kind": "log", "a.rows": 2})
    assert [(one.rule.id, one.truth, one.unknown) for one in fired] == [
        ("R1", True, ()),
        ("R2", None, ("a.paid",)),
        ("R4", True, ()),
    ]


@given(st.data(), partly_known)
def test_an_all_group_reports_a_rule_as_its_completions_do(data: st.DataObject, values: Case) -> None:
    text = data.draw(any_group).rules[0].when.text
    group = group_of(text, mode="all")
    truths = {group.rules[0].when.truth(full) for full in completions(group, values)}
    fired = fires(group, values)
    if not fired:
        assert truths == {False}
    elif fired[0].truth:
        assert truths == {True}


def test_thresholds_are_bound_and_can_be_bound_again() -> None:
    inputs = {"a.lag": InputSpec("a.lag", "float")}
    rules = tuple(
        Rule(name, "S0", "S0.test", parse(text, {"late": 900}), {"take": name}, "", (), "judgement")
        for name, text in (("batch", "a.lag >= T.late"), ("stream", "true"))
    )
    group = Group("S0.test", "S0", "first", "", "", rules, inputs)
    assert won(group, {"a.lag": 600}) == "stream"
    assert won(with_thresholds(group, {"late": 300}), {"a.lag": 600}) == "batch"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"a.kind": "lgo"}, "a.kind is 'lgo'; expected file or log or table, or None when unknown"),
        ({"a.rows": 1.5}, "a.rows is 1.5; expected int"),
    ],
)
def test_a_value_outside_its_domain_is_refused(values: Case, message: str) -> None:
    with pytest.raises(RuleError, match=message):
        decide(group_of("a.kind == 'log' and a.rows > 1", "true"), values)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a.nowhere", "rule R1 reads a.nowhere; expected an input that is listed"),
        (
            "a.kind == 'lgo'",
            "rule R1 asks `a.kind == 'lgo'`; expected a.kind to be used as file or log or table",
        ),
        ("a.open > 1", "rule R1 asks `a.open > 1`; expected a.open to be used as bool"),
        ("a.rows", "rule R1 asks `a.rows`; expected a.rows to be used as int"),
    ],
)
def test_a_rule_that_does_not_fit_its_inputs_is_refused(text: str, message: str) -> None:
    with pytest.raises(RuleError, match=message):
        group_of(text)


def test_each_mode_has_its_question() -> None:
    with pytest.raises(RuleError, match="has mode first; expected all or gate"):
        fires(group_of("true"), {})
    with pytest.raises(RuleError, match="has mode gate; expected first"):
        decide(group_of("true", mode="gate"), {})
    with pytest.raises(RuleError, match="has no rules"):
        group_of()
