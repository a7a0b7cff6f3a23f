"""Facts: what is known of a system. `None` means unsaid; nothing is silently defaulted."""

from tools.domain.facts.base import Id, Model
from tools.domain.facts.constraints import Dependency, External, Invariant, Operation
from tools.domain.facts.entities import AttributeGroup, Column, Entity, EventSourcing
from tools.domain.facts.model import Facts, FactsError
from tools.domain.facts.organisation import Cost, Deployment, Growth, Team
from tools.domain.facts.paths import CurrentPath, Mechanism
from tools.domain.facts.reads import Computation, Metric, Pattern, Read
from tools.domain.facts.refs import read_ref, set_ref
from tools.domain.facts.runs import Run, RunJoin
from tools.domain.facts.stores import Engine, SinkRole, Store
from tools.domain.facts.streams import Streaming, StreamInput
from tools.domain.facts.transactions import Statement, Transaction
from tools.domain.facts.writers import Write, Writer

__all__ = [
    "AttributeGroup",
    "Column",
    "Computation",
    "Cost",
    "CurrentPath",
    "Dependency",
    "Deployment",
    "Engine",
    "Entity",
    "EventSourcing",
    "External",
    "Facts",
    "FactsError",
    "Growth",
    "Id",
    "Invariant",
    "Mechanism",
    "Metric",
    "Model",
    "Operation",
    "Pattern",
    "Read",
    "Run",
    "RunJoin",
    "SinkRole",
    "Statement",
    "Store",
    "StreamInput",
    "Streaming",
    "Team",
    "Transaction",
    "Write",
    "Writer",
    "read_ref",
    "set_ref",
]
