"""From complaints and signals to ranked causes."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.checker.flows.flow import Flow
from tools.checker.invariants import WORDS
from tools.deciding.ledger import Ledger
from tools.deciding.sheet import derived
from tools.domain.design import Design
from tools.domain.facts import Facts, FactsError
from tools.domain.subskills import Advice
from tools.knowledge.decision_rules import decision_groups
from tools.knowledge.failure_modes import failure_mode_by_id, failure_modes
from tools.knowledge.signals import signals
from tools.questions import questions
from tools.steps import run, start
from tools.subskills.failure_analyzer import GROUP, SUBSKILL, _case, _sheet
from tools.subskills.failure_analyzer.advice import Case
from tools.subskills.failure_analyzer.next_look import Look, focus, look, next_look
from tools.subskills.failure_analyzer.observed import effect, followed
from tools.subskills.failure_analyzer.ranking import STANDINGS, Cause, ranked
from tools.subskills.failure_analyzer.settings import Setting, fits
from tools.subskills.failure_analyzer.witnesses import Witnesses, tells

UNSETTLED = ("likely", "suspected", "possible")

STORES = [
    {"id": "shop_db", "technology": "postgresql"},
    {"id": "search", "technology": "elasticsearch"},
    {"id": "bus", "technology": "kafka"},
]
WRITERS = [{"id": "shop_api", "kind": "service", "writes": [{"store": "shop_db", "entity": "product"}]}]
TODAY = {"id": "sync", "source": "shop_db", "target": "search", "entities": ["product"]}


def facts(*seen: tuple[str, str, object], **path: Any) -> Facts:
    """A shop whose products are copied to a search engine; `seen` are (place, signal, seen)."""
    rows = [{"id": f"o{n}", "at": at, "signal": s, "seen": value} for n, (at, s, value) in enumerate(seen)]
    said = {"mechanism": "dual_write", "writer": "shop_api", "symptoms": ["search is out of sync"], **path}
    return Facts.model_validate(
        {
            "schema_version": 1,
            "stores": STORES,
            "writers": WRITERS,
            "entities": [{"id": "product", "deletes": "hard"}],
            "paths": [{**TODAY, **said}],
            "signals": rows,
        }
    )


def case(told: Facts, path: str = "sync") -> Case:
    design = run(told)
    return _case(design, design.facts.path_by_id[path], Ledger(7))


def standing(found: Case, mode: str) -> str:
    return next(cause.standing for cause in found.causes if cause.mode.id == mode)


def said_of(design: Design) -> list[Advice]:
    return list(SUBSKILL.advise(design, Ledger(7)))


CDC = {"mechanism": "cdc", "via": ["bus"]}


def test_nobody_complains_and_there_is_nothing_to_say() -> None:
    assert said_of(run(facts(symptoms=[]))) == []
    assert start(facts(symptoms=[])).facts.signals == ()


def test_a_dual_write_that_drifts_is_likely_a_dual_write() -> None:
    found = case(facts())
    assert found.causes[0].mode.id == "F01"
    assert found.causes[0].standing == "likely"
    assert found.causes[0].witnesses.trace is not None


def test_a_run_that_the_checker_found_is_told_with_what_it_ended_in() -> None:
    told = said_of(run(facts()))[0]
    assert "the model checker found a run that ends so on sync/product" in told.shows[0]


def test_what_is_not_captured_from_a_log_has_no_slot_to_lose() -> None:
    assert standing(case(facts()), "F05") == "not_here"
    assert standing(case(facts(**CDC)), "F05") != "not_here"


def test_a_mechanism_that_nobody_described_excludes_nothing_by_itself() -> None:
    found = case(facts(mechanism="unknown", writer=None))
    assert standing(found, "F05") == "possible"
    assert standing(found, "F06") == "not_here"  # a binlog is MySQL's, whatever reads it


def test_a_slot_that_is_lost_is_confirmed_and_mended() -> None:
    found = case(facts(("shop_db", "slot_lost", True), **CDC))
    assert (found.causes[0].mode.id, found.causes[0].standing) == ("F05", "confirmed")
    told = said_of(found.design)[0]
    assert "confirms F05" in told.says
    assert "fail fast and copy again" in told.says
    assert "`slot_lost` was seen at shop_db" in told.shows[0]


def test_the_query_is_that_of_the_technology_on_the_path() -> None:
    told = said_of(run(facts(("sync", "heals_alone", False), **CDC)))[0]
    text = " ".join(told.notes)
    kafka = said_of(run(facts(**CDC, symptoms=["stuck consumer"])))[0]
    assert "XA RECOVER" not in text
    assert "kafka-consumer-groups.sh" in " ".join(kafka.notes)


def test_an_absent_signal_rules_out_what_cannot_be_without_it() -> None:
    found = case(facts(("sync", "copies_differ", False)))
    assert standing(found, "F01") == "ruled_out"
    assert "F01 dual write divergence" in " ".join(said_of(found.design)[0].notes)


def test_rows_that_only_the_copy_has_are_a_difference_too() -> None:
    said = followed([("rows_extra", True)])
    assert said["copies_differ"] == {True}
    assert followed([("copies_differ", False)])["rows_extra"] == {False}


def test_observations_that_exclude_each_other_are_looked_at_again() -> None:
    told = facts(("sync", "second_write_failed", True), ("sync", "copies_differ", False))
    assert standing(case(told), "F01") == "contradictory"
    assert "Look again at what was seen of F01" in " ".join(said_of(run(told))[0].notes)


def test_a_signal_at_a_store_touches_every_path_that_it_can_explain() -> None:
    two = facts(("shop_db", "slot_lost", True), **CDC, symptoms=[])
    other = two.paths[0].model_copy(update={"id": "other", "target": "warehouse"})
    store = two.stores[1].model_copy(update={"id": "warehouse", "technology": "snowflake"})
    design = run(two.model_copy(update={"paths": (*two.paths, other), "stores": (*two.stores, store)}))
    assert [one.subject for one in said_of(design)] == ["other", "sync"]
    assert all("Touches other/product, sync/product" in one.shows[0] for one in said_of(design))


def test_a_writer_past_the_application_is_a_cause_that_the_facts_show() -> None:
    told = facts()
    job = told.writers[0].model_copy(update={"id": "import", "out_of_band": True})
    found = case(told.model_copy(update={"writers": (*told.writers, job)}))
    assert standing(case(told), "F49") == "possible"
    assert standing(found, "F49") == "likely"


def test_complaints_are_known_by_their_words_in_any_order_and_form() -> None:
    assert tells(["old price"], "the prices shown are Old")
    assert not tells(["old price"], "the price is wrong")


def test_an_unknown_signal_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(FactsError, match="no signal is called 'slot_losst'; did you mean 'slot_lost'"):
        start(facts(("shop_db", "slot_losst", True)))


# What is asked next.


def asked(told: Facts) -> list[str]:
    return [one.fact for one in questions(run(told)) if one.fact.startswith("signals.")]


def test_the_next_signal_becomes_a_question_in_the_users_names() -> None:
    found = [one for one in questions(run(facts(**CDC, symptoms=["wal growth"]))) if "signals" in one.fact]
    assert [one.fact for one in found] == ["signals.shop_db-slot_holds_wal.seen"]
    assert "Does shop_db (PostgreSQL) keep ever more WAL" in found[0].text
    assert [option.value for option in found[0].options] == ["cannot_tell", False, True]


def test_who_cannot_look_is_asked_for_the_next_best_signal() -> None:
    told = facts(**CDC, symptoms=["wal growth"])
    cannot = facts(("shop_db", "slot_holds_wal", "cannot_tell"), **CDC, symptoms=["wal growth"])
    assert asked(told) != asked(cannot)
    assert "signals.shop_db-slot_holds_wal.seen" not in asked(cannot)


def test_a_confirmed_cause_ends_the_search_among_the_merely_possible() -> None:
    found = case(facts(("shop_db", "slot_holds_wal", True), **CDC, symptoms=["wal growth"]))
    assert all(cause.standing in ("likely", "suspected") for cause in focus(found.causes))


@pytest.mark.parametrize(
    ("mode", "signal"),
    [
        ("F05", "slot_lost"),
        ("F26", "transaction_fenced"),
        ("F09", "table_without_identity"),
        ("F27", "effect_twice"),
    ],
    ids=["retention", "time-out", "wrong key", "effect that repeats"],
)
def test_faults_of_configuration_and_of_meaning_are_asked_for_too(mode: str, signal: str) -> None:
    assert signal in failure_mode_by_id()[mode].signals


def test_change_capture_does_not_end_drift() -> None:
    assert standing(case(facts(**CDC)), "F17") != "not_here"


def test_a_whole_document_written_again_can_still_arrive_late() -> None:
    found = case(facts(**CDC, payload="full"))
    assert {standing(found, id_) for id_ in ("F11", "F13")} & {"not_here", "ruled_out"} == set()


# Laws.

MODES = st.lists(st.sampled_from(failure_modes()), min_size=1, max_size=12, unique_by=lambda mode: mode.id)
SEEN = st.dictionaries(st.sampled_from(sorted(signals())), st.booleans(), max_size=6)
FITS = st.sampled_from(["yes", "no", "unsaid"])
FOR_IT = st.builds(
    Witnesses,
    law=st.sampled_from(["", "it is broken"]),
    check=st.sampled_from(["", "it fails"]),
    told=st.sampled_from(["", "it is stale"]),
)


def cause(mode: Any, fit: Any, found: Witnesses, seen: dict[str, bool]) -> Cause:
    """A cause as the rules see it."""
    said = followed(seen.items())
    rule = Ledger(7).winner(GROUP, _sheet(fit, found, derived(effect(mode, said), "")))
    assert rule
    return Cause(mode, rule.outcome, fit, effect(mode, said), found)


@st.composite
def causes(draw: st.DrawFn) -> list[tuple[Any, Any, Witnesses]]:
    return [(mode, draw(FITS), draw(FOR_IT)) for mode in draw(MODES)]


def order(rows: list[tuple[Any, Any, Witnesses]], seen: dict[str, bool]) -> tuple[Cause, ...]:
    return ranked(cause(*row, seen) for row in rows)


@given(causes(), SEEN, st.randoms())
@settings(max_examples=150)
def test_the_ranking_does_not_hang_on_the_order_of_what_is_said(rows: Any, seen: Any, chance: Any) -> None:
    shuffled, pairs = list(rows), list(seen.items())
    chance.shuffle(shuffled)
    chance.shuffle(pairs)
    assert order(rows, seen) == order(shuffled, dict(pairs))


@given(causes(), SEEN, st.data())
@settings(max_examples=200)
def test_a_signal_that_is_seen_never_lowers_a_cause_that_it_confirms(rows: Any, seen: Any, data: Any) -> None:
    mode = data.draw(st.sampled_from([row[0] for row in rows]))
    signal = data.draw(st.sampled_from(mode.confirmed_by))
    before = order(rows, {id_: value for id_, value in seen.items() if id_ != signal})
    after = order(rows, {**seen, signal: True})
    place = {one.mode.id: n for n, one in enumerate(after)}
    ahead = {one.mode.id for one in before[: [one.mode.id for one in before].index(mode.id)]}
    overtaking = {id_ for id_, n in place.items() if n < place[mode.id]} - ahead
    assert overtaking == set()


@given(causes(), SEEN)
@settings(max_examples=150)
def test_the_next_look_splits_what_is_left_or_nothing_would(rows: Any, seen: Any) -> None:
    found = order(rows, seen)
    askable = sorted(set(signals()) - set(followed(seen.items())))
    best = next_look(found, askable)
    if best is None:
        modes = [one.mode for one in focus(found)]
        assert not any(look(signal, modes).splits for signal in askable)
        return
    assert all(one.standing in UNSETTLED for one in found if one.mode.id in best.among)
    yes = {one.mode.id: one.standing for one in order(rows, {**seen, best.signal: True})}
    no = {one.mode.id: one.standing for one in order(rows, {**seen, best.signal: False})}
    assert yes != no


@given(causes(), SEEN)
@settings(max_examples=100)
def test_no_other_signal_settles_more_under_its_worse_answer(rows: Any, seen: Any) -> None:
    found = order(rows, seen)
    askable = sorted(set(signals()) - set(followed(seen.items())))
    best = next_look(found, askable)
    if best is None:
        return
    at_stake = {one.mode.id for one in focus(found)}

    def settles(signal: str, answer: bool) -> int:
        after = order(rows, {**seen, signal: answer})
        return sum(one.standing not in UNSETTLED for one in after if one.mode.id in at_stake)

    assert best.at_least == max(min(settles(one, True), settles(one, False)) for one in askable)


def test_rows_without_personal_data_bring_nobody_back_who_was_erased() -> None:
    told = facts()
    assert standing(case(told), "F38") == "possible"
    (product,) = told.entities
    denied = told.model_copy(update={"entities": (product.model_copy(update={"pii": False}),)})
    assert standing(case(denied), "F38") == "not_here"


def test_a_path_from_our_own_code_has_no_fault_of_a_saas_feed() -> None:
    assert standing(case(facts(source="shop_api")), "F33") == "not_here"


def test_a_load_that_readers_see_half_way_is_suspected_where_they_say_so() -> None:
    said = ["the shop shows no price for everything not loaded yet"]
    found = case(facts(mechanism="full_batch", writer=None, symptoms=said))
    assert (found.causes[0].mode.id, found.causes[0].standing) == ("F51", "suspected")
    assert found.look
    assert found.look.signal == "missing_only_while_loading"


def test_a_run_that_was_found_comes_before_a_missing_comparison() -> None:
    run_into = case(facts()).causes[0].witnesses.trace
    drift, repeat = failure_mode_by_id()["F17"], failure_mode_by_id()["F27"]
    failing = Cause(drift, "likely", "yes", "nothing", Witnesses(law="x", check="y"))
    found = Cause(repeat, "likely", "yes", "nothing", Witnesses(trace=run_into))
    assert ranked([failing, found]) == (found, failing)


def test_every_standing_of_the_rules_has_a_place_in_the_ranking() -> None:
    assert {rule.outcome for rule in decision_groups()["S7.cause"].rules} == set(STANDINGS)


def test_a_run_that_is_named_as_a_witness_is_of_a_family_that_exists() -> None:
    for path in sorted(Path("tools/checker/flows").glob("*.py")):
        import_module(f"tools.checker.flows.{path.stem}")
    named = {family for mode in failure_modes() for family in mode.found_in}
    assert named <= {getattr(one, "family", "") for one in _below(Flow)}
    assert {mode.breaks for mode in failure_modes()} - {""} <= {holds for holds, _ in WORDS.values()}


def _below(kind: type[Any]) -> set[type[Any]]:
    return {kind}.union(*(_below(one) for one in kind.__subclasses__()))


def test_a_need_that_is_not_met_excludes_and_an_unknown_one_does_not() -> None:
    needs = failure_mode_by_id()["F02"].needs
    pg = frozenset({"postgresql"})
    assert fits(needs, Setting(frozenset({"log_cdc"}), None, pg, None, None)) == "yes"
    assert fits(needs, Setting(None, None, pg, None, None)) == "unsaid"
    assert fits(needs, Setting(None, None, frozenset({"mysql"}), None, None)) == "no"


def test_among_equal_looks_the_one_for_the_likelier_cause_comes_first() -> None:
    assert Look("x", ("F01",), ("F02",), ("F01", "F02")).at_least == 1
    stale, slot = failure_mode_by_id()["F22"], failure_mode_by_id()["F02"]
    rows = [Cause(one, "likely", "yes", "nothing", Witnesses(told="x")) for one in (slot, stale)]
    first = next_look(ranked(rows), ["cached_version_older", "slot_holds_wal"])
    assert first
    assert first.signal == "slot_holds_wal"
    swapped = [rows[0], replace(rows[1], witnesses=Witnesses(told="x", law="y"))]
    other = next_look(ranked(swapped), ["cached_version_older", "slot_holds_wal"])
    assert other
    assert other.signal == "cached_version_older"
