import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.logic.small_groups import bounds, choices, conditions, flags, relations
from tools.logic.condition import Bound, Relation, Values
from tools.logic.expression import ExpressionError, parse

any_condition = conditions(flags | choices | bounds | relations)


@pytest.mark.parametrize(
    ("text", "values", "truth"),
    [
        ("a.x and a.y", {"a.x": False}, False),
        ("a.x and a.y", {"a.y": False}, False),
        ("a.x and a.y", {"a.x": True}, None),
        ("a.x or a.y", {"a.y": True}, True),
        ("a.x or a.y", {"a.y": False}, None),
        ("not a.x", {}, None),
        ("not (a.x and a.y)", {"a.y": False}, True),
        ("a.kind in ['log', 'file']", {"a.kind": "file"}, True),
        ("a.kind not in ['log', 'file']", {"a.kind": "file"}, False),
        ("a.kind != 'log'", {}, None),
        ("a.n * 60 <= a.m * T.share", {"a.n": 10, "a.m": 1800}, True),
        ("a.n * 60 <= a.m * T.share", {"a.n": 10, "a.m": 1799}, False),
        ("a.n * 60 <= a.m * T.share", {"a.n": 10}, None),
        ("900 > a.n / 2", {"a.n": 1799}, True),
        ("-a.n < -T.share", {"a.n": 0}, False),
        ("true", {}, True),
        ("not true", {}, False),
    ],
)
def test_a_condition_is_evaluated_in_three_valued_logic(
    text: str, values: Values, truth: bool | None
) -> None:
    assert parse(text, {"share": 1 / 3}).truth(values) is truth


def test_an_expression_names_its_inputs_and_thresholds_in_order_of_appearance() -> None:
    expression = parse("a.y >= T.late or a.x and T.early < a.y", {"early": 1, "late": 2})
    assert expression.reads == ("a.y", "a.x")
    assert expression.thresholds == ("late", "early")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.x and", "column 8: cannot be read; expected a condition"),
        ("", "cannot be read; expected a condition"),
        ("x", "column 1: found `x`; expected an input"),
        ("a.x == T.none", "column 8: found `T.none`; expected a threshold among: share"),
        ("T.share", "column 1: found `T.share`; expected an input"),
        ("known(a.x)", "found `known(a.x)`; expected an input, a comparison"),
        ("__import__('os').system('id')", "expected an input, a comparison"),
        ("1 <= a.x <= 2", "expected an input, a comparison of two sides"),
        ("a.x * a.y <= 1", "found `a.x * a.y`; expected `+`, `-`, a product with at most one input"),
        ("a.x / 0 <= 1", "found `a.x / 0`; expected `+`, `-`, a product with at most one input"),
        ("a.x ** 2 <= 1", "found `a.x ** 2`; expected"),
        ("a.kind < 'log'", "found `'log'`; expected a number after an order comparison"),
        ("a.kind in 'log'", "found `'log'`; expected a list of texts"),
        ("a.kind in []", "found `[]`; expected a list of texts"),
        ("a.kind in [1]", "found `1`; expected a text in quotes"),
        ("a.x == True", "found `True`; expected a number"),
        ("a.x is True", "expected one of =="),
        ("1 < 2", "found `1`; expected a comparison that depends on an input"),
        ("a.x - a.x < 2", "expected a comparison that depends on an input"),
        ("'log' in ['log']", "expected an input such as `path.freshness_s`"),
    ],
)
def test_a_text_outside_the_language_is_refused_with_what_was_expected(text: str, expected: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse(text, {"share": 0.5})
    assert expected in str(refused.value)
    assert repr(text) in str(refused.value)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_but_never_breaks_the_reader(text: str) -> None:
    try:
        read = parse(text)
    except ExpressionError:
        return
    assert read.text == text


@given(any_condition)
def test_what_is_printed_reads_back_as_the_same_condition(text: str) -> None:
    condition = parse(text).condition
    assert parse(str(condition)).condition == condition


@given(any_condition)
def test_negation_turns_true_into_false_and_leaves_unknown_alone(text: str) -> None:
    known: Values = {"a.open": True, "a.lag": 1, "a.age": 2, "a.kind": "log", "a.rows": 3, "a.paid": False}
    for values in ({}, known):
        truth = parse(text).truth(values)
        assert parse(f"not ({text})").truth(values) is (None if truth is None else not truth)


def test_a_bound_turns_at_its_constant_and_a_relation_where_the_other_inputs_put_it() -> None:
    bound, relation = parse("a.lag >= 900 or 60 * a.age <= a.lag / 2").atoms
    assert isinstance(bound, Bound)
    assert isinstance(relation, Relation)
    assert bound.cut("a.lag", {}) == 900
    assert relation.cut("a.lag", {}) is None
    assert relation.cut("a.lag", {"a.age": 10}) == 1200
    assert relation.cut("a.age", {"a.lag": 240}) == 2


def test_the_same_relation_spelled_in_two_ways_is_one_relation() -> None:
    one, other = parse("60 * a.age <= a.lag / 2 + 3").condition, parse("a.lag >= 120 * a.age - 6").condition
    assert isinstance(one, Relation)
    assert isinstance(other, Relation)
    assert one.text == "60 * a.age <= 0.5 * a.lag + 3"
    assert other.text == "a.lag + 6 >= 120 * a.age"
