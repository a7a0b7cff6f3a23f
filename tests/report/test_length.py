"""What a reader need not see is folded away, counted or left to the JSON."""

import re
from dataclasses import replace

from tests.report import designs
from tools.domain.decisions import Alternative
from tools.domain.design import Architecture, DataPath, Design, Status
from tools.domain.verdict import Answer, CheckAnswer, LawHit, Verdict
from tools.report import document, markdown
from tools.report.tables import section


def written(design: Design, title: str) -> str:
    return section(markdown(document(design)), title)


def unfolded(text: str) -> str:
    while (shorter := re.sub(r"<details>(?:(?!<details>).)*?</details>", "", text, flags=re.DOTALL)) != text:
        text = shorter
    return text


def with_status(status: Status, **verdict: object) -> Design:
    """Return the retailer with its product path, today's and tomorrow's, of this status."""

    def of(path: DataPath) -> DataPath:
        return replace(path, status=status) if path.entity == "product" else path

    return replace(
        designs.RETAILER,
        current=replace(designs.RETAILER.current, paths=tuple(map(of, designs.RETAILER.current.paths))),
        recommended=replace(
            designs.RETAILER.recommended, paths=tuple(map(of, designs.RETAILER.recommended.paths))
        ),
        verdict=replace(designs.RETAILER.verdict, **verdict),  # type: ignore[arg-type]
    )


def check(
    item: str, answer: Answer, path: str = designs.PRODUCT.id, by_operation: bool = False
) -> CheckAnswer:
    return CheckAnswer(item, "recommended", path, answer, "critical", f"because of {item}", by_operation)


def test_only_what_one_fact_would_bring_is_told_with_its_reason() -> None:
    first, *rest = designs.RETAILER.decisions
    others = (
        Alternative("batch_full_reload_swap", "S3.B1", "condition not met: path.freshness_s is 30"),
        Alternative("event_log_first", "S3.EV", "condition not met: es.requested is false"),
        Alternative("query_polling", "S3.P", "stands after the rule that fired"),
    )
    capture = replace(designs.RETAILER.decisions[2], alternatives=others)
    text = written(replace(designs.RETAILER, decisions=(first, capture, *rest[2:])), "Decisions")
    turn = (
        "| full reload, swapped in whole | `reads.site_search.freshness_s` >= 900 | path.freshness_s is 30 |"
    )
    assert turn in text
    assert "2 more were ruled out: event log first; polling an indexed cursor." in text
    assert "es.requested" not in text


def test_decisions_that_nothing_turns_share_one_fold() -> None:
    firm = tuple(replace(decision, flips=(), terms=()) for decision in designs.RETAILER.decisions)
    text = written(replace(designs.RETAILER, decisions=firm), "Decisions")
    assert text.count("<details>") == 1
    assert all(f"`{decision.id}`" in text for decision in firm)
    assert "| `path.freshness_s` 30 |" in text


def test_two_turns_of_one_outcome_are_alternatives_not_conditions() -> None:
    text = written(designs.RETAILER, "Decisions")
    assert "; or " not in text
    flips = designs.RETAILER.decisions[0].flips
    decided = replace(
        designs.RETAILER.decisions[0], flips=(*flips, replace(flips[0], fact="entities.product.rows"))
    )
    text = written(replace(designs.RETAILER, decisions=(decided,)), "Decisions")
    assert "`reads.site_search.freshness_s` >= 900; or `entities.product.rows` >= 900" in text


def test_a_practice_is_told_once_at_the_end_of_its_section() -> None:
    text = markdown(document(designs.RETAILER))
    folds = re.findall(r"<summary>Practice: .*", text)
    assert len(folds) == len(set(folds)) == 5
    for title in ("Bootstrap", "Cutover", "Reconciliation", "Lag objectives and runbook", "Erasure"):
        assert section(text, title).rstrip().endswith("</details>")
        assert section(text, title).count("<summary>Practice: ") == 1


def test_the_checklist_shows_what_is_open_and_counts_the_rest() -> None:
    answers = (
        check("C03", "pass"),
        check("C04", "fail"),
        check("C10", "unknown"),
        check("C26", "not_applicable"),
    )
    text = written(replace(designs.RETAILER, verdict=Verdict(checklist=answers)), "Correctness Analysis")
    shown = unfolded(text)
    assert "4 answers: 1 fail, 1 unknown, 1 pass and 1 not applicable." in shown
    assert "| C04 |" in shown
    assert "| C10 |" in shown
    assert "because of C03" not in shown
    assert "because of C26" not in shown
    assert "because of C03" in text
    assert "because of C26" in text


def test_a_parked_path_has_no_line_in_the_checklist() -> None:
    answers = (check("C03", "unknown"), check("C03", "unknown", designs.ORDER.id))
    text = written(with_status("parked", checklist=answers), "Correctness Analysis")
    checklist = text.split("### Checklist")[1]
    assert f"`{designs.ORDER.id}`" in checklist
    assert designs.PRODUCT.id not in checklist


def test_what_a_path_might_do_is_told_only_if_it_stays() -> None:
    waiting = LawHit(
        "G27", "current", "index_products/product", "LOST_AFTER_ACK", "high", "", "", ("fenced",)
    )
    staying = written(with_status("keep", laws=(waiting,)), "Current dataflow")
    going = written(with_status("replace", laws=(waiting,)), "Current dataflow")
    assert "What could also happen" in staying
    assert "What could also happen" not in going
    assert "1 more law could not be judged on paths that are replaced or removed." in going


def test_of_a_path_that_stays_only_the_verdict_is_not_folded() -> None:
    shown = unfolded(written(with_status("keep", findings=()), "Correctness Analysis"))
    product = shown.split("### product: ")[1].split("### ")[0]
    assert "**Sign-off:** stays as it is" in product
    assert "Needs" not in product


def test_a_path_that_stays_with_a_fault_is_not_called_unchanged() -> None:
    shown = unfolded(written(with_status("keep"), "Correctness Analysis"))
    assert "stays as it is" not in shown


def test_recipes_of_what_stays_are_named_and_left_to_the_json() -> None:
    text = written(with_status("keep", findings=()), "Recipes")
    changing, staying = text.split("### What stays as it is")
    assert designs.PRODUCT.id not in changing
    assert f"Nothing to run for `{designs.PRODUCT.id}`" in staying
    assert "```" not in staying
    assert any(recipe.subject == designs.PRODUCT.id for recipe in document(with_status("keep")).recipes)


def test_a_design_in_which_nothing_changes_is_short() -> None:
    kept = replace(
        designs.RETAILER,
        current=Architecture("current"),
        recommended=replace(
            designs.RETAILER.recommended,
            paths=tuple(replace(path, status="keep") for path in designs.RETAILER.recommended.paths),
        ),
        verdict=Verdict(),
    )
    assert len(markdown(document(kept)).splitlines()) < 0.7 * len(
        markdown(document(designs.RETAILER)).splitlines()
    )
