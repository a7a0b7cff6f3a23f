"""Whether a storage engine suits its workload."""

from typing import Any

import pytest

from tools.domain.design import Design
from tools.domain.facts import Facts
from tools.domain.subskills import Advice
from tools.knowledge.decision_rules import decision_groups
from tools.knowledge.technologies import catalogue
from tools.questions import questions
from tools.steps.pipeline import consult, run
from tools.subskills.storage_engine import NAME, SUBSKILL

LOOKUP = {"id": "lookup", "pattern": "point_lookup", "qps": 10_000, "rows_read": 1}
REPORT = {
    "id": "report",
    "pattern": "olap",
    "qps": 2,
    "rows_read": 1e6,
    "freshness_s": 86400,
    "column_share": 0.1,
}


def system(
    *reads: dict[str, Any], store: dict[str, Any] | None = None, changed: bool = True, **entity: Any
) -> Facts:
    """One store with events: 100 bytes a row, 20,000 changes a second all over a terabyte."""
    event = {
        "id": "event",
        "has_primary_key": True,
        "rows": 1e10,
        "size_gb": 1000,
        "hot_share": 1.0,
        "changes_per_s": 20_000,
        **entity,
    }
    db = {"id": "db", "technology": "postgresql", "memory_gb": 64, "disk_write_mb_s": 400, **(store or {})}
    writer = {"id": "app", "kind": "service", "writes": [{"store": "db", "entity": "event"}]}
    return Facts.model_validate(
        {
            "schema_version": 1,
            "stores": [db],
            "entities": [event],
            "writers": [writer] if changed else [],
            "reads": [{"store": "db", "entities": ["event"], **read} for read in reads or (LOOKUP,)],
        }
    )


def choice(design: Design, topic: str = "engine") -> str:
    return design.decision(f"s4.{topic}.db").choice


def advice(design: Design) -> Advice:
    return next(one for one in design.advice if one.subskill == NAME)


def value(design: Design, name: str) -> str:
    return next(one.value for one in advice(design).figures if one.name == name)


def test_what_is_there_stays_where_the_disk_bears_what_it_writes() -> None:
    design = run(system(changes_per_s=50))
    assert choice(design) == "stay"
    assert "Stay with B-tree pages" in advice(design).says


def test_small_rows_changed_at_random_on_a_disk_that_is_short_of_writes_want_merging() -> None:
    assert choice(run(system())) == "lsm_levelled"


def test_where_writes_outnumber_reads_by_key_tiers_write_least() -> None:
    assert choice(run(system({**LOOKUP, "qps": 100}))) == "lsm_tiered"
    assert choice(run(system({**LOOKUP, "qps": None}))) == "lsm_levelled"


def test_how_much_of_the_rows_the_changes_fall_on_decides_and_is_asked() -> None:
    assert choice(run(system(hot_share=0.001))) == "stay_and_lighten_the_writes"
    unsaid = run(
        system(hot_share=None, size_gb=1000),
    )
    assert choice(unsaid) == "undetermined"
    assert "entities.event.hot_share" in {question.fact for question in questions(unsaid)}


def test_the_share_at_which_the_choice_turns_is_named_and_true() -> None:
    flip = next(
        f for f in run(system()).decision("s4.engine.db").flips if f.fact == "entities.event.hot_share"
    )
    least = float(flip.when.removeprefix("< "))
    assert choice(run(system(hot_share=least * 1.001))) == "lsm_levelled"
    assert choice(run(system(hot_share=least * 0.999))) == flip.choice


def test_large_rows_are_no_reason_for_merging() -> None:
    large = run(system(rows=1e8, size_gb=1000, changes_per_s=10_000))
    assert choice(large) == "stay_and_lighten_the_writes"


def test_an_lsm_engine_with_large_rows_would_write_less_in_pages() -> None:
    store = {"technology": "cockroachdb"}
    assert choice(run(system(store=store, rows=5e7, size_gb=1000, changes_per_s=10_000))) == "b_tree"


def test_changes_in_the_order_of_time_write_few_pages_and_only_their_indexes_want_partitions() -> None:
    assert choice(run(system(changes_in_order=True))) == "stay"
    assert choice(run(system(changes_in_order=True, indexes=2))) == "stay_and_cut_by_time"


def test_rows_that_go_by_age_are_dropped_with_their_partition() -> None:
    notes = " ".join(advice(run(system(changes_in_order=True, retention_d=90))).notes)
    assert "Rows of event go by age" in notes
    assert "go by age" not in " ".join(advice(run(system(changes_in_order=True))).notes)


def test_who_stays_with_pages_is_not_told_what_lsm_engines_can_do() -> None:
    facts = system(changes_per_s=50)
    held = {"id": "once", "kind": "unique", "entities": ["event"], "attributes": ["number"]}
    design = run(Facts.model_validate({**facts.model_dump(exclude={"evidence"}), "invariants": [held]}))
    assert [one for one in design.decisions if one.topic == "engine_claim"] == []


def test_heavy_scans_of_few_columns_beside_transactions_want_a_second_layout_and_not_another_one() -> None:
    assert choice(run(system(LOOKUP, REPORT))) == "rows_with_a_columnar_copy"
    assert choice(run(system(LOOKUP, {**REPORT, "column_share": 0.9}))) == "lsm_levelled"


def test_a_store_that_is_only_scanned_wants_columns_unless_it_has_them() -> None:
    only_added: dict[str, Any] = {"append_only": True, "changes_per_s": 10}
    assert choice(run(system(REPORT, **only_added))) == "columnar"
    assert choice(run(system(REPORT, store={"technology": "clickhouse"}, **only_added))) == "stay"


