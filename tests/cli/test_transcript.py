"""The chat in the README is one that was held."""

from pathlib import Path

from agent.cli.pages import readme
from agent.cli.transcript import SESSION, TYPED, WIDTH

ROOT = Path(__file__).parents[2]


def test_the_readme_shows_the_recorded_chat_and_only_that_is_generated(monkeypatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("agent.cli.pages.transcript", lambda: "RECORDED \\1")
    before, _, rest = (ROOT / "README.md").read_text().partition("<!-- chat -->")
    chat, _, after = rest.partition("<!-- /chat -->")
    assert readme() == f"{before}<!-- chat -->\n\n```text\nRECORDED \\1\n```\n\n<!-- /chat -->{after}"
    assert [line for line in TYPED if f"\n> {line}\n" not in chat] == []
    assert f"chat --resume {SESSION}" in chat
    assert max(map(len, chat.split("\n"))) <= WIDTH
