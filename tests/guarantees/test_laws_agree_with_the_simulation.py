"""The laws against everything that can happen to one key.

A claim is true of every sequence; a named harm is real in at least one; no wrong end goes unnamed. One law is
more careful than the simulation on purpose; the reason stands at `careful`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.guarantees.fragment import RECOGNISES, Combination, combinations
from tests.guarantees.simulation import RESET, TIE, Wrong
from tools.guarantees import law_hits

CLAIMS = {"CONVERGENT", "CONVERGENT_WHEN_QUIET", "EFFECTIVELY_ONCE", "CORRECT_WITHIN_WINDOW"}


def repeated(wrong: Wrong) -> bool:
    return len(set(wrong.sequence)) < len(wrong.sequence)


WITNESS: Mapping[str, Callable[[Wrong], bool]] = {  # what a wrong end must look like to bear a harm out
    "LOSS": lambda wrong: len(set(wrong.sequence)) < len(wrong.changes),
    "STALE_OVERWRITE": lambda wrong: wrong.got is not None,
    "RESURRECTION": lambda wrong: wrong.want is None and wrong.got is not None,
    "DUPLICATE_CORRUPTION": repeated,
    "DUPLICATE_AFTER_WINDOW": repeated,
    "LOST_COLUMNS": lambda wrong: wrong.got is not None,
    "INVALID_TRANSITION": lambda wrong: True,
    "TIE_DECIDES_BY_CHANCE": lambda wrong: wrong.changes == TIE,
    "SILENT_IGNORE": lambda wrong: wrong.changes == RESET,
    "ZOMBIE_WRITER": repeated,
}


def real(case: Combination, harm: str) -> bool:
    return any(WITNESS[harm](wrong) for wrong in case.wrong)


def careful(case: Combination, harm: str) -> bool:
    """Say whether the law names a harm that this fragment excludes.

    The simulated memory knows changes by their id. One that keeps only the last offset of its own stream can
    be fooled by a predecessor that wakes, so G25 asks for a fence whatever remembers or commits.
    """
    recognised = case.delivery == "once" or RECOGNISES.get(case.memory) == "all"
    return harm == "ZOMBIE_WRITER" and recognised


@cache
def says(case: Combination) -> frozenset[str]:
    hits = law_hits(case.path)
    assert not any(hit.unknown for hit in hits)
    return frozenset(hit.says for hit in hits)


CASES = tuple(combinations())


def test_the_fragment_has_its_size() -> None:
    assert len(CASES) == 9600


def test_a_claim_is_true_of_every_sequence() -> None:
    for case in CASES:
        claimed = says(case) & CLAIMS
        assert not (claimed and case.wrong), (case, claimed, case.wrong[:1])


def test_a_named_harm_is_real_in_at_least_one_sequence() -> None:
    for case in CASES:
        for harm in says(case) & set(WITNESS):
            assert careful(case, harm) or real(case, harm), (case, harm)


def test_only_the_law_of_the_woken_writer_is_more_careful_than_the_simulation() -> None:
    found = [(case, harm) for case in CASES for harm in says(case) & set(WITNESS) if not real(case, harm)]

    assert len(found) == 184
    assert {harm for _, harm in found} == {"ZOMBIE_WRITER"}


def test_no_wrong_end_goes_unnamed() -> None:
    for case in CASES:
        assert says(case) & set(WITNESS) or not case.wrong, (case, case.wrong[:1])


@given(
    st.sampled_from(CASES),
    st.sets(st.sampled_from(["dedup", "dedup_at_effect", "window_s", "max_redelivery_age_s", "fenced"])),
)
def test_what_holds_of_a_path_half_known_holds_of_the_path_known(case: Combination, unsaid: set[str]) -> None:
    path = case.path
    half = replace(path, traits=replace(path.traits, **dict.fromkeys(unsaid)))

    assert {hit.says for hit in law_hits(half) if not hit.unknown} <= says(case)


@pytest.mark.parametrize("harm", sorted(WITNESS))
def test_every_harm_occurs_in_the_fragment(harm: str) -> None:
    assert any(harm in says(case) for case in CASES)


@pytest.mark.parametrize("claim", sorted(CLAIMS))
def test_every_claim_occurs_in_the_fragment(claim: str) -> None:
    assert any(claim in says(case) for case in CASES)
