"""`integration-architect sessions`"""

from dataclasses import asdict

import click

from agent.cli import exit_codes
from agent.cli.output import put_json, say
from agent.sessions import open_sessions
from agent.state import usage_of


@click.group()
def command() -> None:
    """List, show, export or delete chats.

    Chats are kept in INTEGRATION_ARCHITECT_HOME, else in the
    platform's folder for user data, readable by you alone; or in
    PostgreSQL, if INTEGRATION_ARCHITECT_SESSIONS is a
    postgresql:// URL.

    \b
    Examples:
      integration-architect sessions list
      integration-architect sessions show 1f2e3d4c
    """


@command.command("list")
def list_() -> int:
    """Print every chat, the latest first.

    \b
    Example:
      integration-architect sessions list
    """
    with open_sessions() as sessions:
        put_json([asdict(summary) for summary in sessions.list()])
    return exit_codes.OK


@command.command()
@click.argument("id_", metavar="ID")
def show(id_: str) -> int:
    """Print answers, open questions and model use of a chat.

    \b
    Example:
      integration-architect sessions show 1f2e3d4c
    """
    with open_sessions() as sessions:
        state = sessions.state(id_)
    put_json(
        {
            "id": id_,
            "answers": state.get("answers", {}),
            "struck_out": state.get("removed", []),
            "assumed": state.get("assumed", []),
            "open": [card["fact"] for card in state.get("cards") or []],
            "changed_last": state.get("changes", []),
            "finished": bool(state.get("files")),
            "usage": {use: asdict(usage) for use, usage in usage_of(state).items()},
        }
    )
    return exit_codes.OK


@command.command()
@click.argument("id_", metavar="ID")
def export(id_: str) -> int:
    """Print everything that is kept of a chat.

    \b
    Example:
      integration-architect sessions export 1f2e3d4c > a.json
    """
    with open_sessions() as sessions:
        put_json(sessions.state(id_))
    return exit_codes.OK


@command.command()
@click.argument("id_", metavar="ID")
def delete(id_: str) -> int:
    """Delete a chat for good.

    \b
    Example:
      integration-architect sessions delete 1f2e3d4c
    """
    with open_sessions() as sessions:
        sessions.delete(id_)
    say(f"session {id_} is deleted")
    return exit_codes.OK
