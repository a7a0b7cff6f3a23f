"""`integration-architect chat`"""

from pathlib import Path
from typing import Any

import click
from langgraph.graph import END
from langgraph.types import Command

from agent import state as states
from agent.cards import decided, open_questions
from agent.cli import arguments, exit_codes
from agent.cli.dialogue import Dialogue
from agent.cli.outcome import exit_code, summary
from agent.cli.output import say
from agent.cli.screen import screen
from agent.cli.showing import bill, standing
from agent.consulting import BudgetError
from agent.context import Context
from agent.files import read_brief
from agent.graph import build, route
from agent.llm import OFFLINE, Llm
from agent.llm.connect import connect
from agent.llm.settings import Settings
from agent.sessions import Sessions, open_sessions
from agent.sessions.store import config
from agent.state import Reply, State
from agent.telling import heard_by

Entry = State | Command[Any] | None


@click.command()
@arguments.paths(required=False)
@click.option("--resume", metavar="ID", help="Go on with an earlier chat.")
@click.option("-o", "--output", metavar="DIR", default=".", help="Folder of the documents.")
@click.option("--html", is_flag=True, help="Also write one page with diagrams.")
@click.option("--force", is_flag=True, help="Overwrite documents edited by hand.")
@click.option("--offline", is_flag=True, help="Use no language model, even if a key is set.")
@click.option(
    "--budget-tokens", metavar="N", type=click.IntRange(1), help="Stop when the chat has used so many tokens."
)
def command(
    paths: tuple[str, ...],
    resume: str | None,
    output: str,
    html: bool,
    force: bool,
    offline: bool,
    budget_tokens: int | None,
) -> int:
    """Be asked what is missing, then get the document.

    Works on a terminal, or reads one line after the other from
    a pipe. Type `help` for all that can be said at any time.
    Every answer is kept; a chat can be resumed, with new files
    too, and any answer can be changed later.

    With ANTHROPIC_API_KEY or ANTHROPIC_BASE_URL set, a language
    model reads prose and words questions; the rules decide.

    \b
    Examples:
      integration-architect chat brief.md docker-compose.yml
      integration-architect chat --resume 1f2e3d4c
      integration-architect chat brief.md --offline
    """
    if not paths and not resume:
        raise click.UsageError("give a PATH to begin with, or --resume ID; see `sessions list` for the ids")
    if "-" in paths:
        raise click.UsageError("chat reads the answers from standard input; put the text into a file")
    begin = states.opening(read_brief(paths)) if paths else None
    settings = Settings.of()
    llm = OFFLINE if offline else connect(settings)
    context = Context(Path(output), force=force, html=html, llm=llm, budget_tokens=budget_tokens)
    with open_sessions() as sessions:
        if resume:  # refuses what is not there or cannot be read
            begin = begin or sessions.renewed(resume)
        session = resume or sessions.new()
        with sessions.held(session):
            say(f"Session {session}. To go on later: integration-architect chat --resume {session}")
            say(_leaving(llm, settings))
            return Conversation(sessions, session, context).hold(begin)


def _leaving(llm: Llm, settings: Settings) -> str:
    """Say what leaves this machine."""
    if llm is OFFLINE:
        return "No language model: nothing leaves this machine."
    return (
        f"Model: {settings.model} at {settings.host}. It is sent the prose of your brief, what you type, "
        "what was understood and a digest of the design; passwords and keys are taken out before. "
        "With --offline nothing leaves this machine."
    )


class Conversation:
    """Runs the graph until it waits for the user or ends, and on with what the user says."""

    def __init__(self, sessions: Sessions, session: str, context: Context) -> None:
        self.sessions = sessions
        self.session = session
        self.graph = build(sessions.saver)
        self.config = config(session)
        self.context = context
        self.screen = screen()
        self.dialogue = Dialogue(self.screen, reads=context.llm is not OFFLINE)
        self.files = self.state().get("files") if self.is_kept() else None

    def hold(self, entry: Entry) -> int:
        """Talk until the user leaves. Return the exit code."""
        try:
            self.open(entry)
            self.talk()
            code = self.close()
        except KeyboardInterrupt:
            say(f"\nStopped. {self.how_to_go_on()}")
            code = exit_codes.INTERRUPTED
        except BudgetError as error:
            say(f"{error}\n{self.how_to_go_on()}")
            code = exit_codes.BUDGET_USED
        if self.is_kept() and (used := bill(states.usage_of(self.state()))):
            say(used)
        return code

    def open(self, entry: Entry) -> None:
        """Read and decide as far as that goes; show what was understood, or where the user was."""
        if entry is None:
            say("\n".join(standing(self.state())))
            if route(self.state()) != END:
                self.run(entry)
        else:
            self.run(entry)
            self.dialogue.show_understood(self.state())
        self.tell_news()

    def talk(self) -> None:
        """Take turns until the user leaves."""
        leave = False
        while not leave:
            waiting = self.graph.get_state(self.config).interrupts
            turn = self.dialogue.turn(self.state(), waiting[0].value["cards"] if waiting else [])
            leave = turn.leave
            for reply in turn.replies:
                self.send(reply)
            if turn.then:
                self.dialogue.show(turn.then, self.state())

    def send(self, reply: Reply) -> None:
        """Have a reply applied, whether the graph waits for one or has ended."""
        said = reply.model_dump(mode="json")
        waits = bool(self.graph.get_state(self.config).interrupts)
        self.run(Command(resume=said) if waits else {"reply": said})
        self.tell_news()

    def run(self, entry: Entry) -> None:
        """Run until the graph waits or ends."""
        with self.screen.working() as tell, heard_by(tell):
            self.graph.invoke(entry, self.config, context=self.context, durability="sync")

    def tell_news(self) -> None:
        """Say what came of the last run: why a reply was refused, what was asked for, new documents."""
        state = self.state()
        problem = state.get("problem")
        news = [*([problem] if problem else []), *state.get("shown", [])]
        files = state.get("files")
        if files and files != self.files:
            news.append(summary(decided(state), open_questions(state), self.context.folder or Path()))
        self.files = files
        if news:
            say("\n".join(news))

    def close(self) -> int:
        """Say what is still open. Return the exit code."""
        state = self.state()
        if state.get("files"):
            return exit_code(decided(state), None)
        say(f"Its questions are still open. {self.how_to_go_on()}")
        return exit_codes.NEEDS_ANSWERS

    def how_to_go_on(self) -> str:
        """Say what is kept."""
        if not self.is_kept():
            return "Nothing was read yet, and nothing is kept."
        return f"The chat is kept; go on with: integration-architect chat --resume {self.session}"

    def is_kept(self) -> bool:
        """Tell if anything of this chat is stored."""
        return self.sessions.saver.get_tuple(self.config) is not None

    def state(self) -> State:
        """Return what the session holds now."""
        return self.sessions.state(self.session)
