"""R10 version_token_can_reset."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import because, built, named
from tools.rules.rule import Rule, Violation

RESETS = ("broker_offset",)


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        traits = path.traits
        if traits.effect not in (None, "SETV", "PATCHV"):
            continue
        if path.version_token not in RESETS and not (traits.effect and traits.token_can_reset):
            continue
        token = (path.version_token or "version").replace("_", " ")
        yield Violation(
            path.id,
            f"{named(design, path.target)} compares the {token} of {path.entity}, which can start again: "
            "after that it ignores everything new",
            because(design, path, "version_token"),
        )


RULE = Rule(
    id="R10",
    name="version_token_can_reset",
    problem="The version that decides which write is newer can start again from the beginning.",
    rationale=(
        "After a restore, a fail-over or a new topic everything new looks old, and the sink ignores "
        "it without an error."
    ),
    remedy=(
        "Take a version of the row itself, or put an epoch in front of the position that rises on "
        "every reset."
    ),
    sources=("es_sink_142", "es_sink_499"),
    severity="critical",
    violations=_violations,
)
