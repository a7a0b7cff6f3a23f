"""What a session remembers: JSON values only, and the way between them and the domain.

Only two things are remembered for good: what intake found and what the user answered. Facts follow from them,
designs from the facts. Whoever changes the keys, their meaning or the name of a node raises SCHEMA_VERSION
and says in `readable` what becomes of older sessions.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypedDict, TypeVar, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, TypeAdapter, ValidationError

from agent.errors import AgentError
from agent.llm import Usage
from tools.domain.assisted import Assisted
from tools.domain.brief import Brief
from tools.domain.design import Design
from tools.domain.evidence import Answer
from tools.domain.facts import Facts, set_ref
from tools.domain.facts.refs import parse_value
from tools.domain.facts.removal import without
from tools.intake.proposals import Proposal
from tools.intake.redact import redact
from tools.intake.result import Intake
from tools.questions import assume
from tools.steps import start

Json = dict[str, Any]
T = TypeVar("T")

SCHEMA_VERSION = 3
"""Format 1 remembered a design for each step, format 2 one for each stage; 3 has a model's part, too."""

_BRIEF = TypeAdapter(Brief)
_INTAKE = TypeAdapter(Intake)
_DESIGN = TypeAdapter(Design)
_ASSISTED = TypeAdapter(Assisted)
_PROPOSALS = TypeAdapter(tuple[Proposal, ...])


class StateError(AgentError):
    """A session that this program cannot go on with."""


Words = Annotated[str, AfterValidator(redact)]


class Reply(BaseModel):
    """What the user says to one turn of questions, secrets redacted."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[str, Words] = {}
    """Fact -> answer, written as in a facts file. Any fact may be answered, asked for or not."""
    said: dict[str, Words] = {}
    """Asked fact -> answer in the user's own words, for a model to read."""
    why: Words | None = None
    """What to explain: the id of a decision, a rule and so on, or a question in the user's own words."""
    what_if: dict[str, Words] = {}
    """Fact -> value that is only tried."""
    remove: tuple[str, ...] = ()
    """Values and rows of the brief that were misread."""
    undo: bool = False
    """Take the last answers back."""
    assume: tuple[str, ...] = ()
    """Facts for which the safer value is to be assumed."""
    assume_rest: bool = False
    """Assume the safer value for everything that is still open."""


class State(TypedDict, total=False):
    """The state of a session. Every value is JSON; what is None or missing is not there (yet)."""

    schema_version: int
    brief: Json | None  # waits to be read by intake; then dropped, for it may be large
    intake: Json
    reading: Json | None  # the brief as long as a model has pages of it to read; then dropped
    pages: list[Json]  # of the brief, {file, text}, for a model to read
    page: int  # the next to be read
    proposals: list[Json]  # what it proposed, {file, rows}
    answers: dict[str, str]
    removed: list[str]  # values and rows that intake found and the user struck out
    assumed: list[str]  # facts that the user does not want to be asked about
    assume_rest: bool
    reply: Json | None  # waits to be applied
    unsettled: list[str]  # answers in the user's own words that settled nothing
    problem: str | None  # why the last reply was refused
    designs: list[Json]  # the design after each stage so far (tools.steps.STAGES), without its facts
    asked_by: dict[str, list[str]]  # subskill -> facts that it asks for
    before: Json | None  # the last complete design, until the next one is compared with it
    changes: list[str]  # what the last reply changed
    cards: list[Json] | None  # what to ask next; None: not known yet
    worded: bool  # a model has had its chance to word the cards
    shown: list[str]  # lines that answer `why` and `what if`
    history: list["State"]  # what was answered and assumed before each reply
    challenge: Json | None  # what a model doubts (Assisted); None: not asked yet
    elaboration: Json | None  # what it advises, checked (Assisted); None: not asked yet
    narrative: list[str] | None  # its summary; None: not asked yet
    usage: dict[str, list[int]]  # use -> requests, tokens in, tokens out, tokens from the cache
    faults: list[str]  # why a model did not answer, each told once
    files: dict[str, str] | None  # the documents: name -> text


def opening(brief: Brief) -> State:
    """Return the state in which a session begins, or takes up a new brief."""
    return {"schema_version": SCHEMA_VERSION, "brief": _BRIEF.dump_python(brief, mode="json")}


def readable(state: Mapping[str, Any]) -> State:
    """Return a stored state. Raise StateError for a version of the format that cannot be read.

    Of older formats the brief, what intake found and the answers are kept; all designs are to be made anew.
    """
    version = state.get("schema_version")
    if version in (1, 2):
        return {**_kept(state), "schema_version": SCHEMA_VERSION, **_UNDECIDED}
    if version != SCHEMA_VERSION:
        raise StateError(
            f"the session has format {version!r}, this program reads format {SCHEMA_VERSION}; "
            "go on with the version that wrote it, or start a new session with the same files"
        )
    return cast(State, state)


