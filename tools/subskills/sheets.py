"""Inputs of rule groups that a step and a subskill both ask."""

from tools.deciding.sheet import Sheet, derived, said
from tools.domain.facts import Entity, Read


def region_sheet(entity: Entity) -> Sheet:
    """Fill the inputs of S6.multimaster for an entity that several regions write."""
    ref = f"entities.{entity.id}"
    return {
        "mm.needed": derived(True, "several regions accept the write"),
        "mm.homeable": said(entity.home_region, f"{ref}.home_region"),
        "mm.write_p99_budget_ms": said(entity.write_p99_budget_ms, f"{ref}.write_p99_budget_ms"),
        "mm.ops_commute_unbounded": said(entity.mergeable, f"{ref}.mergeable"),
        "mm.loss_accepted_in_writing": said(entity.lost_write_accepted, f"{ref}.lost_write_accepted"),
    }


def own_view_sheet(read: Read) -> Sheet:
    """Fill the inputs of S6.ryw for a read that a copy serves."""
    ref = f"reads.{read.id}"
    return {
        "ryw.needed": said(read.read_your_writes, f"{ref}.read_your_writes"),
        "ryw.replica_can_wait": said(read.replica_wait, f"{ref}.replica_wait"),
        "ryw.sink_publishes_position": said(read.position_token, f"{ref}.position_token"),
        "ryw.reads_per_s_on_sor_ok": said(read.primary_can_serve, f"{ref}.primary_can_serve"),
    }
