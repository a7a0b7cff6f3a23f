"""Design rules: faults that a finished design can have. `RULES` is the only registry, ordered by id."""

from tools.domain.design import Design
from tools.domain.verdict import Finding
from tools.rules import (
    bootstrap_gap,
    cache_decides,
    cache_fill_race,
    call_inside_transaction,
    commit_then_publish,
    copy_as_system_of_record,
    dedup_outside_transaction,
    dedup_window_too_short,
    deletes_missed_by_polling,
    derived_view_takes_writes,
    dual_write,
    echo_without_filter,
    erasure_stops_short,
    filtered_copy_keeps_rows,
    fire_and_forget,
    increment_without_dedup,
    job_outside_transaction,
    key_expires_before_retry,
    log_reader_left_behind,
    manual_transfer,
    merging_sink_read_raw,
    no_delete_story,
    no_reconciliation,
    no_system_of_record,
    nobody_owns_the_path,
    outbox_polled_by_id,
    outside_call_without_key,
    partial_changes_out_of_order,
    retention_too_short,
    shared_table,
    sync_stamp_as_version,
    table_without_key,
    two_feeds_of_one_view,
    unclassified_path,
    unordered_into_unguarded,
    unsafe_two_phase_commit,
    version_token_can_reset,
    view_of_a_view,
    wall_clock_wins,
)
from tools.rules.review import findings
from tools.rules.rule import Rule, Violation

RULES: tuple[Rule, ...] = (
    dual_write.RULE,
    commit_then_publish.RULE,
    unsafe_two_phase_commit.RULE,
    derived_view_takes_writes.RULE,
    no_system_of_record.RULE,
    copy_as_system_of_record.RULE,
    two_feeds_of_one_view.RULE,
    echo_without_filter.RULE,
    no_delete_story.RULE,
    version_token_can_reset.RULE,
    wall_clock_wins.RULE,
    sync_stamp_as_version.RULE,
    dedup_window_too_short.RULE,
    dedup_outside_transaction.RULE,
    outbox_polled_by_id.RULE,
    retention_too_short.RULE,
    fire_and_forget.RULE,
    call_inside_transaction.RULE,
    job_outside_transaction.RULE,
    cache_fill_race.RULE,
    cache_decides.RULE,
    outside_call_without_key.RULE,
    key_expires_before_retry.RULE,
    partial_changes_out_of_order.RULE,
    table_without_key.RULE,
    deletes_missed_by_polling.RULE,
    shared_table.RULE,
    no_reconciliation.RULE,
    nobody_owns_the_path.RULE,
    erasure_stops_short.RULE,
    filtered_copy_keeps_rows.RULE,
    unordered_into_unguarded.RULE,
    increment_without_dedup.RULE,
    merging_sink_read_raw.RULE,
    view_of_a_view.RULE,
    manual_transfer.RULE,
    unclassified_path.RULE,
    bootstrap_gap.RULE,
    log_reader_left_behind.RULE,
)


def review(design: Design) -> tuple[Finding, ...]:
    """Return every finding: today's system first, then the recommended one, in the order of the rules."""
    sides = (design.current, design.recommended)
    return tuple(finding for side in sides for rule in RULES for finding in findings(rule, design, side))


__all__ = ["RULES", "Rule", "Violation", "review"]
