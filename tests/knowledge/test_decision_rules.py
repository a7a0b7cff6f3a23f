import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.knowledge.cases import Given, title, unpinned_clauses, voice_of, winner_of
from tools.knowledge import decision_rules as loader
from tools.knowledge.checklist import checklist
from tools.knowledge.decision_rules import decision_groups, decision_rules, inputs
from tools.knowledge.errors import KnowledgeError
from tools.knowledge.files import names, read_yaml
from tools.knowledge.laws import laws
from tools.knowledge.ordinary import ordinary
from tools.knowledge.thresholds import thresholds
from tools.knowledge.topics import topics
from tools.logic.condition import Value
from tools.logic.decide import decide, possible
from tools.logic.explain import flips
from tools.logic.group import Group, Rule

FIRST = [group for group in decision_groups().values() if group.mode == "first"]
CASES = [
    (group, rule, case) for group in decision_groups().values() for rule in group.rules for case in rule.tests
]
WORKED = [
    pytest.param(step, id=f"{name}: {step['expect']}")
    for name, steps in read_yaml("decisions/worked_cases.yaml").items()
    for step in steps
]


@pytest.mark.parametrize(
    ("group", "rule", "given", "expect"),
    [
        pytest.param(group, rule, case.given, case.expect, id=title(rule, case.given))
        for group, rule, case in CASES
    ],
)
def test_a_rule_answers_the_case_beside_it(group: Group, rule: Rule, given: Given, expect: str) -> None:
    answer = winner_of(group, given) if group.mode == "first" else voice_of(group, rule.id, given)
    assert answer == expect


@pytest.mark.parametrize("step", WORKED)
def test_a_step_of_a_worked_case_comes_out_as_written(step: dict[str, Any]) -> None:
    group = decision_groups()[step["group"]]
    given = step["given"]
    assert step["expect"] == (
        voice_of(group, step["rule"], given) if "rule" in step else winner_of(group, given)
    )


@pytest.mark.parametrize("rule", decision_rules().values(), ids=lambda rule: rule.id)
def test_a_rule_has_a_case_that_it_wins_and_a_near_miss(rule: Rule) -> None:
    won = rule.id if decision_groups()[rule.group].mode == "first" else "fires"
    assert any(case.expect == won for case in rule.tests)
    assert rule.when.text == "true" or any(case.expect != won for case in rule.tests)


@pytest.mark.parametrize("group", decision_groups().values(), ids=lambda group: group.id)
def test_no_clause_of_a_rule_can_be_left_out_unnoticed(group: Group) -> None:
    assert unpinned_clauses(group) == []


def test_cases_speak_only_of_inputs_and_the_base_facts_cover_them_all() -> None:
    known = set(inputs()) | set(laws().inputs)
    assert set(ordinary()) == known
    assert {name for _, _, case in CASES for name in case.given} <= known


def test_every_input_is_read_and_every_threshold_is_named_by_something() -> None:
    assert {name for group in decision_groups().values() for name in group.inputs} == set(inputs())
    texts = [rule.when.text + str(dict(rule.then)) for rule in decision_rules().values()]
    texts += [line for lines in topics().values() for line in lines]
    texts += [file.read_text() for file in Path("tools").rglob("*.py")]
    spoken = set(re.findall(r"\w+", " ".join(texts)))
    assert set(thresholds()) - spoken == set()


def test_a_value_that_may_be_assumed_is_stated_for_no_derived_number() -> None:
    assert inputs()["path.freshness_s"].safer is None
    assert [name for name, spec in inputs().items() if not spec.meaning] == []


REFERENCE = re.compile(r"\b(?:S\d\.\w+|G\d+b?)\b")


def test_every_rule_group_and_law_that_a_text_names_exists() -> None:
    known = {*decision_groups(), *decision_rules(), *(law.id for law in laws().rules)}
    every_rule = [*decision_rules().values(), *laws().rules]
    texts = [f"{dict(rule.then)} {rule.because} {rule.note}" for rule in every_rule]
    texts += [line for lines in topics().values() for line in lines]
    texts += [f"{item.fix} {item.note}" for item in checklist()]
    assert {name for text in texts for name in REFERENCE.findall(text)} <= known


