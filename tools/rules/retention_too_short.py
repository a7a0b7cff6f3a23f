"""R16 retention_too_short."""

from collections.abc import Iterator

from tools.domain.design import Architecture, DataPath, Design
from tools.rules.lookup import because, built, route, today
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        said = today(design, path)
        kept = said.retention_h if said and said.retention_h is not None else _window(path)
        if kept is None or path.traits.reads_log is False:
            continue
        longest = (said.longest_outage_h if said else None) or path.traits.max_outage_h
        rebuild = said.rebuild_h if said else None
        for hours, what, field in (
            (longest, "outage", "longest_outage_h"),
            (rebuild, "rebuild", "rebuild_h"),
        ):
            if hours is not None and kept <= hours:
                yield Violation(
                    path.id,
                    f"{route(design, path)}: changes are kept for {kept:g} h, and the longest {what} is "
                    f"{hours:g} h",
                    because(design, path, "retention_h", field),
                )


def _window(path: DataPath) -> float | None:
    return min((hop.window_h for hop in path.hops if hop.window_h is not None), default=None)


RULE = Rule(
    id="R16",
    name="retention_too_short",
    problem=(
        "Unread changes are kept for less time than the longest outage, or than a rebuild from them takes."
    ),
    rationale=(
        "What is thrown away before it is read is missing for good, and a recreated slot or group "
        "hides the gap."
    ),
    remedy=(
        "Keep changes for longer than the longest outage and its repair; stop loudly beyond that and "
        "copy again."
    ),
    sources=("dbz_pg", "flinkcdc_271", "flinkcdc_2279"),
    severity="critical",
    violations=_violations,
)
