"""What is known of a store's copies: who leads, which regions write, how many there are."""

from tools.deciding.sheet import Input, derived, said
from tools.domain.design import Design
from tools.domain.facts import Entity, Facts
from tools.domain.facts.replication import Leadership, Replication
from tools.knowledge.technologies import technology_of
from tools.subskills.quorums import Quorums

UNSAID = Replication()

_BY_CATEGORY: dict[str, Leadership] = {"wide_column": "leaderless", "oltp_distributed_sql": "consensus"}
_BY_TECHNOLOGY: dict[str, Leadership] = {"dynamodb": "consensus", "neon": "consensus"}


def replication_of(facts: Facts, store: str) -> Replication:
    """Return what was said of a store's copies; all of it unsaid if nothing was."""
    row = facts.store_by_id.get(store)
    return row.replication if row and row.replication else UNSAID


def entities_of(design: Design, store: str) -> tuple[Entity, ...]:
    """Return the entities about which a store decides."""
    held = dict.fromkeys(one.entity for one in design.recommended.authorities if one.store == store)
    return tuple(design.facts.entity_by_id[name] for name in held)


def leadership(facts: Facts, store: str) -> Input:
    """Return who takes writes: said, else what the technology does as a rule."""
    ref = f"stores.{store}.replication.leadership"
    own = replication_of(facts, store).leadership
    found = technology_of(facts, store)
    if own or found is None:
        return said(own, ref)
    usual = _BY_TECHNOLOGY.get(found.id) or _BY_CATEGORY.get(found.category, "single_leader")
    return derived(usual, f"catalogue: {found.name}")


def write_regions(facts: Facts, entities: tuple[Entity, ...]) -> Input:
    """Return how many regions write; what nobody said of a second region is one."""
    spoken = [(one.write_regions, f"entities.{one.id}.write_regions") for one in entities]
    spoken.append((facts.deployment.write_regions, "deployment.write_regions"))
    known = [(regions, ref) for regions, ref in spoken if regions is not None]
    if not known:
        return derived(1, "nobody said that a second region writes")
    regions, ref = max(known)
    return said(regions, ref) if len(known) == 1 else derived(regions, f"{ref} = {regions}")


def quorums_of(own: Replication) -> Quorums | None:
    """Return N, W and R if all three were said."""
    if own.copies is None or own.write_copies is None or own.read_copies is None:
        return None
    return Quorums(own.copies, own.write_copies, own.read_copies)
