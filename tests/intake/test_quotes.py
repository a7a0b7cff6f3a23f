"""A quote is the text's own words at a place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.intake.quotes import MAX_QUOTE, find_quotes

TEXT = """# The shop

Orders live in PostgreSQL.
They are
   never deleted.

## Search

The index holds:

- products
  - soft deletes
- sellers
"""


def places(words: str, text: str = TEXT) -> list[tuple[int, str]]:
    return [(quote.line, quote.text) for quote in find_quotes(text, "a.md", words)]


def test_white_space_is_folded_and_the_quote_has_the_characters_of_the_file() -> None:
    (quote,) = find_quotes(TEXT, "a.md", "They are never deleted")
    assert (quote.line, quote.text) == (4, "They are\n   never deleted")
    assert TEXT[quote.offset :].startswith(quote.text)


@pytest.mark.parametrize("words", ["they are never deleted", "They are deleted", "", "  ", "..."])
def test_other_words_are_not_found(words: str) -> None:
    assert places(words) == []


def test_curly_and_straight_quotation_marks_are_alike() -> None:
    assert places("don't", "We don\u2019t.") == [(1, "don\u2019t")]


def test_a_part_of_a_word_or_a_number_is_no_quote() -> None:
    assert places("2 million", "12 million rows") == places("000 rows", "5,000 rows") == []
    assert places("order", "we reorder") == []
    assert places("16", "PostgreSQL 16.4") == []


def test_a_whole_file_is_no_quote() -> None:
    assert places("a " * MAX_QUOTE, "a " * 2 * MAX_QUOTE) == []


@given(st.text(), st.text(min_size=1, max_size=20))
def test_what_is_found_is_there(text: str, words: str) -> None:
    for quote in find_quotes(text, "a.md", words):
        assert text[quote.offset : quote.offset + len(quote.text)] == quote.text
