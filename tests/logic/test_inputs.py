import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.logic.condition import Value
from tools.logic.inputs import InputSpec, domain


def test_the_domain_of_a_closed_input_is_its_options() -> None:
    assert domain(InputSpec("a.kind", "enum", ("log", "file"))) == ("log", "file")
    assert domain(InputSpec("team.ops", "int", (0, 1, 2, 3)), (2,)) == (0, 1, 2, 3)
    assert domain(InputSpec("a.open", "bool")) == (False, True)


def test_the_domain_of_a_quantity_has_every_cut_and_a_value_in_every_gap() -> None:
    assert domain(InputSpec("a.lag", "float"), (60, 900)) == (0.0, 60, 480, 900, 1801)
    assert domain(InputSpec("a.lag", "float"), (0,)) == (0, 1)
    assert domain(InputSpec("a.rows", "int"), (2, 2.5)) == (0, 1, 2, 3)


@given(st.sets(st.integers(0, 50)), st.integers(0, 200))
def test_no_value_of_a_quantity_is_told_apart_from_all_of_its_domain(cuts: set[int], doubled: int) -> None:
    value = doubled / 2
    sides = [(value > cut, value == cut) for cut in cuts]
    values = domain(InputSpec("a.lag", "float"), cuts)
    assert sides in [[(other > cut, other == cut) for cut in cuts] for other in map(float, values)]


@pytest.mark.parametrize(
    ("spec", "value", "fits"),
    [
        (InputSpec("a.open", "bool"), True, True),
        (InputSpec("a.open", "bool"), 1, False),
        (InputSpec("a.kind", "enum", ("log",)), "log", True),
        (InputSpec("a.kind", "enum", ("log",)), "lgo", False),
        (InputSpec("a.rows", "int"), 3.0, True),
        (InputSpec("a.rows", "int"), 2.5, False),
        (InputSpec("a.lag", "float"), True, False),
        (InputSpec("a.lag", "float"), "60", False),
        (InputSpec("a.lag", "float"), -1, False),
        (InputSpec("a.lag", "float"), float("nan"), False),
        (InputSpec("team.ops", "int", (0, 1)), 2, False),
        (InputSpec("team.ops", "int", (0, 1)), True, False),
    ],
)
def test_an_input_admits_only_values_of_its_kind_and_range(spec: InputSpec, value: Value, fits: bool) -> None:
    assert spec.admits(value) is fits
