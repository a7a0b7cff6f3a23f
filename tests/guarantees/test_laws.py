from dataclasses import replace

from tools.domain.design import DataPath, Hop, Traits
from tools.guarantees import judge, law_hits, law_inputs
from tools.guarantees.laws import repeats_reach_effect
from tools.knowledge.laws import laws

ORDERED = Hop("transport", "topic", "ALO", "KEYR", window_h=72)
LATE_REPEATS = Hop("transport", "queue", "ALO", "KEY", window_h=72)
TRANSACTION = Hop("process", "stream job", "EOT", "TOTAL", window_h=72)


def path(*hops: Hop, **traits: object) -> DataPath:
    return DataPath(
        "order.db.search", "current", "order", "db", "search", "keep", hops=hops, traits=Traits(**traits)
    )


def holding(path: DataPath) -> set[str]:
    return {hit.law for hit in law_hits(path) if not hit.unknown}


def open_laws(path: DataPath) -> dict[str, tuple[str, ...]]:
    return {hit.law: hit.unknown for hit in law_hits(path) if hit.unknown}


def test_every_input_of_the_laws_is_filled_from_hops_or_traits() -> None:
    values = law_inputs(path(ORDERED, effect="SET", fenced=True))

    assert set(values) == set(laws().inputs)
    assert values["p.order"] == "KEYR"
    assert values["p.effect"] == "SET"
    assert values["p.window_h"] == 72
    assert values["p.dedup"] is None


def test_a_hit_says_what_holds_why_and_what_mends_it() -> None:
    [stale] = [hit for hit in law_hits(path(LATE_REPEATS, effect="SET", dedup="NOD")) if hit.law == "G3"]

    assert (stale.says, stale.severity, stale.fix) == ("STALE_OVERWRITE", "critical", "SETV")
    assert stale.because
    assert (stale.path, stale.about) == ("order.db.search", "current")


def test_a_critical_law_that_hangs_on_an_unknown_names_it() -> None:
    assert open_laws(path(ORDERED, effect="INC"))["G5"] == ("dedup", "dedup_at_effect")


def test_a_law_of_medium_severity_is_not_reported_while_it_is_open() -> None:
    asking = path(ORDERED, effect="SET")

    assert "G19" not in {hit.law for hit in law_hits(asking)}
    assert "G19" in {hit.law for hit in judge(asking)}


def test_beyond_the_border_of_a_transaction_the_sink_is_reached_at_least_once() -> None:
    outside = path(
        TRANSACTION,
        effect="INC",
        dedup="NOD",
        dedup_at_effect=False,
        external_sink_in_transaction=False,
    )

    assert {"G13", "G5"} <= holding(outside)


def test_inside_the_transaction_nothing_repeats() -> None:
    inside = path(
        TRANSACTION, effect="INC", dedup="NOD", dedup_at_effect=False, external_sink_in_transaction=True
    )

    assert not {"G13", "G5"} & holding(inside)


def test_late_repeats_that_are_recognised_at_the_effect_overwrite_nothing() -> None:
    remembered = path(LATE_REPEATS, effect="SET", dedup="DUR", dedup_at_effect=True)

    assert "G3" not in holding(remembered)
    assert "G3" in holding(replace(remembered, traits=Traits(effect="SET", dedup="NOD")))


def test_a_window_in_front_of_the_effect_recognises_nothing() -> None:
    assert repeats_reach_effect(path(LATE_REPEATS, dedup="WIN", dedup_at_effect=False))


def test_a_window_counts_while_it_is_longer_than_the_oldest_repeat() -> None:
    window = {"dedup": "WIN", "dedup_at_effect": True, "window_s": 300.0}

    assert repeats_reach_effect(path(LATE_REPEATS, **window, max_redelivery_age_s=60.0)) is False
    assert repeats_reach_effect(path(LATE_REPEATS, **window, max_redelivery_age_s=301.0)) is True
    assert repeats_reach_effect(path(LATE_REPEATS, **window)) is None


def test_a_stale_overwrite_waits_for_the_deduplication_nobody_spoke_of() -> None:
    asking = path(LATE_REPEATS, effect="SET")

    assert open_laws(asking)["G3"] == ("dedup", "dedup_at_effect", "window_s", "max_redelivery_age_s")


def test_a_durable_memory_asks_for_no_window() -> None:
    durable = path(LATE_REPEATS, effect="SET", dedup="DUR")

    assert open_laws(durable)["G3"] == ("dedup_at_effect",)


def test_no_window_covers_a_writer_that_may_wake_up_at_any_time() -> None:
    window = {"dedup": "WIN", "dedup_at_effect": True, "window_s": 300.0, "max_redelivery_age_s": 60.0}
    woken = path(ORDERED, effect="SETV", delete="DEL", fenced=False, **window)
    known_for_good = replace(woken, traits=replace(woken.traits, dedup="DUR"))

    assert "G4" in holding(woken)
    assert "G4" not in holding(known_for_good)


def test_a_late_repeat_revives_no_row_for_sure_while_its_recognition_is_unsaid() -> None:
    asking = path(LATE_REPEATS, effect="SETV", delete="DEL", fenced=False, dedup_at_effect=True)
    answered = replace(asking, traits=replace(asking.traits, dedup="DUR"))

    assert "G4" in open_laws(asking)
    assert "G4" not in {hit.law for hit in law_hits(answered)}


def test_a_hop_of_which_nothing_is_known_holds_no_law() -> None:
    assert holding(path(Hop("capture", "somehow", None, None))) == set()


def test_no_law_speaks_of_a_path_that_copies_nothing() -> None:
    assert law_hits(path(effect="SET")) == ()


def test_a_cache_that_its_readers_fill_is_judged_by_its_fills() -> None:
    cache = path(LATE_REPEATS, effect="SET", dedup="NOD", filled_by_readers=True, fill_guarded=False)

    assert [hit.says for hit in judge(cache) if not hit.unknown] == ["FILL_RACE"]


def test_laws_come_in_their_order() -> None:
    order = [law.id for law in laws().rules]
    found = [hit.law for hit in judge(path(ORDERED))]

    assert found == sorted(found, key=order.index)
