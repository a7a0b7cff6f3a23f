"""The 36 items of the checklist, answered for every path of today's and of the recommended system.

The questions, their severity and their evidence are data (tools/knowledge/checklist.yaml). Unknown is never a
pass.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from tools.domain.design import Architecture, Design
from tools.domain.verdict import CheckAnswer
from tools.guarantees import checks
from tools.guarantees.flow import Flow, Judged, Kind, flow
from tools.knowledge import checklist as knowledge

NOT_SO: Mapping[Kind, str] = {
    "parked": "parked, not built",
    "still": "nothing is copied",
    "in_place": "one database, nothing travels",
    "cache": "readers fill it from the authority",
    "effect": "an effect outside, not a copy of state",
    "swap": "the whole copy is replaced",
    "run": "a scheduled run reads the source itself",
    "log": "changes are read from a log",
    "stream": "no scheduled copy",
}
"""Why an item does not apply to a kind of path."""

COPIES: tuple[Kind, ...] = ("log", "stream", "run", "swap")
FLOWING: tuple[Kind, ...] = ("log", "stream")
MERGING: tuple[Kind, ...] = ("log", "stream", "run")


@dataclass(frozen=True, slots=True)
class PathCheck:
    """Which kinds of path an item is asked of, and what answers it."""

    kinds: tuple[Kind, ...]
    judge: Callable[[Flow], Judged]


PATH_CHECKS: Mapping[str, PathCheck] = {
    "C02": PathCheck((*COPIES, "effect"), checks.intent_is_durable),
    "C03": PathCheck(COPIES, checks.repeats_are_harmless),
    "C04": PathCheck(COPIES, checks.disorder_is_harmless),
    "C05": PathCheck(MERGING, checks.version_rises),
    "C06": PathCheck(COPIES, checks.deletes_stay_deleted),
    "C07": PathCheck((*COPIES, "effect"), checks.operation_keeps_its_id),
    "C08": PathCheck(("effect",), checks.outside_calls_are_safe),
    "C09": PathCheck(FLOWING, checks.window_outlives_outage),
    "C10": PathCheck(("log",), checks.in_operation),
    "C11": PathCheck(COPIES, checks.bootstrap_is_whole),
    "C12": PathCheck(COPIES, checks.can_be_rebuilt),
    "C13": PathCheck(("log",), checks.rows_have_identity),
    "C14": PathCheck((*FLOWING, "effect"), checks.one_ordering_key),
    "C17": PathCheck((*FLOWING, "effect"), checks.in_operation),
    "C18": PathCheck((*COPIES, "effect"), checks.lag_is_measured),
    "C19": PathCheck((*COPIES, "effect"), checks.reconciliation_compares_values),
    "C20": PathCheck((*COPIES, "cache"), checks.own_writes_are_seen),
    "C21": PathCheck((*COPIES, "cache", "effect"), checks.erasure_reaches_it),
    "C22": PathCheck(MERGING, checks.in_operation),
    "C23": PathCheck((*FLOWING, "effect"), checks.sink_spares_the_authority),
    "C24": PathCheck((*COPIES, "cache"), checks.torn_reads),
    "C25": PathCheck(COPIES, checks.echo_is_stopped),
    "C26": PathCheck(("cache",), checks.fill_is_guarded),
    "C27": PathCheck(MERGING, checks.no_clock_decides),
    "C28": PathCheck(MERGING, checks.successor_is_fenced),
    "C29": PathCheck(COPIES, checks.derivation_repeats),
    "C30": PathCheck((*COPIES, "effect"), checks.settings_are_durable),
    "C31": PathCheck(FLOWING, checks.view_is_never_ahead),
    "C32": PathCheck((*COPIES, "cache"), checks.permissions_travel),
    "C33": PathCheck(MERGING, checks.restore_is_rehearsed),
    "C34": PathCheck(MERGING, checks.rows_leave_the_filter),
    "C35": PathCheck(("swap", "run"), checks.implausible_extract_is_refused),
    "C36": PathCheck(COPIES, checks.in_operation),
}

SYSTEM_CHECKS: Mapping[str, Callable[[Design, Architecture], Judged]] = {
    "C01": checks.every_group_has_an_authority,
    "C15": checks.invariants_have_a_place,
    "C16": checks.isolation_excludes_the_anomaly,
}


def checklist(design: Design) -> tuple[CheckAnswer, ...]:
    """Return the answers: today's system before the recommended one, path by path, items in their order.

    Items about the whole system come first, with an empty path. An unknown answer says what would tell.
    """
    return tuple(answer for side in (design.current, design.recommended) for answer in _side(design, side))


def _side(design: Design, side: Architecture) -> Iterator[CheckAnswer]:
    for item in knowledge.checklist():
        if item.id in SYSTEM_CHECKS:
            yield _answer(item, side.about, "", SYSTEM_CHECKS[item.id](design, side))
    ways = {(path.entity, path.source, path.target) for path in side.paths}
    for path in side.paths:
        yield from _path(flow(path, design, ways))


def _path(seen: Flow) -> Iterator[CheckAnswer]:
    about, id_ = seen.path.about, seen.path.id
    for item, check in _path_items():
        yield _answer(item, about, id_, _judge(check, seen))


@cache
def _path_items() -> tuple[tuple[knowledge.ChecklistItem, PathCheck], ...]:
    return tuple((item, PATH_CHECKS[item.id]) for item in knowledge.checklist() if item.id in PATH_CHECKS)


def _judge(check: PathCheck, seen: Flow) -> Judged:
    if seen.kind == "open":
        return "unknown", "the mechanism is not decided"
    if seen.kind not in check.kinds:
        return "not_applicable", NOT_SO[seen.kind]
    return check.judge(seen)


def _answer(item: knowledge.ChecklistItem, about: str, path: str, judged: Judged) -> CheckAnswer:
    answer, evidence = judged
    if answer != "unknown":
        return CheckAnswer(item.id, about, path, answer, item.severity, evidence)  # type: ignore[arg-type]
    evidence = f"{evidence}; would tell: {', '.join(item.evidence)}"
    severity = "high" if judged == checks.RESTRICTION_UNSAID else item.severity
    shown_later = judged in (checks.IN_OPERATION, checks.CLIENT_MAKES_THE_ID)
    return CheckAnswer(item.id, about, path, answer, severity, evidence, shown_later)  # type: ignore[arg-type]
