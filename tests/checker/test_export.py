"""The exported texts, as far as they can be judged without the programs that read them."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import get_args

import pytest

from tests.checker.catalogue import LARGEST
from tests.checker.sampler import sampler
from tools.checker.export import EXPORTS, Language
from tools.checker.expression import Expr, Op
from tools.checker.model import Model

GOLDEN = Path(__file__).parent / "golden"
SUFFIX: dict[Language, str] = {"tla": ".tla", "quint": ".qnt", "promela": ".pml"}
COMMENT: dict[Language, str] = {"tla": r"\\\*.*", "quint": r"//.*", "promela": r"/\*.*?\*/"}
DEFINED: dict[Language, str] = {
    "tla": r"^(\w+) ==",
    "quint": r"\b(?:var|val|action) (\w+)",
    "promela": r"(?:#define|\bint) (\w+)",
}
RESERVED: dict[Language, str] = {
    # Lamport, Specifying Systems, table of reserved words
    "tla": """ACTION ASSUME ASSUMPTION AXIOM BOOLEAN BY CASE CHOOSE CONSTANT CONSTANTS COROLLARY DEFINE
    DOMAIN ELSE ENABLED EXCEPT EXTENDS FALSE HAVE HIDE IF IN INSTANCE LAMBDA LEMMA LET LOCAL
    MODULE NEW OBVIOUS OMITTED OTHER PICK PROOF PROVE QED RECURSIVE STATE STRING SUBSET SUFFICES
    TAKE TEMPORAL THEN THEOREM TRUE UNCHANGED UNION USE VARIABLE VARIABLES WITNESS Append Head
    Int Len Nat Seq SelectSeq SubSeq Tail""",
    # Quint's language reference: keywords and built-in names
    "quint": """action all and any as assume bool const def else export false from if iff implies import int
    match module nondet not or pure run str temporal true type val var Set List Map Rec Tup Int
    Nat Bool length append slice nth head tail concat range foldl keys get put set""",
    # Spin's manual pages: Promela keywords and predefined names
    "promela": """D_proctype active assert atomic bit bool break byte c_code c_decl c_expr c_state c_track
    chan d_step do else empty enabled eval false fi full goto hidden if inline init int len
    local ltl mtype nempty never nfull notrace np_ od of pc_value pid printf printm priority
    proctype provided run select short show skip timeout trace true typedef unless unsigned xr
    xs""",
}

each_language = pytest.mark.parametrize("language", get_args(Language))
each_model = pytest.mark.parametrize(
    "build",
    [sampler, *(partial(case.flow.model, case.scope) for case in LARGEST)],
    ids=["sampler", *(case.name for case in LARGEST)],
)


def text_of(model: Model, language: Language) -> str:
    """Return the model's text in a language, without its comments."""
    (text,) = (text for name, text in EXPORTS[language](model).items() if name.endswith(SUFFIX[language]))
    return re.sub(COMMENT[language], "", text)


def assigned(step: str) -> list[str]:
    """Return the variables that a step of TLA+ or Quint gives a value, or says to be UNCHANGED."""
    unchanged = re.search(r"UNCHANGED <<(.*)>>", step)
    return re.findall(r"\b(\w+)' =", step) + (unchanged[1].split(", ") if unchanged else [])


def operations(expr: Expr) -> Iterator[Op]:
    yield expr.op
    yield from chain.from_iterable(map(operations, expr.terms))


def test_the_sampler_uses_every_operation() -> None:
    model = sampler()
    terms = [term for action in model.actions for term in (*action.guards, *action.updates.values())]
    assert set(chain.from_iterable(map(operations, terms))) == set(get_args(Op))


@each_language
def test_the_text_is_the_golden_one(language: Language) -> None:
    for name, text in EXPORTS[language](sampler()).items():
        if name != "README.md":
            assert text == (GOLDEN / name).read_text(encoding="utf-8"), f"if that is meant, write {name} anew"


@each_language
def test_the_readme_says_how_to_run_it_and_what_to_expect(language: Language) -> None:
    readme = EXPORTS[language](sampler())["README.md"]
    assert f"MODEL{SUFFIX[language]}" in readme
    assert "\n    " in readme
    assert "without\nreduction" in readme or "without reduction" in readme


@each_model
@each_language
def test_brackets_are_closed(build: Callable[[], Model], language: Language) -> None:
    text = text_of(build(), language)
    for opening, closing in ("()", "[]", "{}", ("<<", ">>")):
        assert text.count(opening) == text.count(closing)


@each_model
@each_language
def test_every_name_is_defined_once_and_is_no_reserved_word(
    build: Callable[[], Model], language: Language
) -> None:
    model = build()
    names = re.findall(DEFINED[language], text_of(model, language), re.MULTILINE)
    if language == "tla":
        names += [f"v_{each.name}" for each in model.variables]
    assert len(names) >= len(model.variables) + len(model.actions) + len(model.invariants)
    assert len(set(names)) == len(names)
    assert set(names).isdisjoint(RESERVED[language].split())


@each_model
@pytest.mark.parametrize("language", ["tla", "quint"])
def test_every_action_says_what_becomes_of_every_variable(
    build: Callable[[], Model], language: Language
) -> None:
    model = build()
    steps = re.findall(r"do_\w+ (?:==|= all).*?(?=\n\n|\n  })", text_of(model, language), re.DOTALL)
    assert len(steps) == len(model.actions)
    for step in steps:
        assert sorted(assigned(step)) == sorted(f"v_{each.name}" for each in model.variables)


@each_model
def test_tlc_is_told_every_invariant(build: Callable[[], Model]) -> None:
    model = build()
    (configuration,) = (text for name, text in EXPORTS["tla"](model).items() if name.endswith(".cfg"))
    told = re.findall(r"INVARIANT (\w+)", configuration)
    assert told == re.findall(r"^(inv_\w+) ==", text_of(model, "tla"), re.MULTILINE)
    assert len(told) == len(model.invariants)
