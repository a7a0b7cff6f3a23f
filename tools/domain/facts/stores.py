"""Systems that hold data."""

from typing import Literal

from pydantic import Field

from tools.domain.facts.base import Id, Model, fact
from tools.domain.facts.replication import Replication

SinkRole = Literal[
    "search",
    "cache",
    "warehouse",
    "replica",
    "stream",
    "vector",
    "graph",
    "feature_store",
    "files",
    "ledger",
]

Engine = Literal["b_tree", "lsm_levelled", "lsm_tiered", "columnar", "in_memory", "log", "inverted_index"]
"""How a store keeps its data on disk or in memory."""


class Store(Model):
    """A system that holds data: a database, index, cache, warehouse, log, bucket or SaaS."""

    id: Id = Field(description="short name, used by everything that refers to this store")
    technology: str = Field(description="catalog id such as `postgresql`, or `other`")
    name: str | None = fact("name that people use for it, if not the technology's")
    instance: str | None = fact(
        "host group, cluster or schema; two stores of one instance share transactions"
    )
    managed: bool | None = fact("a provider runs it", ask="Does a provider run {name} for you?")
    provider: str | None = fact("who runs it, e.g. `aws`")
    version: str | None = fact("version as deployed")
    owner: str | None = fact("team that answers for it", ask="Which team answers for {name}?")
    role: SinkRole | None = fact("what it serves as, when that is not the technology's usual role")
    mandated: bool | None = fact("somebody outside fixed that this store is to be used")
    log_access: Literal["native", "managed", "none"] | None = fact(
        "how its change log can be read: by ourselves, through the provider, or not at all",
        ask="Can its change log be read (replication grants, provider's stream)?",
    )
    saas_feed: Literal["change_feed", "webhook", "poll_only"] | None = fact(
        "what a SaaS offers", ask="What does {name} offer: a change feed, webhooks, or only lists to poll?"
    )
    change_window_h: float | None = fact(
        "how long it keeps unread changes", unit="h", ge=0, ask="How long does {name} keep unread changes?"
    )
    triggers_allowed: bool | None = fact("triggers may be added", ask="May triggers be added to {name}?")
    full_reads_ok: bool | None = fact(
        "it or a replica bears a full read on schedule",
        ask="Can {name}, or a replica of it, bear a full read on schedule?",
    )
    failover_loses_tail: bool | None = fact("asynchronous standby: a failover may lose the newest commits")
    zero_etl: bool | None = fact("the vendor offers managed replication into it from its sources")
    record_fit: Literal["yes", "caveat", "no"] | None = fact(
        "whether it can be the authority for data, where the catalogue does not know its technology",
        ask="Is {name} fit to be the system of record: durable, backed up, with transactions?",
    )
    durable: bool | None = fact("survives a restart with its data (backups and persistence are on)")
    engine: Engine | None = fact(
        "storage engine, where the technology leaves the choice",
        ask="How does {name} keep its data: B-tree, LSM tree, columns, memory, log, inverted index?",
    )
    memory_gb: float | None = fact(
        "memory that can cache its data",
        unit="GB",
        gt=0,
        ask="How much memory can {name} use to cache its data?",
    )
    disk_write_mb_s: float | None = fact(
        "what its disk bears in writes",
        unit="MB/s",
        gt=0,
        ask="How many MB a second can the disk of {name} write, day in, day out?",
    )
    monthly_cost: float | None = fact("running cost", unit="currency/month", ge=0)
    replication: Replication | None = fact("its copies, and what a failover may cost")
