"""`integration-architect chat`"""

from pathlib import Path
from typing import Any

import click
from langgraph.graph import END
from langgraph.types import Command

from agent import state as states
from agent.cards import open_questions
from agent.cli import arguments, exit_codes
from agent.cli.dialogue import Turn, ask, ask_for_change
from agent.cli.outcome import exit_code, reading, summary
from agent.cli.output import say
from agent.context import Context
from agent.files import read_brief
from agent.graph import build, route
from agent.sessions import Sessions, open_sessions
from agent.sessions.store import config
from agent.state import State
from tools.steps import STAGES

Entry = State | Command[Any] | None


@click.command()
@arguments.paths(required=False)
@click.option("--resume", metavar="ID", help="Go on with an earlier chat.")
@click.option("-o", "--output", metavar="DIR", default=".", help="Folder of the documents.")
@click.option("--html", is_flag=True, help="Also write one page with diagrams.")
@click.option("--force", is_flag=True, help="Overwrite documents edited by hand.")
def command(paths: tuple[str, ...], resume: str | None, output: str, html: bool, force: bool) -> int:
    """Be asked what is missing, then get the document.

    Works on a terminal, or reads one answer a line from a pipe.
    Every answer is kept; a chat can be resumed, with new files
    too, and any answer can be changed later.

    \b
    Examples:
      integration-architect chat brief.md docker-compose.yml
      integration-architect chat --resume 1f2e3d4c
    """
    if not paths and not resume:
        raise click.UsageError("give a PATH to begin with, or --resume ID; see `sessions list` for the ids")
    if "-" in paths:
        raise click.UsageError("chat reads the answers from standard input; put the text into a file")
    begin = states.opening(read_brief(paths)) if paths else None
    with open_sessions() as sessions:
        if resume:  # refuses what is not there or cannot be read
            begin = begin or sessions.renewed(resume)
        session = resume or sessions.new()
        with sessions.held(session):
            say(f"Session {session}. To go on later: integration-architect chat --resume {session}")
            context = Context(folder=Path(output), force=force, html=html)
            return Conversation(sessions, session, context).hold(begin)


class Conversation:
    """Runs the graph until it waits for the user, and on with what the user says."""

    def __init__(self, sessions: Sessions, session: str, context: Context) -> None:
        self.sessions = sessions
        self.session = session
        self.graph = build(sessions.saver)
        self.config = config(session)
        self.context = context

    def hold(self, entry: Entry) -> int:
        """Talk until the documents are written or the user leaves. Return the exit code."""
        if entry is None and route(self.state()) == END:
            say("This chat is finished. Change an answer with FACT=VALUE, or quit.")
            turn = ask_for_change(states.facts_of(self.state()))
            if turn.reply is None:
                return exit_codes.OK
            entry = {"reply": turn.reply.model_dump(mode="json")}
        leave = False
        while self.run(entry) and not leave:
            turn = self.ask()
            leave = turn.leave
            if turn.reply is None:
                break
            entry = Command(resume=turn.reply.model_dump(mode="json"))
        return self.close()

    def run(self, entry: Entry) -> bool:
        """Run until the graph waits or ends; say whether it waits."""
        progress = self.graph.stream(
            entry,
            self.config,
            context=self.context,
            stream_mode="custom",
            subgraphs=True,  # else what a subskill tells is not heard
            durability="sync",
        )
        for _, line in progress:
            say(str(line))
        return bool(self.graph.get_state(self.config).interrupts)

    def ask(self) -> Turn:
        """Put the open questions to the user."""
        waiting = self.graph.get_state(self.config).interrupts[0].value
        if waiting["problem"]:
            say(waiting["problem"])
        return ask(waiting["cards"], states.facts_of(self.state()))

    def close(self) -> int:
        """Say how it ended."""
        state = self.state()
        if not state.get("files"):
            say("The chat is kept, its questions are still open.")
            return exit_codes.NEEDS_ANSWERS
        design = states.design_after(state, len(STAGES))
        notes = reading(states.intake_of(state))
        say(f"{notes}\n{summary(design, open_questions(state), self.context.folder or Path())}".lstrip())
        return exit_code(design, None)

    def state(self) -> State:
        """Return what the session holds now."""
        return self.sessions.state(self.session)
