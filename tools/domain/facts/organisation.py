"""Where it runs and who runs it."""

from typing import Literal

from tools.domain.facts.base import Model, fact, several


class Deployment(Model):
    """Places and boundaries."""

    regions: int | None = fact(
        "regions it runs in", unit="regions", ge=1, ask="In how many regions does it run?"
    )
    write_regions: int | None = fact("regions that accept writes", unit="regions", ge=1)
    region_round_trip_ms: float | None = fact(
        "round trip between two regions",
        unit="ms",
        ge=0,
        ask="How long is the round trip between the regions, in milliseconds?",
    )
    writes_while_cut_off: bool | None = fact(
        "each region goes on taking writes while it is cut off from the others",
        ask="Must each region go on taking writes while it is cut off from the others?",
    )
    partitions: int | None = fact("partitions (shards) of the main store", unit="partitions", ge=1)
    services: int | None = fact("services", ge=0)
    teams: int | None = fact("teams", ge=0)


class Team(Model):
    """Hands and pagers."""

    operations_level: Literal[0, 1, 2, 3] | None = fact(
        "0 nobody operates servers, 1 managed services only, 2 runs Kafka or Flink today, 3 platform team",
        ask="What does your team operate: nothing, managed services, Kafka or the like, a platform?",
    )
    managed_broker_ok: bool | None = fact(
        "a managed log service may be bought", ask="May a managed log service (Kafka or the like) be bought?"
    )
    operates: tuple[str, ...] = several("technologies it runs today")


class Growth(Model):
    """Where the numbers go."""

    factor_per_year: float | None = fact(
        "yearly growth of data and load",
        unit="x",
        gt=0,
        ask="By what factor do data and load grow in a year?",
    )
    horizon_years: float | None = fact("years to design for", unit="years", gt=0)


class Cost(Model):
    """Money, where it decides."""

    new_store_month: float | None = fact("running cost of one more store", unit="currency/month", ge=0)
    fte_month: float | None = fact("cost of one engineer", unit="currency/month", ge=0)
    miss_month: float | None = fact("what not having the second store costs", unit="currency/month", ge=0)
