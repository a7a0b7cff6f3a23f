"""Numbers are read again from the words that are quoted for them, with their units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.intake.agreement import agrees, numbers_in

SAID = [
    (2_000_000, "rows", "about 2 million of them"),
    (2_000_000, "rows", "rund 2 Mio. Zeilen"),
    (1_200_000, "rows", "1.2M customers"),
    (1_200_000, "rows", "1.200.000 Zeilen"),
    (1_200_000, "rows", "1 200 000 lignes"),
    (1_500, "rows", "1,500 products"),
    (2_000_000, "rows", "2-3 million orders"),
    (500_000, "rows", "half a million"),
    (12, "regions", "a dozen regions"),
    (1, "regions", "a single region"),
    (2, "regions", "in zwei Regionen"),
    (900, "s", "every 15 minutes"),
    (900, "s", "im 15-minütigen Takt"),
    (900, "s", "a quarter of an hour old"),
    (300, "s", "5 to 10 minutes"),
    (86_400, "s", "the nightly job"),
    (86_400, "s", "jede Nacht"),
    (86_400, "s", "every night"),
    (43_200, "s", "twice a day"),
    (3_600, "s", "stündlich"),
    (60, "s", "a minute old"),
    (0.25, "h", "15 min"),
    (2_555, "d", "7 years"),
    (30, "d", "one month"),
    (200, "ms", "within 200 ms"),
    (500, "queries/s", "500 qps at noon"),
    (200, "rows/s", "some 200 rows a second"),
    (0.12, "rows/s", "10,000 orders a day"),
    (2, "changes/s", "120 writes per minute"),
    (40, "GB", "40 GB on disk"),
    (1_500, "GB", "1.5 TB"),
    (2_048, "bytes", "2 kB each"),
    (100, "MB/s", "100 MB/s"),
    (0.05, "fraction", "5 % of the rows"),
    (0.1, "fraction", "a tenth of each row"),
    (1.2, "x", "grows by 20 percent a year"),
    (2, "x", "doubles every year"),
    (10, "ratio", "ten times cheaper"),
    (2_000, "currency/month", "2,000 euros a month"),
    (0, "s", "must be current at once"),
    (336, "h", "keeps its topics for fourteen days"),
    (1_500, "s", "twenty-five minutes"),
    (2.5, "h", "two and a half hours"),
    (1_100_000, "rows", "a million one hundred thousand in total"),
    (4_500, "rows", "four and a half thousand tickets"),
    (150, "queries/s", "one hundred and fifty queries a second"),
    (11_000, "queries/s", "11k lookups/s"),
    (86_400, "s", "as of last night"),
    (86_400, "s", "Stand der letzten Nacht reicht"),
    (86_400, "s", "the state of the evening before"),
    (86_400, "s", "a file per day"),
    (86_400, "s", "a cron job at 02:30"),
    (86_400, "s", 'SCHEDULE: "30 22 * * *"'),
    (900, "s", 'SCHEDULE: "*/15 * * * *"'),
    (604_800, "s", "0 6 * * 1"),
    (604_800, "s", "on Mondays"),
    (1_209_600, "s", "every other Thursday"),
    (7_776_000, "s", "each quarter"),
]


@pytest.mark.parametrize(("value", "unit", "text"), SAID)
def test_a_number_agrees_with_the_words_that_state_it(value: float, unit: str, text: str) -> None:
    assert agrees(value, unit, text)


NOT_SAID = [
    (20_000_000, "rows", "about 2 million of them"),
    (2, "rows", "about 2 million of them"),
    (30, "s", "30 rows"),
    (30, "s", "30 minutes"),
    (30, "rows", "30 seconds"),
    (500, "queries/s", "500 users"),
    (500, "queries/s", "500 a minute"),
    (40, "GB", "40 MB"),
    (1, "rows", "an order"),
    (0.1, "rows/s", "10,000 orders a day"),
    (0, "s", "5 seconds"),
    (3_600, "s", "a quarter of an hour"),
    (5, "rows", "nothing here"),
]


@pytest.mark.parametrize(("value", "unit", "text"), NOT_SAID)
def test_another_number_or_unit_does_not_agree(value: float, unit: str, text: str) -> None:
    assert not agrees(value, unit, text)


def test_a_message_shows_the_numbers_of_a_text_in_its_own_words() -> None:
    assert numbers_in("about 2 million rows, copied every 15 minutes") == "2 million, 15 minutes"
    assert numbers_in("many rows") == "none"


@given(st.integers(1, 10**12), st.sampled_from(["rows", "users", "partitions"]))
def test_a_figure_with_thousands_agrees_with_itself(value: int, unit: str) -> None:
    assert agrees(value, unit, f"{value:,} {unit}")
    assert agrees(value, unit, f"{value} {unit}")
    assert not agrees(value * 3, unit, f"{value} {unit}")


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(agrees(7, "s", text), bool)
