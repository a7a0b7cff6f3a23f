"""YAML and JSON become trees that know their lines, and hostile ones are refused early."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.intake.result import IntakeError
from tools.intake.tree import MAX_DEPTH, Node, parse, plain

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text("abc xyz", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc", min_size=1, max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


def line_of(tree: Node, *keys: str) -> int:
    node = tree.get(*keys)
    assert node is not None
    return node.line


def test_every_value_knows_its_line() -> None:
    tree = parse("stores:\n  - id: a\n    technology: postgresql\nteam:\n  operates:\n  - kafka\n", "f.yaml")
    store = tree.pairs["stores"].items[0]
    assert (store.line, line_of(store, "technology")) == (2, 3)
    assert line_of(tree, "team", "operates") == 5


def test_json_knows_its_lines_too() -> None:
    tree = parse('{\n\t"a": 1,\n\t"b": [\n\t\t"x"\n\t]\n}', "f.json")
    assert (line_of(tree, "a"), tree.pairs["b"].items[0].line) == (2, 4)


@given(VALUES.map(lambda value: {"value": value}))
def test_json_is_read_as_the_standard_library_reads_it(value: dict[str, object]) -> None:
    import json

    assert plain(parse(json.dumps(value), "f.json")) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", True),
        ("~", None),
        ("1_000", 1000),
        ("1e3", 1000.0),
        ("007", "007"),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("'5'", "5"),
        ("1e999", "1e999"),
    ],
)
def test_plain_scalars_mean_what_they_look_like(text: str, value: object) -> None:
    assert plain(parse(f"a: {text}", "f.yaml")) == {"a": value}


def test_merge_keys_give_way_to_what_a_mapping_says_itself() -> None:
    tree = parse(
        "base: &base {image: a, restart: always}\nservice:\n  <<: *base\n  image: b\n", "compose.yml"
    )
    assert plain(tree)["service"] == {"image": "b", "restart": "always"}


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefg", "bcdefgh", strict=True)
)
CHAIN = "a0: &a0 [1]\n" + "".join(f"a{n + 1}: &a{n + 1} [*a{n}]\n" for n in range(5000))


@pytest.mark.parametrize(
    ("text", "file", "message"),
    [
        (BOMB, "bomb.yaml", "bomb.yaml:6: more than 1,000,000 values once aliases are followed"),
        (CHAIN, "chain.yaml", f"nested deeper than {MAX_DEPTH} levels by the alias"),
        ("[" * 10_000, "deep.yaml", f"deep.yaml:1: nested deeper than {MAX_DEPTH} levels"),
        ("[" * 10_000 + "]" * 10_000, "deep.json", f"nested deeper than {MAX_DEPTH} levels"),
        ("a: &a [*a]", "loop.yaml", "names nothing above it"),
        ("a: 1\nb: 2\na: 3\n", "twice.yaml", "twice.yaml:3: the key 'a' is given twice"),
        ('{"a": 1,\n "a": 2}', "twice.json", "twice.json:2: the key 'a' is given twice"),
        ("a: [1\nb: 2", "open.yaml", "open.yaml:2: not valid YAML"),
        ('{"a": 1,}', "open.json", "open.json:1: not valid JSON"),
        ('{"a": NaN}', "nan.json", "NaN is no number in JSON"),
        ("a: 1\n---\nb: 2\n", "two.yaml", "two.yaml:3: a second YAML document begins"),
        ("? [a]\n: b\n", "key.yaml", "a list or mapping stands where a name was expected"),
        ("a: \x01", "control.yaml", "control.yaml:1: a control character"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_line(text: str, file: str, message: str) -> None:
    with pytest.raises(IntakeError) as error:
        parse(text, file)
    assert message in str(error.value)


def test_tags_build_no_objects() -> None:
    assert plain(parse("a: !!python/object/apply:os.system ['true']", "f.yaml")) == {"a": ["true"]}
