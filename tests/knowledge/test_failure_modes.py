import pytest

from tools.knowledge.checklist import checklist
from tools.knowledge.failure_modes import FailureMode, failure_modes
from tools.knowledge.laws import laws


def mode(id_: str) -> FailureMode:
    return next(mode for mode in failure_modes() if mode.id == id_)


def test_the_modes_are_numbered_without_a_gap() -> None:
    assert [mode.id for mode in failure_modes()] == [f"F{number:02}" for number in range(1, 53)]


CORRECTED = [
    ("F11", "fix", "keep a deleted document, flagged, with its version"),
    ("F11", "fix", "Raising index.gc_deletes does not help"),
    ("F12", "fix", "closes the gap but gives no order; order per aggregate needs the aggregate's version"),
    ("F27", "trigger", "acts on sends only, so a redelivered message doubles inside it too"),
    ("F34", "trigger", "append-only file off, so it is minutes and not one second"),
]


@pytest.mark.parametrize(("id_", "field", "words"), CORRECTED)
def test_the_corrections_are_applied(id_: str, field: str, words: str) -> None:
    assert words in getattr(mode(id_), field)


@pytest.mark.parametrize(("id_", "cited"), [("F22", "cache_lease"), ("F26", "flink_7097")])
def test_a_mode_cites_a_page_about_its_own_system(id_: str, cited: str) -> None:
    assert mode(id_).sources == (cited,)


MISSING_BEFORE = [
    ("F39", "divergence", "G21", None),
    ("F40", "divergence", "G23", None),
    ("F41", "stale", "G20", None),
    ("F42", "security", None, "C32"),
    ("F43", "loss", None, "C35"),
    ("F44", "divergence", None, "C36"),
    ("F45", "divergence", "G20", None),
    ("F46", "divergence", "G22", None),
    ("F47", "loss", None, None),
    ("F48", "loss", None, None),
    ("F51", "stale", None, None),
    ("F52", "divergence", None, None),
]


@pytest.mark.parametrize(("id_", "kind", "law", "item"), MISSING_BEFORE)
def test_the_modes_that_were_missing_are_there(
    id_: str, kind: str, law: str | None, item: str | None
) -> None:
    found = mode(id_)
    assert found.kind == kind
    assert law in (None, found.law)
    assert item in (None, found.checklist)


def test_what_rests_on_memory_or_judgement_says_so() -> None:
    labels = {label for id_ in ("F23", "F40") for label in (s.label for s in mode(id_).cited)}
    assert labels == {"from memory", "engineering judgement"}


def test_every_law_and_checklist_item_that_a_mode_names_exists() -> None:
    assert {m.law for m in failure_modes()} - {None} <= {law.id for law in laws().rules}
    assert {m.checklist for m in failure_modes()} - {None} <= {item.id for item in checklist()}


def test_every_mode_has_words_of_users_and_no_two_share_a_phrase() -> None:
    words = [word.casefold() for m in failure_modes() for word in m.symptoms_words]
    assert all(m.symptoms_words for m in failure_modes())
    assert sorted(words) == sorted(set(words))
