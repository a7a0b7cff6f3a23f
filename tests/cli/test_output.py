"""Long lines on a terminal."""

import pytest

from agent.cli import output


def test_a_long_line_breaks_between_words_and_keeps_its_indent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    text = "short\n     → item: outbox instead of change data capture\n"
    assert output._wrapped(text).split("\n") == [
        "short",
        "     → item: outbox instead of",
        "     change data capture",
        "",
    ]
