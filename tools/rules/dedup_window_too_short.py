"""R13 dedup_window_too_short."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import because, built, named
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        traits = path.traits
        if traits.dedup != "WIN" or traits.effect in HARMLESS:
            continue
        if traits.window_s is None or traits.max_redelivery_age_s is None:
            continue
        if traits.max_redelivery_age_s > traits.window_s:
            yield Violation(
                path.id,
                f"{named(design, path.target)} recognises repeats of {path.entity} for {traits.window_s:g} "
                f"s, and a message can come again after {traits.max_redelivery_age_s:g} s",
                because(design, path, "dedup_window_s", "longest_retry_s"),
                None if traits.effect else "high",
            )


HARMLESS = ("SETV", "SET", "PATCHV", "PATCH")
"""Effects that a repeat alone does not double."""


RULE = Rule(
    id="R13",
    name="dedup_window_too_short",
    problem="Repeats are remembered for less time than the oldest retry can take.",
    rationale=(
        "A retry after the window is a second effect. Backlogs and dead-letter replays are the oldest "
        "retries there are."
    ),
    remedy=(
        "Remember the operation id for longer than any replay, in the transaction of the effect; or "
        "set the absolute value."
    ),
    sources=("sqs_fifo", "ch_window", "sqs_outage"),
    severity="critical",
    violations=_violations,
)
