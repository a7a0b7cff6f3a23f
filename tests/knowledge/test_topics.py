import pytest

from tools.knowledge import topics as loader
from tools.knowledge.errors import KnowledgeError
from tools.knowledge.thresholds import with_numbers
from tools.knowledge.topics import gates, seed_errata, topics


def test_every_number_in_a_practice_can_be_filled_in() -> None:
    filled = [with_numbers(line) for lines in topics().values() for line in lines]
    assert filled
    assert not [line for line in filled if "T." in line]


def test_a_path_is_complete_only_with_all_that_the_gate_names() -> None:
    for needed in (
        "mechanism",
        "ordering key",
        "version token",
        "guard",
        "bootstrap",
        "delete story",
        "owner",
    ):
        assert needed in gates()["path_complete"]


def test_a_correction_of_the_seeds_says_what_was_said_and_what_holds() -> None:
    assert all(erratum.seed and erratum.correction for erratum in seed_errata())


def test_a_practice_that_is_no_list_of_sentences_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "read_yaml", lambda name: {"dlq": "park the key"})
    with pytest.raises(KnowledgeError, match=r"topics.yaml: .*\n?dlq"):
        loader.topics.__wrapped__()
