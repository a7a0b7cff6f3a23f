"""Laws and search of one path: where they do not say the same, the first verdict of the path says so."""

from dataclasses import replace

import pytest

from tools.domain.verdict import Explored, Finding, LawHit
from tools.steps.witnesses import compared

HELD = Explored("p/e", "current", "copy that follows a log", "holds")
BROKEN = replace(HELD, status="violated")
HARM = LawHit("G3", "current", "p/e", "STALE_OVERWRITE", "high", "blind writes", "a guard")
CLAIM = LawHit("G1", "current", "p/e", "CONVERGENT", "none", "guarded sets", "")
WARNING = Finding("R09", "high", "current", "p/e", "no delete story")


def notes(seen: tuple[Explored, ...], *hits: LawHit, findings: tuple[Finding, ...] = ()) -> list[str]:
    return [one.disagrees for one in compared(seen, hits, findings)]


def test_a_hazard_that_the_search_did_not_find_is_noted_once() -> None:
    first, second = notes((HELD, replace(HELD, family="first copy beside a stream")), HARM)
    assert first == "law G3 names a hazard (blind writes) that the search did not find"
    assert second == ""


def test_a_claim_that_the_search_broke_is_noted() -> None:
    assert notes((BROKEN,), CLAIM) == ["law G1 finds nothing wrong (guarded sets), and the search did"]


@pytest.mark.parametrize(
    ("seen", "hit", "findings"),
    [
        (HELD, CLAIM, ()),
        (BROKEN, HARM, ()),
        (HELD, replace(HARM, unknown=("fenced",)), ()),
        (HELD, replace(HARM, path="q/e"), ()),
        (HELD, replace(HARM, about="recommended"), ()),
        (replace(HELD, status="exhausted"), HARM, ()),
        (replace(HELD, status="not_modelled", family=""), HARM, ()),
        (replace(BROKEN, family="source that fails over"), CLAIM, ()),
        (BROKEN, CLAIM, (WARNING,)),
    ],
)
def test_where_they_agree_or_one_is_silent_nothing_is_noted(
    seen: Explored, hit: LawHit, findings: tuple[Finding, ...]
) -> None:
    assert notes((seen,), hit, findings=findings) == [""]


def test_a_rule_of_low_severity_is_no_warning() -> None:
    assert notes((BROKEN,), CLAIM, findings=(replace(WARNING, severity="low"),)) != [""]
