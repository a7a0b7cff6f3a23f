"""What the subskills say is told once, with arithmetic and witness, and leads a system of one store."""

from dataclasses import replace

import pytest

from tests.report import designs
from tests.report.test_length import unfolded, written
from tools.deciding.ledger import Ledger
from tools.domain.design import Design
from tools.domain.subskills import Advice, Figure
from tools.report import build, document, html, lint, markdown
from tools.report.sections import needs_nothing
from tools.subskills import Subskill


def nothing(_: Design, __: Ledger) -> tuple[Advice, ...]:
    return ()


ISOLATION = Subskill(
    name="transaction-isolation-selector",
    title="Which isolation level each operation needs",
    step=6,
    asks="Which level is the weakest that is safe?",
    groups=("S6.ryw",),
    advise=nothing,
)


def advice(subject: str, choice: str = "own_reads_on_the_authority", **changes: object) -> Advice:
    said = Advice(
        subskill=ISOLATION.name,
        subject=subject,
        decisions=(f"s6.ryw.{subject}",),
        says=f"{subject} may stay at read committed",
        figures=(Figure("schedules tried", "2 x 3 steps: 6! / (3! x 3!)", "20", "dbz_pg"),),
        shows=(f"T1 reads the row of {subject}", "T2 writes it", "T1 writes it again"),
        notes=("a retry begins anew",),
    )
    return replace(said, **changes)  # type: ignore[arg-type]


def advised(*said: Advice, base: Design = designs.LIBRARY) -> Design:
    """Return a design in which a subskill has said this, each with a decision of its own."""
    taken = [designs.decision(6, "ryw", one.subject, "own_reads_on_the_authority", "S6.RYW4") for one in said]
    return replace(base, decisions=(*base.decisions, *taken), advice=said)


@pytest.fixture(autouse=True)
def one_subskill(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "SUBSKILLS", (ISOLATION,))


def deeper(*said: Advice, base: Design = designs.LIBRARY) -> str:
    return written(advised(*said, base=base), "Deeper decisions")


def test_an_answer_has_its_question_its_rule_its_arithmetic_and_its_witness() -> None:
    text = deeper(advice("lend"))
    assert "### Which isolation level each operation needs" in text
    assert "**Asked:** Which level is the weakest that is safe?" in text
    assert "**`lend`:** lend may stay at read committed." in text
    assert "| it is the first rule that holds | Must: keep the slot bounded. | " in text
    assert "| S6.RYW4, practice |" in text
    assert "| schedules tried | 2 x 3 steps: 6! / (3! x 3!) | 20 | dbz_pg |" in text
    assert "1. T1 reads the row of lend\n2. T2 writes it\n3. T1 writes it again" in text
    assert "- A retry begins anew." in text


def test_what_would_turn_an_answer_stands_beside_it() -> None:
    assert "| `reads.site_search.freshness_s` >= 900: batch full reload swap |" in unfolded(
        deeper(advice("lend"))
    )


def test_subjects_with_equal_answers_are_told_once() -> None:
    text = deeper(advice("lend"), advice("reserve"), advice("extend"))
    assert text.count("may stay at read committed") == 1
    assert "Likewise at `reserve` and `extend`." in text


def test_subjects_whose_numbers_differ_are_told_apart() -> None:
    other = (Figure("schedules tried", "2 x 2 steps: 4! / (2! x 2!)", "6"),)
    text = deeper(advice("lend"), advice("reserve", figures=other))
    assert text.count("may stay at read committed") == 2
    assert text.count("it is the first rule that holds") == 1  # but the reason of their rule is told once
    assert "| as above | as above |" in text


def test_a_decision_about_a_part_of_the_subject_names_that_part() -> None:
    design = advised(advice("lend"), advice("lend.F28"))
    said = advice("lend", decisions=("s6.ryw.lend", "s6.ryw.lend.F28"))
    assert ": `F28` | " in written(replace(design, advice=(said,)), "Deeper decisions")


def test_what_a_deeper_decision_warns_of_stands_in_the_summary_with_the_worst_first() -> None:
    design = advised(advice("lend"), advice("reserve"))
    *others, lend, reserve = design.decisions
    slow = replace(lend, terms=(("finding", ("SCHEDULE_TOO_SLOW",)), ("severity", ("medium",))))
    lost = replace(reserve, terms=(("severity", ("critical",)),))
    warned = replace(design, decisions=(*others, slow, lost))
    text = written(warned, "Summary")
    assert "- **Deeper decisions warn.** " in text
    assert text.index("(critical, `reserve`)") < text.index("schedule too slow (medium, `lend`)")
    assert "(medium) |" in written(warned, "Deeper decisions")
    assert "warn" not in written(design, "Summary")