def test_every_decision_file_belongs_to_a_step() -> None:
    assert set(names("decisions")) == {*loader.STEPS, "base_facts", "inputs", "worked_cases"}


# What must never come out, whatever the other facts are: `possible` covers every completion.

CAPTURE = decision_groups()["S3.capture"]
POLLING = {"query_polling", "batch_incremental_merge"}
LAST_VERSION_ONLY = {
    *POLLING,
    "query_polling_plus_key_scan",
    "snapshot_difference",
    "batch_full_reload_swap",
    "managed_zero_etl",
}
SEES_ONLY_THE_APPLICATION = {"outbox", "batch_incremental_merge"}
FOR_PROVIDERS = {"scheduled_list_sync", "hint_fetch_list", "in_database_derivation", "event_log_first"}


def can_come_out(group: str, values: Given) -> set[str]:
    return {rule.outcome for rule in possible(decision_groups()[group], values)}


def test_hard_deletes_are_never_polled_away() -> None:
    outcomes = can_come_out("S3.capture", {"path.deletes_matter": True, "source.soft_deletes": False})
    assert not outcomes & POLLING


def test_a_provider_is_never_captured_by_a_database_rule() -> None:
    assert can_come_out("S3.capture", {"source.kind": "saas"}) == FOR_PROVIDERS


@pytest.mark.parametrize("kind", ["database", "log", "files"])  # S3.HS: a provider's history is not to be had
def test_history_is_never_left_to_a_copy_of_the_last_version(kind: str) -> None:
    outcomes = can_come_out("S3.capture", {"path.history_needed": True, "source.kind": kind})
    assert not outcomes & LAST_VERSION_ONLY


def test_a_writer_past_the_application_is_never_left_to_the_application() -> None:
    assert not can_come_out("S3.capture", {"source.out_of_band_writers": True}) & SEES_ONLY_THE_APPLICATION


def test_a_read_that_old_data_harms_is_never_decided_from_a_cache() -> None:
    outcomes = can_come_out("S3.cache", {"path.staleness_harm": "harmful"})
    assert outcomes == {"no_cache_for_the_deciding_read", "ephemeral_authority"}


def test_there_is_no_transport_without_a_surviving_view() -> None:
    assert can_come_out("S4.transport", {"stream.consumers": 0}) == {"none"}


def test_a_team_that_runs_no_servers_and_buys_none_gets_no_broker() -> None:
    outcomes = can_come_out("S4.transport", {"team.ops": 1, "team.managed_broker_ok": False})
    assert "log_broker" not in outcomes


def test_what_cannot_be_replayed_never_becomes_kappa() -> None:
    outcomes = can_come_out("S5.processing", {"flow.replayable": False})
    assert outcomes == {"none", "batch", "land_events_durably_first"}


def test_a_store_unfit_to_be_an_authority_is_never_made_one() -> None:
    unfit: Given = {"entity.candidate_verdict": "no", "entity.loss_acceptable": False}
    assert not can_come_out("S2.sor", unfit) & {"the_only_writer", "that_store_as_ephemeral_or_native"}


def test_a_sensitive_dual_write_is_refused_outside_a_migration() -> None:
    sensitive: Given = {"dual.sensitive": True, "dual.time_boxed_migration": False}
    assert can_come_out("S3.dualgate", sensitive) == {"refused"}


def test_a_critical_law_is_never_signed_off() -> None:
    assert can_come_out("S7.verdict", {"chk.critical_law": True}) == {"refused"}


def facts_of(group: Group) -> st.SearchStrategy[dict[str, Value | None]]:
    """Known values of the group's inputs: ordinary ones mixed with any at and around the rules' numbers."""
    return st.fixed_dictionaries(
        {name: st.just(ordinary()[name]) | st.sampled_from(group.domain(name, {})) for name in group.inputs}
    )


