"""The signals, and what the failure modes say of them."""

import re

import pytest

from tools.knowledge.errors import KnowledgeError
from tools.knowledge.failure_modes import FailureMode, failure_modes
from tools.knowledge.record import parse
from tools.knowledge.signals import Signal, signals
from tools.knowledge.technologies import catalogue
from tools.rules import RULES
from tools.subskills.failure_analyzer.observed import effect, followed


@pytest.mark.parametrize("mode", failure_modes(), ids=lambda mode: mode.id)
def test_a_failure_mode_can_be_confirmed_and_can_be_ruled_out(mode: FailureMode) -> None:
    answers = [followed([(id_, seen)]) for id_ in mode.signals for seen in (True, False)]
    effects = {effect(mode, said) for said in answers}
    assert {"confirms", "rules_out"} <= effects
    assert "both" not in effects


def test_every_signal_tells_something() -> None:
    assert {id_ for mode in failure_modes() for id_ in mode.signals} == set(signals())


def test_no_answer_rules_the_same_cause_out_both_ways() -> None:
    for mode in failure_modes():
        for id_ in signals():
            both = [effect(mode, followed([(id_, seen)])) for seen in (True, False)]
            assert both != ["rules_out", "rules_out"], (mode.id, id_)


@pytest.mark.parametrize("signal", signals().values(), ids=lambda signal: signal.id)
def test_a_signal_asks_in_the_users_names_and_says_what_to_run(signal: Signal) -> None:
    assert signal.asks.endswith("?")
    assert set(re.findall(r"{(\w*)}", signal.asks)) <= {"path", "source", "target"}
    assert signal.asks.format(path="p", source="s", target="t")
    assert set(signal.implies) <= set(signals())


def known_technologies() -> set[str]:
    return {name for one in catalogue().all for name in (one.id, one.category)}


def test_checks_and_needs_name_technologies_and_categories_that_exist() -> None:
    of_checks = {name for one in signals().values() for check in one.checks for name in check.technologies}
    needs = [mode.needs for mode in failure_modes()]
    of_needs = {name for one in needs for name in (*one.source, *one.target, *one.via, *one.anywhere)}
    assert of_checks | of_needs <= known_technologies()


def test_a_mode_names_design_rules_that_exist() -> None:
    assert {rule for mode in failure_modes() for rule in mode.rules} <= {rule.id for rule in RULES}


def test_a_mode_that_names_an_unknown_signal_does_not_load() -> None:
    entry = {"id": "F01", "class": "loss", "name": "n", "trigger": "t", "symptom": "s", "signal": "s"}
    with pytest.raises(KnowledgeError, match=r"signal 'full_moon' is not in signals\.yaml"):
        parse(
            FailureMode, {**entry, "fix": "f", "symptoms_words": [], "confirmed_by": ["full_moon"]}, "a test"
        )