def test_an_answer_faster_than_a_disk_wants_memory_and_not_another_tree() -> None:
    fast = {**LOOKUP, "p99_ms": 0.5}
    assert choice(run(system(fast, changes_per_s=50))) == "memory_for_the_hot_part"
    assert choice(run(system(fast, changes_per_s=50, hot_share=0.01))) == "stay"


def test_a_disk_of_which_nobody_spoke_is_assumed_small_and_asked_about() -> None:
    design = run(system(store={"disk_write_mb_s": None}))
    assert "stores.db.disk_write_mb_s" in {entry.fact for entry in design.assumptions}
    assert "stores.db.disk_write_mb_s" in {question.fact for question in questions(design)}


def test_a_disk_is_not_asked_about_where_any_disk_would_do() -> None:
    design = run(system(store={"disk_write_mb_s": None}, changes_per_s=1))
    assert choice(design) == "stay"
    assert "stores.db.disk_write_mb_s" not in {entry.fact for entry in design.assumptions}
    assert "stores.db.disk_write_mb_s" not in {question.fact for question in questions(design)}


def test_an_engine_that_neither_the_user_nor_the_catalogue_knows_is_asked_for() -> None:
    design = run(system(store={"technology": "other"}))
    assert choice(design, "layout") == "undetermined"
    asked = next(one for one in questions(design) if one.fact == "stores.db.engine")
    assert asked.text.startswith("How does db keep its data")
    assert choice(run(system(store={"technology": "other", "engine": "lsm_tiered"})), "layout") == (
        "sorted_runs_merged_later"
    )


def test_what_the_user_says_of_the_engine_outweighs_the_catalogue() -> None:
    design = run(system(store={"technology": "mariadb", "engine": "lsm_levelled"}))
    assert choice(design, "layout") == "sorted_runs_merged_later"


@pytest.mark.parametrize(
    "change",
    [
        {"reads": ({**LOOKUP, "rows_read": None},)},  # no workload to judge by
        {"changes_per_s": None},  # nothing that is known to be written
    ],
)
def test_without_rows_or_rates_nothing_is_said(change: dict[str, Any]) -> None:
    reads = change.pop("reads", ())
    assert [one for one in run(system(*reads, **change)).advice if one.subskill == NAME] == []


def test_asked_alone_it_says_what_it_says_in_the_whole_design() -> None:
    assert advice(consult(system(), SUBSKILL)) == advice(run(system()))


def test_what_writers_change_beyond_the_known_rates_counts_as_the_widest_rows() -> None:
    facts = system(changes_per_s=None)
    writer = facts.writers[0].model_copy(update={"peak_per_s": 20_000})
    assert choice(run(facts.model_copy(update={"writers": (writer,)}))) == "lsm_levelled"


def test_the_figures_show_the_formula_in_numbers_and_its_bounds() -> None:
    shown = {one.name: one for one in advice(run(system())).figures}
    tree = shown["written to disk: B-tree"]
    assert tree.formula.startswith("event: 1 + (1 + 0) * 2 * 8,192 / 100 B = 165 times the row at most")
    assert shown["written to disk: levelled LSM"].formula.startswith("event: (2 + 5 * (10 + 1)) = 57 times")
    assert shown["runs that a short range merges"].formula == "B-tree 1; levelled LSM 5; tiered LSM 50"
    assert shown["part of the disk's writes"].value == "82.4 %"
    assert all(figure.source for figure in shown.values())


# seed_errata: ACID is said to rule out LSM trees, and CockroachDB to be a B-tree.


def test_cockroachdb_is_an_lsm_engine_in_the_catalogue_and_says_who_says_so() -> None:
    storage = catalogue().get("cockroachdb").storage
    assert storage is not None
    assert storage.engine == "lsm_levelled"
    assert "Pebble" in storage.note
    assert storage.sources == ("crdb_storage",)


def test_no_choice_of_an_engine_turns_on_transactions() -> None:
    assert "engine.needs_transactions" not in decision_groups()["S4.engine"].inputs


def test_where_nothing_has_to_hold_nobody_is_lectured_on_transactions() -> None:
    assert [one for one in run(system()).decisions if one.topic == "engine_claim"] == []


def test_a_system_with_constraints_is_offered_an_lsm_engine_and_told_that_it_can_have_transactions() -> None:
    facts = system()
    held = {"id": "once", "kind": "unique", "entities": ["event"], "attributes": ["number"]}
    design = run(Facts.model_validate({**facts.model_dump(exclude={"evidence"}), "invariants": [held]}))
    assert choice(design) == "lsm_levelled"
    claim = design.decision("s4.engine_claim.db.S4.EC1")
    assert claim.id in advice(design).decisions
    assert claim.choice == "lsm_engines_have_transactions_too"
    assert claim.sources == ("crdb_storage", "rocksdb_txn")


def test_every_relational_or_key_value_database_of_the_catalogue_that_ships_one_engine_says_which() -> None:
    of = {"oltp_relational", "embedded_relational", "document", "wide_column", "olap_realtime", "cache"}
    silent = {t.id for t in catalogue().all if t.category in of and t.storage is None}
    assert silent == {  # storage that is the provider's own, or not published
        "astra_db",
        "aurora_mysql",
        "aurora_postgresql",
        "documentdb",
        "keyspaces",
        "neon",
    }