def test_a_number_without_a_source_has_no_empty_column() -> None:
    text = deeper(advice("lend", figures=(Figure("copies", "2 + 1", "3"),)))
    assert "| Quantity | Formula | Result |\n" in text


def test_an_answer_without_a_decision_has_no_empty_table() -> None:
    text = deeper(advice("lend", decisions=()))
    assert "lend may stay at read committed" in text
    assert "| Question |" not in text
    assert "<details>" not in text


def test_a_long_table_and_a_long_witness_are_folded() -> None:
    many = tuple(Figure(f"number {i}", f"{i} + 1", str(i + 1)) for i in range(7))
    text = deeper(advice("lend", figures=many, shows=tuple("abcdefg")))
    assert "<summary>Arithmetic, 7 rows</summary>" in text
    assert "<summary>Step by step, 7 steps</summary>" in text
    assert "number 3" not in unfolded(text)


def test_a_delegated_decision_is_not_told_again_among_the_others() -> None:
    design = advised(advice("lend"))
    assert "`s6.ryw.lend`" in written(design, "Deeper decisions")
    assert "s6.ryw.lend" not in written(design, "Decisions")
    assert "stands under Deeper decisions" in written(design, "Decisions")
    assert "stands under Deeper decisions" not in written(designs.LIBRARY, "Decisions")


def test_a_decision_of_a_step_that_an_answer_rests_on_stays_where_it_is() -> None:
    text = written(advised(advice("lend", decisions=("s6.ryw.lend", "s2.sor.loan"))), "Decisions")
    assert "s2.sor.loan" in text


def test_what_is_parked_gets_no_advice() -> None:
    path = replace(
        designs.fed_path("loan", "library_db", "search-engine", status="parked"), exit_trigger="above 10 M"
    )
    base = replace(
        designs.LIBRARY, recommended=replace(designs.LIBRARY.recommended, paths=(path,)), composition="single"
    )
    assert deeper(advice(path.id), base=base) == ""


def test_a_system_of_one_store_begins_with_these_answers() -> None:
    design = advised(advice("lend"))
    assert needs_nothing(document(design))
    summary = written(design, "Summary")
    assert "- **Which isolation level each operation needs.** lend may stay at read committed." in summary
    assert "**Isolation.**" not in summary
    assert "**Backup.**" in summary
    titles = [line for line in markdown(document(design)).splitlines() if line.startswith("## ")]
    assert titles[:3] == ["## Summary", "## Deeper decisions", "## Scope and assumptions"]


def test_a_store_whose_heavy_scans_go_elsewhere_is_not_told_that_it_needs_nothing() -> None:
    design = advised(advice("lend"))
    mixed = designs.decision(4, "workload", "library_db", "mixed", "S4.WL5")
    scan = designs.decision(4, "access", "yearly_report", "analytical", "S4.AC3")
    text = written(replace(design, decisions=(*design.decisions, mixed, scan)), "Summary")
    assert "You need none of this" not in text
    assert "Its heavy scans (`yearly_report`) do not belong on its pages" in text
    assert "You need none of this" in written(design, "Summary")


def test_many_answers_to_one_question_are_counted_in_the_summary() -> None:
    said = [advice(name, notes=(f"note {name}",), says=f"answer of {name}!") for name in "abcde"]
    numbered = [replace(one, figures=(Figure("n", "1", str(i)),)) for i, one in enumerate(said)]
    assert "- **And.** 2 more answers to this question." in written(advised(*numbered), "Summary")


def test_a_system_of_one_store_without_answers_still_gets_better_questions() -> None:
    summary = written(designs.LIBRARY, "Summary")
    assert "**Isolation.**" in summary
    assert "What is to be decided instead" not in summary


def test_the_section_stands_between_the_correctness_analysis_and_the_decisions() -> None:
    text = markdown(document(advised(advice("buy"), base=designs.RETAILER)))
    titles = [line for line in text.splitlines() if line.startswith("## ")]
    at = titles.index("## Deeper decisions")
    assert (titles[at - 1], titles[at + 1]) == ("## Correctness Analysis", "## Decisions")


def test_the_document_agrees_with_itself_and_has_its_page() -> None:
    doc = document(advised(advice("buy"), base=designs.RETAILER))
    assert lint(markdown(doc), doc.as_json()) == ()
    assert "Which isolation level each operation needs" in html(doc)
    data = doc.as_json()
    assert data["subskills"] == [
        {
            "name": ISOLATION.name,
            "title": ISOLATION.title,
            "step": 6,
            "asks": ISOLATION.asks,
            "groups": ["S6.ryw"],
        }
    ]
    assert data["advice"][0]["figures"][0]["source"] == "dbz_pg"
    assert "dbz_pg" in {source["id"] for source in data["sources"]}