_UNDECIDED: State = {
    "reply": None,
    "problem": None,
    "designs": [],
    "asked_by": {},
    "before": None,
    "changes": [],
    "cards": None,
    "worded": False,
    "challenge": None,
    "elaboration": None,
    "narrative": None,
    "files": None,
}


def _kept(state: Mapping[str, Any]) -> State:
    return cast(State, {key: value for key, value in state.items() if key not in _UNDECIDED})


def brief_of(state: State) -> Brief:
    """Return the brief that intake or a model is to read. Raise StateError if there is none."""
    waiting = state.get("brief") or state.get("reading")
    if not waiting:
        raise StateError("there is nothing to read; begin a session with a brief: {texts: {name: text}}")
    return _load(_BRIEF, waiting)


def intake_of(state: State) -> Intake:
    """Return what intake found."""
    return _load(_INTAKE, state["intake"])


def dump_intake(intake: Intake) -> Json:
    """Return what intake found as JSON."""
    return _dump(_INTAKE, intake)


def proposals_of(state: State) -> tuple[Proposal, ...]:
    """Return what a model proposed from the pages so far."""
    return _load(_PROPOSALS, state.get("proposals", []))


def dump_proposals(proposals: Sequence[Proposal]) -> list[Json]:
    """Return proposals as JSON."""
    return cast(list[Json], _PROPOSALS.dump_python(tuple(proposals), mode="json"))


def dump_assisted(part: Assisted) -> Json:
    """Return a part of what a model wrote as JSON."""
    return _dump(_ASSISTED, part)


def assisted_of(state: State) -> Assisted | None:
    """Return what a model wrote for the document; None where it was never asked."""
    if not (state.get("usage") or state.get("faults")):
        return None
    advice = _load(_ASSISTED, state.get("elaboration") or {})
    doubts = _load(_ASSISTED, state.get("challenge") or {})
    return Assisted(
        narrative="\n\n".join(state.get("narrative") or []) or None,
        blocks=advice.blocks,
        caught=advice.caught,
        doubts_asked=doubts.doubts_asked,
        doubts_known=doubts.doubts_known,
        doubts_unchecked=doubts.doubts_unchecked,
        notes=tuple(state.get("faults", [])),
    )


def facts_of(state: State) -> Facts:
    """Return what intake found and the user let stand, with the answers.

    Where the user said so, what nobody said and has no safer value is assumed. Raise FactsError for an
    answer that cannot be.
    """
    of = (
        state["intake"],
        *(state.get(key) for key in ("answers", "removed", "assumed", "assume_rest")),
    )
    last, facts = _latest[0]
    if not all(one is other for one, other in zip(of, last, strict=True)):
        facts = _facts(state)
        _latest[0] = (of, facts)
    return facts


_latest: list[tuple[tuple[object, ...], Facts]] = [((None,) * 5, Facts(schema_version=1))]
"""The facts that were asked for last, with what they were made of: every node asks for the same ones."""


def _facts(state: State) -> Facts:
    facts = start(without(intake_of(state).facts, state.get("removed", []))).facts
    for fact, text in state.get("answers", {}).items():
        facts = answered(facts, fact, text)
    facts = start(facts).facts
    return assume(facts, None if state.get("assume_rest") else state.get("assumed", []))


def usage_of(state: State) -> Mapping[str, Usage]:
    """Return what was used of a model, by use."""
    return {use: Usage(*numbers) for use, numbers in state.get("usage", {}).items()}


def reply_of(state: State) -> Reply:
    """Return the reply that waits to be applied."""
    return Reply.model_validate(state["reply"])


def answered(facts: Facts, fact: str, text: str) -> Facts:
    """Return facts with one answer, as the user typed it. Raise FactsError if it cannot be."""
    return set_ref(facts, fact, parse_value(text), Answer(text=text))


def design_after(state: State, stages: int) -> Design:
    """Return the design as it was after so many stages; 0 is before the first."""
    facts = facts_of(state)
    return _with_facts(state["designs"][stages - 1], facts) if stages else start(facts)


def design_before(state: State) -> Design | None:
    """Return the last complete design while the next one is being made."""
    stored = state.get("before")
    return _with_facts(stored, facts_of(state)) if stored else None


def dump_design(design: Design) -> Json:
    """Return a design as JSON, without the facts, which the state has already."""
    return cast(Json, _DESIGN.dump_python(design, mode="json", exclude={"facts"}))


def _with_facts(stored: Json, facts: Facts) -> Design:
    return _load(_DESIGN, {**stored, "facts": facts})


def _dump(kind: TypeAdapter[Any], value: Any) -> Json:
    return cast(Json, kind.dump_python(value, mode="json"))


def _load(kind: TypeAdapter[T], data: Any) -> T:
    try:
        return kind.validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StateError(
            f"the session holds a value that cannot be read ({where}: {first['msg']}); "
            "start a new session with the same files"
        ) from None