@pytest.mark.parametrize("group", FIRST, ids=lambda group: group.id)
@given(data=st.data())
@settings(max_examples=40)
def test_all_known_facts_have_an_outcome_and_unknown_ones_never_change_it(
    group: Group, data: st.DataObject
) -> None:
    values = data.draw(facts_of(group))
    hidden = data.draw(st.sets(st.sampled_from(list(group.inputs))))
    fewer = {name: None if name in hidden else value for name, value in values.items()}
    winner = decide(group, values).rule
    assert winner
    assert decide(group, fewer).rule in (winner, None)
    assert winner in possible(group, fewer)


@pytest.mark.parametrize("group", FIRST, ids=lambda group: group.id)
@given(data=st.data())
@settings(max_examples=20)
def test_every_flip_of_a_decision_is_true_when_tried(group: Group, data: st.DataObject) -> None:
    values = data.draw(facts_of(group))
    for flip in flips(group, values):
        assert decide(group, {**values, flip.input: flip.value}).rule is flip.rule


# Data that is wrong does not load.


def rule_of(files: dict[str, Any], id_: str) -> Any:
    return next(
        rule
        for group in files["decisions/s3_mechanism.yaml"].values()
        for rule in group["rules"]
        if rule["id"] == id_
    )


def swap_the_else(files: dict[str, Any]) -> None:
    files["decisions/s3_mechanism.yaml"]["S3.relay"]["rules"].reverse()


Damage = Callable[[dict[str, Any]], Any]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (
            lambda f: rule_of(f, "S3.L").update(when="source.log_access != 'never'"),
            "S3.L asks .* expected source.log_",
        ),
        (
            lambda f: rule_of(f, "S3.L").update(when="source.log_acess != 'none'"),
            "S3.L reads source.log_acess; expected",
        ),
        (
            lambda f: rule_of(f, "S3.L").update(when="path.freshness_s > T.never"),
            "S3.L: .*found `T.never`; expected a thr",
        ),
        (
            lambda f: rule_of(f, "S3.L").update(when="source.log_access !="),
            "S3.L: .*cannot be read; expected a condition",
        ),
        (lambda f: rule_of(f, "S3.L").update(kind="hearsay"), "s3_mechanism.yaml, S3.capture: .*"),
        (lambda f: rule_of(f, "S3.L").update(sources=["nowhere"]), "source 'nowhere' is not in sources.yaml"),
        (
            lambda f: rule_of(f, "S3.N").update(kind="documented"),
            "S3.N: kind is documented; expected a source with",
        ),
        (lambda f: rule_of(f, "S3.L").update(because="after T.never"), "names T.never; expected a threshold"),
        (
            lambda f: rule_of(f, "S3.L").update(then={"capture": "log"}),
            "S3.capture: outcomes under .*; expected one key",
        ),
        (lambda f: rule_of(f, "S3.L").update(id="S3.P"), "rule S3.P is defined twice"),
        (lambda f: rule_of(f, "S3.L").pop("because"), "because"),
        (swap_the_else, r"S3.relay: \['S3.R3'\] are `true`; expected exactly the last rule"),
        (
            lambda f: f["decisions/inputs.yaml"]["path.freshness_s"].update(safer=-1),
            "freshness_s: safer is -1; expected",
        ),
        (
            lambda f: f["decisions/inputs.yaml"]["source.kind"].pop("options"),
            "source.kind: an enum needs options",
        ),
    ],
)
def test_data_that_is_wrong_is_refused_with_what_was_expected(
    damage: Damage, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        f"decisions/{name}.yaml": read_yaml(f"decisions/{name}.yaml") for name in (*loader.STEPS, "inputs")
    }
    damaged = copy.deepcopy(files)
    damage(damaged)
    monkeypatch.setattr(loader, "read_yaml", damaged.__getitem__)
    monkeypatch.setattr(loader, "inputs", loader.inputs.__wrapped__)
    with pytest.raises(KnowledgeError, match=message):
        loader.decision_groups.__wrapped__()
