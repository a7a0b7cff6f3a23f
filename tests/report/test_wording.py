"""Small words that a reader stumbles over."""

from dataclasses import replace

from tests.report import designs
from tests.report.test_length import check, with_status, written
from tools.domain.brief import Coverage
from tools.domain.decisions import UNDETERMINED
from tools.domain.design import AssumptionEntry, DataPath, Design, Hop
from tools.domain.verdict import LawHit, SignOff
from tools.intake.result import FACTS_FILE, Intake, UnreadSentence
from tools.report import document, markdown
from tools.report.build import NOTHING_READ
from tools.report.diagram import node_id
from tools.report.words import fact_named

UNSAID = AssumptionEntry(
    "growth.factor_per_year",
    None,
    "nobody said",
    ("could change: how soon a trigger is reached",),
    "the owner",
)
SOME_INPUT = "path.sink_role"


def summary(design: Design) -> str:
    return written(design, "Summary")


def product(**changes: object) -> Design:
    """Return the retailer whose product path has other choices."""
    changed = replace(designs.PRODUCT, **changes)  # type: ignore[arg-type]
    paths = (changed, designs.ORDER)
    return replace(designs.RETAILER, recommended=replace(designs.RETAILER.recommended, paths=paths))


def test_one_decision_waits_and_two_wait() -> None:
    waiting = replace(
        designs.RETAILER.decisions[0], choice=UNDETERMINED, waits_for=("team.operations_level",)
    )
    other = replace(waiting, id="s2.sor.x", subject="x")
    assert "1 decision waits for `team.operations_level`." in summary(
        replace(designs.RETAILER, decisions=(waiting,))
    )
    assert "2 decisions wait for" in summary(replace(designs.RETAILER, decisions=(waiting, other)))


def test_a_single_finding_has_no_worst_one() -> None:
    assert "1 critical finding: A crash between" in summary(designs.RETAILER)
    twice = designs.RETAILER.verdict.findings * 2
    design = replace(designs.RETAILER, verdict=replace(designs.RETAILER.verdict, findings=twice))
    assert "2 critical findings; the worst: A crash between" in summary(design)


def test_a_value_that_nobody_said_is_no_assumption() -> None:
    design = replace(designs.RETAILER, assumptions=(UNSAID,))
    scope = written(design, "Scope and assumptions")
    assert "safer value" not in scope
    assert "| `growth.factor_per_year` | not said | how soon a trigger is reached | the owner |" in scope
    assert "**Assumed.**" not in summary(design)
    assert "**Not said.** `growth.factor_per_year`; no choice turns on it." in summary(design)


def test_an_input_that_no_fact_holds_is_said_by_its_meaning() -> None:
    assert fact_named("team.operations_level") == "`team.operations_level`"
    assert SOME_INPUT not in fact_named(SOME_INPUT)
    entry = replace(designs.RETAILER.assumptions[0], fact=SOME_INPUT)
    scope = written(replace(designs.RETAILER, assumptions=(entry,)), "Scope and assumptions")
    assert f"| {fact_named(SOME_INPUT)} | yes |" in scope


def test_a_comparison_that_is_none_is_not_called_reconciliation() -> None:
    cached = written(product(reconciliation="expiry_reconciles"), "Correctness Analysis")
    assert "| Drift | is noticed and mended | none beyond expiry |" in cached
    assert "| normal reconciliation |" in written(designs.RETAILER, "Correctness Analysis")


def test_what_carries_and_relays_is_named_in_words() -> None:
    hops = (Hop("relay", "x", "ALO", "KEYR"), Hop("transport", "outbox table fan out", "ALO", "KEYR"))
    carried = product(hops=hops, relay="log_tailing", transport="outbox_table_fan_out_or_managed_queue")
    text = written(carried, "Correctness Analysis")
    assert "| relay, log tailing |" in text
    assert "| fan-out from the outbox table, or a managed queue |" in text


def test_names_with_hyphens_stay_readable_in_a_diagram() -> None:
    assert node_id("store", "search-engine") == "store_searchEngine"
    assert node_id("store", "search_engine") != node_id("store", "search-engine")


def test_stores_that_only_a_parked_path_would_bring_have_no_decision_in_the_document() -> None:
    path = designs.fed_path("loan", "library_db", "search-engine", status="parked")
    parked = replace(path, exit_trigger="documents above 10 M")
    design = replace(
        designs.LIBRARY,
        recommended=replace(designs.LIBRARY.recommended, paths=(parked,)),
        decisions=(
            *designs.LIBRARY.decisions,
            designs.decision(4, "system", "search-engine", "single_store", "S4.1"),
        ),
    )
    assert "search-engine" not in written(design, "Decisions")
    assert "search-engine" in written(design, "Parked")


def test_a_path_with_a_gap_is_not_without_a_known_fault() -> None:
    gaps = (f"{designs.ORDER.id}: an owner is missing",)
    design = replace(designs.RETAILER, verdict=replace(designs.RETAILER.verdict, gaps=gaps))
    assert "without a known fault" in summary(designs.RETAILER)
    assert "without a known fault" not in summary(design)
    assert "1 path of 2: nothing speaks against it, but a part is missing." in summary(design)
    assert "passes on paper, but incomplete: an owner is missing" in written(design, "Correctness Analysis")


