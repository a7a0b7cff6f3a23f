"""What the search saw stands in the document, neither more nor less."""

import re
from dataclasses import replace

import pytest

from tests.report import designs
from tests.report.runs import BROKEN, HOLDS, NOT_MODELLED, RUN, SCOPE, searched
from tests.report.test_length import unfolded, with_status, written
from tools.domain.design import Design
from tools.domain.verdict import Explored, Repaired
from tools.report import document, html, lint, markdown
from tools.report.sections.searched import STORIES_SHOWN

AGAINST = replace(BROKEN, path=designs.PRODUCT.id, about="recommended", family="log copy", repair=None)
EXHAUSTED = replace(HOLDS, status="exhausted", states=300_000)


def today(*seen: Explored) -> str:
    return written(searched(*seen), "Current dataflow")


def analysis(*seen: Explored) -> str:
    return written(searched(*seen), "Correctness Analysis")


def summary(*seen: Explored) -> str:
    return written(searched(*seen), "Summary")


def test_a_run_that_needs_no_fault_says_so() -> None:
    assert "breaks after 4 steps without a fault." in today(replace(BROKEN, faults=0))


def test_equal_runs_under_other_names_are_told_once() -> None:
    named = "warehouse holds what shop_db holds"
    other = replace(BROKEN, path="load_orders/order", violated=named, invariants=((named, "it is a copy"),))
    assert today(BROKEN, other).count("sequenceDiagram") == 1
    doc = document(searched(BROKEN, other))
    assert lint(markdown(doc), doc.as_json()) == ()


def test_a_path_that_was_checked_under_a_safer_assumption_says_so() -> None:
    line = "nobody said in which order changes arrive: in any"
    seen = replace(BROKEN, assumed=(line,))
    assert f"**Checked under the safer assumption:** {line}." in unfolded(today(seen))
    assert f"1 fault. Checked under the safer assumption: {line}." in today(replace(seen, status="holds"))
    assert line not in analysis(seen)
    assert BROKEN.assumptions[0] in analysis(seen)


def test_a_fault_of_today_is_drawn_told_and_mended() -> None:
    text = unfolded(today(BROKEN))
    assert "**dual write:** `index_products/product` breaks after 4 steps and 1 fault." in text
    assert "```mermaid\nsequenceDiagram" in text
    assert "1. storefront commits v1 in shop_db.\n2. **Fault:** storefront crashes before it writes" in text
    assert "**shop_db has v1, search has nothing.** It must hold that convergence, because search" in text
    assert (
        "**Repair:** let search follow the log of shop_db. Searched again with that: no violation in" in text
    )


def test_equal_runs_are_told_once_and_different_ones_apart() -> None:
    other = replace(BROKEN, path="load_orders/order")
    text = today(BROKEN, other)
    assert text.count("sequenceDiagram") == 1
    assert "Likewise at `load_orders/order`." in text
    assert today(BROKEN, replace(other, states=313)).count("sequenceDiagram") == 2


def test_only_some_runs_are_above_the_fold() -> None:
    many = [replace(BROKEN, path=f"index_products/{n}", states=n) for n in range(STORIES_SHOWN + 2)]
    text = today(*many)
    assert text.count("sequenceDiagram") == len(many)
    assert unfolded(text).count("sequenceDiagram") == STORIES_SHOWN
    assert "2 more counterexamples" in text


def test_a_path_of_today_that_holds_or_was_not_modelled_is_listed() -> None:
    missing = replace(NOT_MODELLED, about="current", path="load_orders/order")
    text = today(replace(HOLDS, about="current", path="index_products/product"), missing)
    assert "How it goes wrong" not in text
    assert "**Not modelled:** `load_orders/order`: no family has files that a partner drops." in text
    assert f"`index_products/product`: no violation in 4,321 states for {SCOPE}." in text


def test_a_path_without_a_repair_says_so() -> None:
    assert "**Repair:** No change of one switch was found to mend it." in today(replace(BROKEN, repair=None))


def test_a_repair_that_was_not_searched_to_the_end_is_not_called_right() -> None:
    repair = Repaired("add a guard", "exhausted", 300_000, SCOPE)
    assert "budget exhausted after 300,000 states" in today(replace(BROKEN, repair=repair))


def test_a_recommended_path_says_how_far_it_was_searched_for_what_and_why() -> None:
    text = unfolded(analysis(HOLDS))
    assert f"- **Searched as log copy:** no violation in 4,321 states for {SCOPE}." in text
    assert (
        "**Asked:** convergence, because search holds a copy of product; no resurrection, because rows"
        in text
    )


def test_a_constraint_says_how_far_it_was_searched() -> None:
    seen = replace(HOLDS, path="stock_not_negative", family="read, modify, write")
    text = unfolded(analysis(seen))
    assert "- **Searched as read, modify, write:** `stock_not_negative`: no violation in 4,321" in text
    assert "target:" not in summary(seen)


def test_a_constraint_that_breaks_as_it_is_enforced_is_said_plainly() -> None:
    text = unfolded(analysis(replace(AGAINST, path="stock_not_negative")))
    assert "**Against this design:** The constraint breaks as it is enforced." in text
    assert "sequenceDiagram" in text


def test_operations_of_today_are_counted_apart_from_paths() -> None:
    operation = designs.RETAILER.facts.operations[0].id
    text = summary(BROKEN, replace(BROKEN, path=operation))
    assert "today: 1 path violated; today's operations: 1 operation violated." in text


