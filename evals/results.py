"""What came of each run, kept in one file per run so that a run that was broken off goes on."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from agent.files import replace_all
from evals.outcome import Outcome
from evals.scenario import Scenario

FOLDER = "runs"
PROGRAM = ("agent", "evals", "prompts", "tools")
_ROOT = Path(__file__).parents[1]

Status = Literal["ran", "error", "not run"]
"""An error is neither a pass nor a fail: it says nothing about the answer."""


@dataclass(frozen=True, slots=True)
class Job:
    """One run that is wanted. `identity` is that of everything that goes into it: files and program."""

    folder: Path  # of all scenarios
    scenario: str
    arm: str
    repeat: int
    identity: str


class Result(BaseModel):
    """What came of one run."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scenario: str
    arm: str
    repeat: int
    identity: str
    status: Status
    message: str = ""
    outcome: Outcome | None = None


def name_of(run: Job | Result) -> str:
    """Return what no other run in the same folder is called."""
    return f"{run.scenario}.{run.arm}.{run.repeat}"


def keep(result: Result, folder: Path) -> None:
    """Write a result. Raise WriteError if that cannot be done."""
    replace_all(folder / FOLDER, {f"{name_of(result)}.json": result.model_dump_json(indent=1) + "\n"})


def kept(job: Job, folder: Path) -> Result | None:
    """Return what came of a job before, if it was made of the same things. Errors are tried again."""
    try:
        result = Result.model_validate_json((folder / FOLDER / f"{name_of(job)}.json").read_text("utf-8"))
    except (OSError, ValidationError):  # not there, or of another version: run it again
        return None
    return result if result.identity == job.identity and result.status == "ran" else None


def program_digest() -> str:
    """Return a digest of the program: its code, knowledge and prompts, but no scenario."""
    digest = sha256()
    for package in PROGRAM:
        for path in sorted((_ROOT / package).rglob("*")):
            inside = path.relative_to(_ROOT).as_posix()
            if path.is_file() and path.suffix != ".pyc" and not inside.startswith("evals/scenarios/"):
                digest.update(inside.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def identity_of(scenario: Scenario, program: str) -> str:
    """Return a digest of what goes into a run of a scenario, its recordings among it."""
    digest = sha256(program.encode())
    for path in sorted(scenario.folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(scenario.folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
