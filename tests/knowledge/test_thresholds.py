import pytest

from tools.knowledge.errors import KnowledgeError
from tools.knowledge.thresholds import defaults, thresholds, with_numbers


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("an alarm after T.xa_indoubt_alarm_s", "an alarm after 60 s"),
        ("at most T.lambda_tolerance off", "at most 0.5 % off"),
        ("T.replay_peak_factor the peak", "2 times the peak"),
        ("nothing to fill in", "nothing to fill in"),
    ],
)
def test_a_sentence_gets_its_numbers_with_their_units(text: str, shown: str) -> None:
    assert with_numbers(text) == shown


def test_a_number_of_ones_own_takes_the_place_of_the_default() -> None:
    assert with_numbers("T.xa_tx_max_ms at most", {"xa_tx_max_ms": 250}) == "250 ms at most"


def test_a_sentence_with_an_unknown_threshold_is_refused() -> None:
    with pytest.raises(KnowledgeError, match=r"names T.nowhere; expected a threshold"):
        with_numbers("wait for T.nowhere")


def test_every_threshold_says_that_it_is_a_judgement_and_what_it_means() -> None:
    for threshold in thresholds().values():
        assert threshold.kind == "judgement"
        assert threshold.meaning
        assert threshold.unit
        assert defaults()[threshold.name] == threshold.default > 0
