"""What a model wrote stands apart, with what was done to check it."""

from dataclasses import replace

from tests.report import designs
from tools.domain.assisted import Assisted, Block, Caught, Doubt
from tools.report import document, html, markdown

SECTION = "## Advice for this stack (written by a model)"

PATH = "product.shop_db.search"
RAN = Block(
    PATH, "Add the index first.", "CREATE INDEX ON p (a);", "sql", "ran", "the SQL ran on PostgreSQL 18"
)
WORDS = Block("shop_db", "Tell the on-call team.", "", "other", "not checked", "")
CAUGHT = Caught("search", "a retry called safe", "shop_db has v2, search has v1")
DOUBT = Doubt("Prices may be bulk loaded", "we load prices at night", "")
ALL = Assisted(
    "First.\n\nSecond.", (RAN, WORDS), (CAUGHT,), (DOUBT,), (), (DOUBT, DOUBT), ("no answer to x",)
)


def text(assisted: Assisted | None) -> str:
    return markdown(document(designs.RETAILER, assisted=assisted))


def test_without_a_model_nothing_of_it_shows() -> None:
    assert text(None) == markdown(document(designs.RETAILER))
    assert "model wrote" not in text(None)
    assert "assisted" not in document(designs.RETAILER).as_json()
    assert text(Assisted()) == text(None)


def test_the_narrative_stands_on_top_and_says_who_wrote_it() -> None:
    summary = text(ALL).split("## Scope")[0]
    assert summary.index("A model wrote") < summary.index("First.") < summary.index("Second.")
    assert summary.index("Second.") < summary.index("**Answer.**")
    assert "First." in markdown(document(designs.LIBRARY, assisted=ALL)).split("##")[1]


def test_each_piece_of_advice_says_what_was_done_to_check_it() -> None:
    section = text(ALL).split(SECTION)[1].split("\n## ")[0]
    assert "```sql\nCREATE INDEX ON p (a);\n```\n\n**Ran:** The SQL ran on PostgreSQL 18." in section
    assert "Tell the on-call team.\n\n**Not checked:** Nothing in it could be run." in section


def test_what_was_caught_is_named_and_its_text_is_gone() -> None:
    section = text(ALL).split("### Caught and left out")[1]
    assert "- **search.** A retry called safe: shop_db has v2, search has v1." in section


def test_doubts_that_nothing_judges_are_listed_and_counted() -> None:
    section = text(ALL).split("### Worth a second look (not checked)")[1]
    assert section.count("- Prices may be bulk loaded. The brief says: “we load prices at night”.") == 2
    assert "Doubts in all: 2 not checked, 1 turned into questions, 0 that this document states" in section


def test_a_model_cannot_put_markup_into_the_document() -> None:
    odd = replace(WORDS, text="<script>alert(1)</script> ## Summary")
    assert "<script>alert" not in html(document(designs.RETAILER, assisted=Assisted(blocks=(odd,))))
    assert "<script>" not in text(Assisted(blocks=(odd,)))


def test_the_json_has_all_of_it() -> None:
    data = document(designs.RETAILER, assisted=ALL).as_json()["assisted"]
    assert data["blocks"][0]["status"] == "ran"
    assert data["caught"] == [{"subject": "search", "what": CAUGHT.what, "why": CAUGHT.why}]
    assert len(data["doubts_unchecked"]) == 2
