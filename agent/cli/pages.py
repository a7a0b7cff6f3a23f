"""Pages that need more than tools/ knows: the commands, the graph, the schema of the document."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agent.cli.arguments import load
from agent.cli.main import commands
from agent.cli.transcript import transcript
from tools import reference
from tools.reference.page import page
from tools.report import document, json_schema
from tools.report.svg import svg
from tools.steps import run
from tools.subskills import SUBSKILLS

if TYPE_CHECKING:
    from langgraph.pregel.protocol import PregelProtocol

WIDTH = 80
NAME = "integration-architect"
EXAMPLE = "examples/retailer"


def cli_page() -> str:
    """Return docs/cli.md: the help of every command, as a terminal of 80 columns shows it."""
    top = click.Context(commands, info_name=NAME, terminal_width=WIDTH, **commands.context_settings)
    helps = [_help(top), *(_help(context) for context in _below(top))]
    return page("Commands", "What `--help` prints.", *helps)


def graph_page() -> str:
    """Return docs/graph.md: the state machine of a conversation as LangGraph draws it."""
    from agent.graph import graph  # LangGraph takes a second to import; only this page needs it
    from agent.subskills import subgraph

    return page(
        "Graph of a conversation",
        "One node a step, and one a subskill, after the step that delegates to it; to phrase a question and "
        "to ask it are two nodes.",
        _drawn(graph),
        "## A subskill",
        "Each is a graph of its own. If the facts do not raise its question, it ends without a word. What it "
        "has to ask is put to the user with all other questions, the most consequential first.",
        _drawn(subgraph(SUBSKILLS[0])),
    )


def document_schema() -> str:
    """Return docs/document.schema.json, a JSON Schema of integration-architecture.json."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def picture() -> str:
    """Return docs/diagram.svg: the recommended design of the retailer as its page shows it."""
    diagrams = document(run(load([EXAMPLE]).facts)).diagrams
    drawn = str(svg(next(diagram for diagram in diagrams if diagram.id == "target")))
    style = files("tools.report").joinpath("templates/page.css").read_text()
    head, rest = drawn.split(">", 1)
    return f'{head} xmlns="http://www.w3.org/2000/svg">\n<style>\n{style}</style>\n{rest}\n'


def readme() -> str:
    """Return README.md with the chat between its marks as it goes now."""
    chat = f"<!-- chat -->\n\n```text\n{transcript()}\n```\n\n<!-- /chat -->"
    marked = re.compile(r"<!-- chat -->.*<!-- /chat -->", re.DOTALL)
    return marked.sub(lambda _: chat, Path("README.md").read_text("utf-8"))


PAGES: Mapping[str, Callable[[], str]] = {
    **reference.PAGES,
    "docs/cli.md": cli_page,
    "docs/diagram.svg": picture,
    "docs/document.schema.json": document_schema,
    "docs/graph.md": graph_page,
    "README.md": readme,
}
"""Each generated page: its path in the project and what writes it."""


def _drawn(graph: "PregelProtocol[Any, Any, Any, Any]") -> str:
    return f"```mermaid\n{graph.get_graph().draw_mermaid().strip()}\n```"


def _below(parent: click.Context) -> Iterator[click.Context]:
    """Yield a context for each command below, in the order of the help."""
    group = parent.command
    if not isinstance(group, click.Group):
        return
    for name in group.list_commands(parent):
        command = group.get_command(parent, name)
        assert command is not None
        context = click.Context(command, info_name=name, parent=parent, terminal_width=WIDTH)
        yield context
        yield from _below(context)


def _help(context: click.Context) -> str:
    lines = (line.rstrip() for line in context.get_help().splitlines())
    return f"## {context.command_path}\n\n```text\n" + "\n".join(lines) + "\n```"