def test_what_was_asked_of_a_path_is_told_once_for_all_its_models() -> None:
    text = analysis(HOLDS, replace(HOLDS, family="backfill", states=9))
    assert text.count("Searched as") == 2
    assert text.count("because search holds a copy of product") == 1


def test_what_the_models_take_for_granted_is_folded_and_told_once() -> None:
    other = replace(HOLDS, path=designs.ORDER.id)
    text = analysis(HOLDS, other)
    assert text.count("the log keeps the order of commits") == 1
    assert "the log keeps the order" not in unfolded(text)
    assert "### What was searched" in unfolded(text)
    assert "What was searched" not in analysis()


def test_a_search_that_gave_up_is_no_verdict() -> None:
    text = analysis(EXHAUSTED)
    assert f"budget exhausted after 300,000 states: no violation for {SCOPE}, no verdict beyond" in text
    assert "no violation in" not in text
    assert "after 300,000 states: no verdict." in analysis(replace(EXHAUSTED, scope=""))
    assert "target: 1 path budget exhausted." in summary(EXHAUSTED)


def test_a_counterexample_to_the_recommended_design_is_said_plainly() -> None:
    assert summary(AGAINST).index("**Against this design.**") < summary(AGAINST).index("**Replace.**")
    assert "`product.shop_db.search`: shop_db has v1, search has nothing, after 4 steps" in summary(AGAINST)
    text = unfolded(analysis(AGAINST))
    assert "**Against this design:** The recommended path itself breaks in the search." in text
    assert "sequenceDiagram" in text


def test_a_path_that_the_search_breaks_is_not_without_a_known_fault() -> None:
    against = replace(AGAINST, path=designs.ORDER.id)
    assert "1 path of 2 without a known fault" in summary(HOLDS)
    assert "without a known fault" not in summary(against)
    assert "**Sign-off:** passes on paper, but the search found a counterexample" in analysis(against)


def test_a_path_that_is_not_built_is_not_told() -> None:
    parked = searched(AGAINST, base=with_status("parked"))
    assert "Against this design" not in markdown(document(parked))
    assert lint(markdown(document(parked)), document(parked).as_json()) == ()


def test_a_kept_path_that_breaks_is_not_folded() -> None:
    kept = searched(AGAINST, base=with_status("keep", findings=()))
    assert "sequenceDiagram" in unfolded(written(kept, "Correctness Analysis"))


@pytest.mark.parametrize("seen", [BROKEN, AGAINST, HOLDS])
def test_two_witnesses_that_disagree_are_named(seen: Explored) -> None:
    doubted = replace(seen, disagrees="G1 says that it converges")
    section = today(doubted) if seen.about == "current" else analysis(doubted)
    assert f"**The two witnesses do not agree:** `{seen.path}`: G1 says that it converges." in section
    assert f"Laws and search do not say the same of `{seen.path}`." in summary(doubted)
    assert "witnesses" not in summary(seen)


def test_the_summary_counts_each_ending() -> None:
    text = summary(BROKEN, replace(BROKEN, path="load_orders/order"), HOLDS, NOT_MODELLED)
    assert f"target: 1 path not modelled, 1 path without a violation in 4,321 states for {SCOPE};" in text
    assert "today: 2 paths violated." in text


def test_a_path_with_several_models_counts_once_by_its_worst() -> None:
    backfill = replace(HOLDS, family="backfill", states=9)
    text = summary(HOLDS, backfill)
    assert f"target: 1 path without a violation in 4,330 states for {SCOPE}." in text
    assert "target: 1 path budget exhausted." in summary(HOLDS, replace(backfill, status="exhausted"))


def everything() -> Design:
    return searched(BROKEN, replace(BROKEN, path="load_orders/order", states=9), AGAINST, NOT_MODELLED)


def test_the_search_is_never_called_a_proof() -> None:
    assert not re.search(r"prove|guarantee|verified", markdown(document(everything())), re.IGNORECASE)


def test_the_json_holds_what_was_seen() -> None:
    entry = document(searched(BROKEN)).as_json()["verdicts"][0]
    assert entry["invariants"] == [
        {"invariant": "convergence", "because": "search holds a copy of product"},
    ]
    assert entry["steps"] == len(entry["trace"]) == len(RUN)
    assert entry["mermaid"].startswith("sequenceDiagram")
    assert entry["repair"]["status"] == "holds"
    assert entry["trace"][1]["kind"] == "crash"


def test_the_page_draws_each_run() -> None:
    page = html(document(everything()))
    assert page.count('class="life"') == 9
    assert page.count("<svg") == len(document(everything()).diagrams) + 3


def test_lint_takes_a_fresh_document_with_runs() -> None:
    doc = document(everything())
    assert lint(markdown(doc), doc.as_json()) == ()


def test_lint_sees_a_run_that_was_changed_invented_or_taken_out() -> None:
    doc = document(searched(BROKEN))
    text, data = markdown(doc), doc.as_json()
    (changed,) = lint(text.replace("p1->>p2: commits v1", "p1->>p2: commits v2"), data)
    assert "this is not the counterexample to path 'index_products/product'" in changed
    renamed = text.replace("counterexample: index_products/product", "counterexample: x/y")
    assert any("found no counterexample to path 'x/y'" in message for message in lint(renamed, data))
    start = text.index("```mermaid\nsequenceDiagram")
    removed = text[:start] + text[text.index("```\n", start + 10) + 4 :]
    assert "shows how 'index_products/product' breaks as dual write" in lint(removed, data)[0]
