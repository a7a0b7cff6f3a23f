"""Small random groups over a handful of inputs, small enough to try every completion."""

from itertools import product

from hypothesis import strategies as st

from tools.logic.condition import Value
from tools.logic.expression import parse
from tools.logic.group import Group, Mode, Rule
from tools.logic.inputs import InputSpec

INPUTS = {
    spec.name: spec
    for spec in (
        InputSpec("a.open", "bool"),
        InputSpec("a.paid", "bool"),
        InputSpec("a.kind", "enum", ("file", "log", "table")),
        InputSpec("a.rows", "int", unit="rows"),
        InputSpec("a.lag", "float", unit="s"),
        InputSpec("a.age", "float", unit="s"),
    )
}
EVERY: dict[str, tuple[Value, ...]] = {
    "a.open": (False, True),
    "a.paid": (False, True),
    "a.kind": ("file", "log", "table"),
    "a.rows": (0, 1, 2, 3, 4),
    "a.lag": (0, 0.5, 1, 1.5, 2, 2.5, 3, 9),
    "a.age": (0, 0.5, 1, 1.5, 2, 2.5, 3, 9),
}

flags = st.sampled_from(["a.open", "a.paid"])
choices = st.sampled_from(["a.kind == 'log'", "a.kind != 'file'", "a.kind in ['file', 'table']"])
bounds = st.builds(
    "{} {} {}".format,
    st.sampled_from(["a.rows", "a.lag", "a.age"]),
    st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
    st.sampled_from([0, 1, 2, 3]),
)
relations = st.builds(
    "2 * a.lag {} a.age + {}".format, st.sampled_from(["<", "<=", ">", ">="]), st.sampled_from([0, 1])
)


def conditions(atoms: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Texts of conditions built from the atoms."""
    return st.recursive(
        atoms,
        lambda inner: st.one_of(
            inner.map("not ({})".format),
            st.builds("({}) and ({})".format, inner, inner),
            st.builds("({}) or ({})".format, inner, inner),
        ),
        max_leaves=4,
    )


def group_of(*texts: str, mode: Mode = "first") -> Group:
    """A group with rules R1, R2, … that have these conditions."""
    rules = tuple(
        Rule(f"R{number}", "S0", "S0.test", parse(text), {"take": f"way_{number}"}, "", (), "judgement")
        for number, text in enumerate(texts, 1)
    )
    return Group("S0.test", "S0", mode, "each case", "a way", rules, INPUTS)


def groups(atoms: st.SearchStrategy[str]) -> st.SearchStrategy[Group]:
    """First-match groups of up to four rules and an else."""
    texts = st.lists(conditions(atoms), min_size=1, max_size=4)
    return texts.map(lambda some: group_of(*some, "true"))


partly_known = st.fixed_dictionaries(
    {name: st.one_of(st.none(), st.sampled_from(values)) for name, values in EVERY.items()}
)
all_known = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in EVERY.items()})


def completions(group: Group, values: dict[str, Value | None]) -> list[dict[str, Value | None]]:
    """Every way to fill in the unknown inputs that the group reads."""
    names = [name for name in group.inputs if values[name] is None]
    return [
        {**values, **dict(zip(names, some, strict=True))}
        for some in product(*(EVERY[name] for name in names))
    ]
