"""Every piece of advice is checked; what is wrong is caught, what is left says how far it was checked."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any

from agent.advice import code
from agent.advice.arithmetic import bound, total
from agent.advice.claims import (
    Advised,
    Atomic,
    Bound,
    Constraint,
    Elaboration,
    Failover,
    Fencing,
    OnePlace,
    Ordered,
    Repair,
    RetrySafe,
    StateMachine,
    Sum,
    VersionToken,
)
from agent.advice.constraints import constraint
from agent.advice.engine import EngineError
from agent.advice.explored import failover, fencing, repair, retry
from agent.advice.grounded import new_numbers, ungrounded
from agent.advice.machines import state_machine
from agent.advice.outcome import STATUSES, Outcome, Status
from agent.advice.places import atomic, one_place, ordered
from agent.advice.postgresql import Database, Engine, available, throwaway
from agent.advice.schema import schema
from agent.advice.subject import Subject, subject
from agent.advice.versions import forgotten_failover, version_token
from agent.advice.words import unclaimed
from tools.domain.assisted import Block, Caught
from tools.domain.design import Design
from tools.report import document
from tools.report.grounds import Grounds

Judge = Callable[[Any, Subject, Database | None], Outcome]

CLAIMS: Mapping[type, tuple[str, Judge]] = {
    Sum: ("a sum", lambda claim, about, database: total(claim)),
    Bound: ("a bound", lambda claim, about, database: bound(claim)),
    RetrySafe: ("a retry called safe", lambda claim, about, database: retry(claim, about)),
    VersionToken: ("a version token", lambda claim, about, database: version_token(claim, about)),
    Fencing: ("a fence", lambda claim, about, database: fencing(claim, about)),
    StateMachine: ("a state machine", lambda claim, about, database: state_machine(claim)),
    Atomic: ("a commit called atomic", lambda claim, about, database: atomic(claim, about)),
    OnePlace: ("one place that decides", lambda claim, about, database: one_place(claim, about)),
    Ordered: ("an order that is kept", lambda claim, about, database: ordered(claim, about)),
    Constraint: ("a constraint", lambda claim, about, database: constraint(claim, database)),
    Repair: ("a repair job", lambda claim, about, database: repair(claim, about)),
    Failover: ("a failover", lambda claim, about, database: failover(claim, about)),
}
"""What a reader calls each kind of claim, and what judges it."""

RUN = 24
"""Pieces of advice whose code is run: twice what a model is asked for; what follows is at most parsed."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The advice that stands, in its order, and what was caught."""

    blocks: tuple[Block, ...] = ()
    caught: tuple[Caught, ...] = ()


def advised(elaboration: Elaboration, design: Design, brief: str = "") -> Checked:
    """Check advice, on a PostgreSQL of its own where one is needed and can be started."""
    if any(block.language == "sql" and block.code for block in elaboration.blocks) and available():
        with suppress(EngineError), throwaway() as engine:
            return check(elaboration, design, engine, brief)
    return check(elaboration, design, brief=brief)


def check(elaboration: Elaboration, design: Design, engine: Engine | None = None, brief: str = "") -> Checked:
    """Check advice. Without an engine SQL is parsed, if PostgreSQL's grammar is installed, or not checked.

    `brief` is what the user said: its numbers are not the advice's own.
    """
    if engine:
        engine.prepare(schema(design))
    grounds = Grounds(document(design), brief)
    judged = [
        _judged(block, design, grounds, engine, runs=number < RUN)
        for number, block in enumerate(elaboration.blocks)
    ]
    return Checked(
        blocks=tuple(one for one in judged if isinstance(one, Block)),
        caught=tuple(one for one in judged if isinstance(one, Caught)),
    )


def _judged(
    block: Advised, design: Design, grounds: Grounds, engine: Engine | None, *, runs: bool
) -> Block | Caught:
    about = subject(design, block.subject)
    if about is None:
        return Caught(
            block.subject, "a name", "the design builds no such path, and has no such store or entity"
        )
    if wrong := ungrounded(block.text, grounds):
        return Caught(block.subject, "what its words say of the design", wrong.says)
    found = list(_parts(block, about, engine if runs else None, runs))
    if strange := new_numbers(block, grounds):
        found.append(("a number", strange))
    for what, outcome in found:
        if outcome.status == "refused":
            return Caught(block.subject, what, outcome.says)
    weakest: Status = min((outcome.status for _, outcome in found), key=STATUSES.index, default="not checked")
    assert weakest != "refused"
    detail = "; ".join(dict.fromkeys(outcome.says for _, outcome in found))
    return Block(block.subject, block.text, block.code, block.language, weakest, detail)


def _parts(
    block: Advised, about: Subject, engine: Engine | None, runs: bool
) -> Iterator[tuple[str, Outcome]]:
    """Yield each part of a block, in a reader's words, with its outcome."""
    with ExitStack() as stack:
        database = stack.enter_context(engine.database()) if engine and block.language == "sql" else None
        if block.code.strip():
            outcome = code.check(block, engine.name if engine else "", database, runs)
            yield code.called(block), outcome
            database = database if outcome.status == "ran" else None
        for claim in block.claims:
            what, judge = CLAIMS[type(claim)]
            yield what, judge(claim, about, database)
    if forgotten := forgotten_failover(block.claims, about):
        yield "a failover that is not spoken of", forgotten
    if promised := unclaimed(block.text, block.claims):
        yield "a promise", promised
