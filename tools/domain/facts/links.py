"""Which fields of the facts name other rows."""

from collections.abc import Mapping

LINKS: Mapping[str, tuple[str, ...]] = {
    "entities.derived_from": ("entities",),
    "entities.external_owner": ("stores",),
    "entities.authority": ("stores",),
    "entities.attribute_groups.store": ("stores",),
    "entities.attribute_groups.writers": ("writers",),
    "writers.writes.store": ("stores",),
    "writers.writes.entity": ("entities",),
    "paths.source": ("stores", "writers"),
    "paths.target": ("stores",),
    "paths.entities": ("entities",),
    "paths.via": ("stores",),
    "paths.writer": ("writers",),
    "reads.entities": ("entities",),
    "reads.store": ("stores",),
    "invariants.entities": ("entities",),
    "operations.entities": ("entities",),
    "operations.stores": ("stores",),
    "transactions.store": ("stores",),
    "transactions.operation": ("operations",),
    "transactions.steps.entity": ("entities",),
    "dependencies.cause": ("entities",),
    "dependencies.effect": ("entities",),
    "signals.at": ("paths", "stores"),
}
"""Field -> sections in which the row that it names may stand, the likeliest first."""