def test_a_blocked_path_lists_what_blocks_it_and_nothing_else() -> None:
    answers = (check("C03", "unknown"), check("C10", "unknown", by_operation=True))
    law = LawHit(
        "G9", "recommended", designs.PRODUCT.id, "DUPLICATE_EFFECT", "critical", "", "", ("ext_key",)
    )
    verdict = replace(designs.RETAILER.verdict, checklist=answers, laws=(law,))
    design = replace(designs.RETAILER, verdict=verdict)
    assert "blocked until a check is answered (checks C03; laws G9)." in summary(design)
    text = written(design, "Correctness Analysis")
    assert "**C03, critical, unknown:**" in text
    assert "**C10, critical, unknown:**" not in text
    assert "**Still to be shown in operation:** C10." in text


def test_a_path_that_passes_says_what_is_left_to_show() -> None:
    answers = (check("C10", "unknown", designs.ORDER.id, by_operation=True),)
    passing = (SignOff("recommended", designs.ORDER.id, "passes", "s7.verdict.order"),)
    verdict = replace(designs.RETAILER.verdict, checklist=answers, sign_offs=passing)
    text = summary(replace(designs.RETAILER, verdict=verdict))
    assert "1 path of 1 without a known fault; still to be shown before go-live: C10." in text


def cutover(design: Design) -> str:
    return written(design, "Cutover")


def today(design: Design, **changes: object) -> Design:
    """Return the design whose first path of today is another."""
    first, *rest = design.current.paths
    changed: DataPath = replace(first, **changes)  # type: ignore[arg-type]
    return replace(design, current=replace(design.current, paths=(changed, *rest)))


def test_a_mechanism_that_stays_is_repaired_and_another_left() -> None:
    assert "### Away from dual write" in cutover(designs.RETAILER)
    repaired = cutover(today(designs.RETAILER, capture="log_cdc"))
    assert "### Repair change data capture from the log" in repaired
    assert (
        "the target's own version compare; deletes: versioned delete marker; at most 30 s behind" in repaired
    )


def test_the_practice_of_leaving_a_dual_write_is_told_only_to_who_leaves_one() -> None:
    assert "Practice: leaving a dual write" in cutover(designs.RETAILER)
    polled = replace(
        designs.RETAILER,
        current=replace(
            designs.RETAILER.current,
            paths=tuple(replace(path, capture="query_polling") for path in designs.RETAILER.current.paths),
        ),
    )
    assert "Practice: leaving a dual write" not in cutover(polled)


def removed(**changes: object) -> Design:
    gone = replace(
        designs.RETAILER, recommended=replace(designs.RETAILER.recommended, paths=(designs.ORDER,))
    )
    return today(gone, status="remove", **changes)


def test_a_path_that_goes_is_told_once_with_its_reason_and_its_steps() -> None:
    text = markdown(document(removed()))
    assert "### Remove `index_products`" in text
    assert "**Because:** no use of product needs it in search." in text
    assert "Revoke what lets storefront write product in search." in text
    assert summary(removed()).count("product: shop_db → search") == 0
    assert "1 path of today; which, why and how stands under Cutover." in summary(removed())


def test_a_copy_that_writes_the_system_of_record_is_taken_out_of_the_way() -> None:
    text = cutover(removed(source="search", target="shop_db"))
    assert "**Because:** shop_db decides on product; a copy must not overwrite it." in text
    assert "Send each write of product that reaches shop_db by way of search to shop_db itself." in text
    assert "Revoke what lets" not in text


def test_a_parked_successor_is_the_reason_for_a_removal() -> None:
    text = cutover(today(with_status("parked"), status="remove"))
    assert "parked until its exit trigger" in text


def test_an_answer_that_rests_on_half_a_brief_says_so() -> None:
    unread = UnreadSentence("brief.md", 3, "We also have a payroll service.", "")
    assert isinstance(NOTHING_READ, Intake)
    read = replace(NOTHING_READ, unread=(unread,))
    assert "**But.** 1 sentence was not understood" in markdown(document(designs.LIBRARY, (), read))
    assert "**Not understood.** 1 sentence" in markdown(document(designs.RETAILER, (), read))
    told = replace(read, coverage=(Coverage("facts.yaml", "read", FACTS_FILE),))
    assert "Not understood" not in markdown(document(designs.RETAILER, (), told))
    assert "**But.**" not in markdown(document(designs.LIBRARY))


def test_the_recipes_say_how_many_were_run_and_under_whose_names() -> None:
    recipes = written(designs.RETAILER, "Recipes")
    made = document(designs.RETAILER).recipes
    assumed = sum(recipe.checked == "ran" and recipe.names == "assumed" for recipe in made)
    assert assumed > 0
    assert f"{assumed} run on an engine under other names" in recipes
