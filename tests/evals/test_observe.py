"""What is parked, only possible, or wrong with the target is not taken for what is built or wrong today."""

from typing import Any

from evals.observe import observe
from evals.outcome import Outcome, PlaceSeen
from tools.domain.brief import Brief
from tools.domain.facts import Facts

EDGE = {"entity": "order", "source": "db", "target": "es"}
PARTS = {"ordering_key": "id", "version_token": None, "sink_guard": "g", "bootstrap": "b", "deletes": "d"}
PATH = {
    **EDGE, **PARTS, "capture": "outbox", "status": "build", "lag_objective_s": 5, "reconciliation": "r",
    "owner": None, "id": "order.db.es",
}  # fmt: skip


def law(severity: str = "high", unknown: tuple[str, ...] = (), about: str = "current") -> dict[str, Any]:
    head = {"law": "G11", "says": "LOSS", "path": "p/order"}
    return {**head, "about": about, "severity": severity, "unknown": unknown}


def decision(id_: str, **more: Any) -> dict[str, Any]:
    known = {"topic": "x", "choice": "y", "rule": "S1.6", "subject": "p", "terms": [], "because": []}
    return {"id": id_, **known, **more}


def seen(**changed: Any) -> Outcome:
    sections = (
        "stores entities operations reads constraints paths systems_of_record ordering findings laws "
        "decisions advice assumptions"
    )
    document = {
        **{name: [] for name in sections.split()},
        "composition": "composed",
        "current_paths": [{**PATH, "id": "p/order"}],
        **changed,
    }
    facts = Facts(schema_version=1)
    return observe(document, "", read=facts, known=facts, brief=Brief({}))


def names(outcome: Outcome) -> list[tuple[str, ...]]:
    return [claim.names for claim in outcome.claims]


def test_a_parked_or_removed_path_is_not_built() -> None:
    paths = [{**PATH, "status": status} for status in ("build", "keep", "replace", "parked", "remove")]
    assert len(seen(paths=paths).paths) == 3


def test_a_path_lacks_what_nothing_was_decided_for() -> None:
    assert seen(paths=[PATH]).paths[0].lacks == ("version_token", "owner")


def test_a_finding_about_the_target_is_no_fault_of_today() -> None:
    rows = [{"rule": "R01", "about": about, "subject": "p/order"} for about in ("current", "recommended")]
    assert names(seen(findings=rows)) == [("R01", "dual_write")]


def test_a_law_counts_where_it_warns_and_is_known_to_hold_today() -> None:
    rows = [law(), law("none"), law(unknown=("dedup",)), law(about="recommended")]
    assert names(seen(laws=rows)) == [("G11", "LOSS")]


def test_a_cause_counts_when_it_is_likely_and_is_about_the_path_it_names() -> None:
    rows = [
        decision(f"s7.cause.p.F{number}", topic="cause", choice=choice, subject=f"p.F{number}")
        for number, choice in ((10, "confirmed"), (11, "likely"), (12, "possible"), (13, "ruled_out"))
    ]
    outcome = seen(decisions=rows)
    assert names(outcome) == [("F10",), ("F11",)]
    assert outcome.claims[0].places == (PlaceSeen(**EDGE),)


def test_a_flag_and_a_finding_that_a_decision_brings_count() -> None:
    rows = [
        decision("a", topic="flags", choice="CYCLE"),
        decision("b", rule="S2.11", terms=[["finding", ["SOR_CONFLICT"]]]),
        decision("c", terms=[["must", ["z"]]]),
    ]
    assert names(seen(decisions=rows)) == [("S1.6", "CYCLE"), ("S2.11", "SOR_CONFLICT")]


def test_data_that_needs_no_system_of_record_is_told_from_data_whose_one_is_unknown() -> None:
    rows = [
        {"entity": entity, "store": store, "outcome": outcome}
        for entity, store, outcome in (
            ("order", "db", "split_by_attribute_group"),
            ("order", "es", "split_by_attribute_group"),
            ("total", None, "none_derived"),
            ("price", None, "unknown"),
        )
    ]
    assert seen(systems_of_record=rows).authorities == {
        "order": ("db", "es"), "total": ("none",), "price": ("undetermined",)
    }  # fmt: skip


def test_a_provider_at_the_end_of_a_path_is_a_store_called_by_its_technology() -> None:
    stores = seen(paths=[{**PATH, "target": "twilio"}]).stores
    assert [(one.id, one.technology) for one in stores] == [("db", "other"), ("twilio", "twilio")]


def test_advice_brings_the_choices_of_its_decisions() -> None:
    advice = [{"subskill": "storage-engine-selector", "subject": "db", "decisions": ["a", "gone"]}]
    (one,) = seen(advice=advice, decisions=[decision("a", subject="db", choice="b_tree")]).advice
    assert one.choices == ("b_tree",)


def test_advice_on_a_part_of_a_subject_can_be_told_from_the_rest() -> None:
    advice = [{"subskill": "distributed-failure-analyzer", "subject": "p", "decisions": ["a", "b"]}]
    parts = [
        decision("a", subject="p.F01", choice="likely"),
        decision("b", subject="p.F02", choice="possible"),
    ]
    outcome = seen(advice=advice, decisions=parts)
    assert {one.subject: one.choices for one in outcome.advice} == {
        "p": ("likely", "possible"), "p.F01": ("likely",), "p.F02": ("possible",)
    }  # fmt: skip


def test_a_number_without_a_fact_needs_to_say_where_it_is_from() -> None:
    rows = [
        {"input": "x", "value": 5, "fact": None, "note": "catalogue: Redis"},
        {"input": "y", "value": 6, "fact": None, "note": ""},
        {"input": "z", "value": True, "fact": None, "note": ""},
        {"input": "w", "value": 7, "fact": "entities.order.rows", "note": ""},
        {"input": "v", "value": 8, "fact": "entities.order.size_gb", "note": ""},
    ]
    assumed = [{"fact": "entities.order.rows"}]
    outcome = seen(decisions=[decision("d", because=rows)], assumptions=assumed)
    assert outcome.evidence == 4
    assert outcome.ungrounded == ("d: y = 6", "d: v = 8")
