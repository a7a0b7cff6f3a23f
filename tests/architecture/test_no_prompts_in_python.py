"""Prose for models and readers lives in prompts/, templates and data, not in Python strings."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 200
SENTENCE_END = re.compile(r"[a-z]{2}[.:?!]\s+[A-Z]")  # a word list or a regular expression has none
FILES = sorted(path for folder in ("agent", "tools") for path in (ROOT / folder).rglob("*.py"))


def prose(source: str) -> Iterator[int]:
    """Yield the lines of string constants that hold sentences and run past the limit, docstrings aside."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in docstrings:
            continue
        if len(node.value) > LONGEST and SENTENCE_END.search(node.value):
            yield node.lineno


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_long_prose_in_python(path: Path) -> None:
    assert list(prose(path.read_text())) == []


def test_a_long_prompt_would_be_seen() -> None:
    prompt = "You are an architect. Answer in one sentence. " * 6
    assert list(prose(f'"""{prompt}"""\nPROMPT = "{prompt}"\n')) == [2]
