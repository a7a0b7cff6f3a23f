"""What the evidence says in a reader's words."""

from typing import Any

import pytest

from tests.rules.builders import data_path
from tools.domain.design import DataPath
from tools.guarantees import wording
from tools.knowledge.laws import laws


def path(traits: dict[str, Any], *hops: str) -> DataPath:
    return data_path("current", entity="e", source="a", target="b", traits=traits, hops=hops)


def test_every_input_of_the_laws_can_be_missed_in_words() -> None:
    inputs = {name.removeprefix("p.") for name in laws().inputs} - {"repeats_recognised"}
    assert inputs == wording.UNSAID.keys()


@pytest.mark.parametrize(
    ("traits", "hop", "says"),
    [
        ({"effect": "SETV"}, "ALO NONE", "a late change carries an older version and is refused"),
        ({"effect": "SET"}, "ALO KEYR", "the changes of a key arrive in their order, repeats included"),
        ({"effect": "SET"}, "ALO KEY", ""),
        ({"effect": "FSM", "expected_version_check": False}, "ALO NONE", ""),
    ],
)
def test_disorder_is_called_harmless_only_for_a_reason(traits: dict[str, Any], hop: str, says: str) -> None:
    assert wording.reordered(path(traits, hop)) == says


@pytest.mark.parametrize(
    ("traits", "says"),
    [
        ({"effect": "SETV"}, "a repeat replaces the row by the same version"),
        (
            {"effect": "INC", "dedup": "DUR", "dedup_at_effect": True},
            "a repeat is recognised where it would take effect",
        ),
        ({"effect": "INC", "dedup": "NOD", "dedup_at_effect": True}, ""),
        ({"effect": None}, ""),
    ],
)
def test_a_repeat_is_called_harmless_only_for_a_reason(traits: dict[str, Any], says: str) -> None:
    assert wording.repeated(path(traits, "ALO KEY")) == says


def test_a_delete_stays_only_if_it_is_remembered_longer_than_a_change_can_be_late() -> None:
    def said(marker_h: float) -> str:
        traits = {"delete": "DELV", "marker_h": marker_h, "max_replay_h": 72}
        return wording.deleted(path(traits, "ALO KEY"))

    assert said(144) == "a delete is remembered for 144 h, a change can be 72 h late"
    assert said(72) == ""


def test_one_law_and_several_are_named_as_english_does() -> None:
    assert wording.named(["G3"]) == "law G3"
    assert wording.named(["G3", "G8", "G21"]) == "laws G3, G8 and G21"
