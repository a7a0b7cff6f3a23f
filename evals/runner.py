"""Run many scenarios, some at once. What goes wrong in one is its result; the others go on."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from evals import arms
from evals.errors import EvalError
from evals.ledger import Ledger
from evals.outcome import Outcome
from evals.results import Job, Result, Status, identity_of, name_of, program_digest
from evals.scenario import Scenario, load
from evals.waves import Tell

Done = Callable[[Job, Result], None]


def jobs(scenarios: Sequence[Scenario], chosen: Sequence[str], repeats: int) -> tuple[Job, ...]:
    """Return every run that is wanted: each scenario in each arm, so many times."""
    program = program_digest()
    return tuple(
        Job(scenario.folder.parent, scenario.name, arm, repeat, identity)
        for scenario in scenarios
        for identity in (identity_of(scenario, program),)
        for arm in chosen
        for repeat in range(1, repeats + 1)
    )


def run_all(
    wanted: Sequence[Job], at_once: int, done: Done, folder: Path, tell: Tell, *, fresh: bool = False
) -> None:
    """Run jobs, so many processes at once, and hand over each result when it is there.

    Those of the arm `batch` go together. What is asked for them stands in the folder until they have run, and
    `tell` hears how far they are; with `fresh`, nothing that was asked before counts.
    """
    _run_apart([job for job in wanted if job.arm != arms.BATCH], at_once, done)
    if together := [job for job in wanted if job.arm == arms.BATCH]:
        with Ledger.open(folder) as ledger:
            if fresh:
                ledger.forget(map(name_of, together))
            _run_together(together, ledger, done, tell)


def run_one(job: Job) -> Result:
    """Run one job. It never raises but for Ctrl-C."""
    try:
        outcome = arms.run(load(job.scenario, job.folder), job.arm, job.repeat)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other scenarios go on
        return _ended(job, error)
    return _ended(job, outcome)


def _run_apart(wanted: Sequence[Job], at_once: int, done: Done) -> None:
    if at_once == 1:
        for job in wanted:
            done(job, run_one(job))
        return
    with ProcessPoolExecutor(at_once, mp_context=get_context("spawn")) as pool:
        started: dict[Future[Result], Job] = {pool.submit(run_one, job): job for job in wanted}
        try:
            for future in as_completed(started):
                done(started[future], _taken(future, started[future]))
        except BaseException:  # Ctrl-C among them: what has not begun never will
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _run_together(wanted: Sequence[Job], ledger: Ledger, done: Done, tell: Tell) -> None:
    left = {name_of(job): job for job in wanted}
    try:
        scenarios = {name: load(job.scenario, job.folder) for name, job in left.items()}
        for name, end in arms.run_together(scenarios, ledger, tell):
            result = _ended(left[name], end)
            done(left[name], result)
            del left[name]
            if result.status == "ran":
                ledger.forget([name])
    except Exception as error:  # noqa: BLE001 - the other arms are run all the same
        for job in left.values():
            done(job, _ended(job, error))


def _taken(future: Future[Result], job: Job) -> Result:
    try:
        return future.result()
    except BrokenProcessPool:
        return _ended(job, EvalError("the process that ran it, or one beside it, died"))


def _ended(job: Job, end: Outcome | Exception) -> Result:
    """Return how a job ended: with something to score, without having begun, or with an error."""
    if isinstance(end, Outcome):
        return _result(job, "ran", outcome=end)
    if isinstance(end, arms.NotRunError):
        return _result(job, "not run", message=str(end))
    return _result(job, "error", message=f"{type(end).__name__}: {end}")


def _result(job: Job, status: Status, message: str = "", outcome: Outcome | None = None) -> Result:
    return Result(
        scenario=job.scenario,
        arm=job.arm,
        repeat=job.repeat,
        identity=job.identity,
        status=status,
        message=message,
        outcome=outcome,
    )
