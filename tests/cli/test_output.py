"""Long lines on a terminal."""

from agent.cli.output import printable, wrapped


def test_a_long_line_breaks_between_words_and_keeps_its_indent() -> None:
    text = "short\n     → item: outbox instead of change data capture\n"
    assert wrapped(text, 30).split("\n") == [
        "short",
        "     → item: outbox instead of",
        "     change data capture",
        "",
    ]


def test_control_characters_of_a_file_do_not_reach_the_terminal() -> None:
    assert printable("a\x1b[31mb\x9b\tc\n") == "a\ufffd[31mb\ufffd\tc\n"
