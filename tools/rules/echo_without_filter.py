"""R08 echo_without_filter."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.knowledge.technologies import is_provider
from tools.rules.lookup import because, built, named, owners, today
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    paths = [path for path in built(side) if not path.traits.filled_by_readers]
    ways = {(path.entity, path.source, path.target): path for path in paths}
    owned = owners(design)
    for path in paths:
        said, back = today(design, path), ways.get((path.entity, path.target, path.source))
        two_way = said is not None and said.mechanism == "bidirectional"
        if not two_way and not (back and path.source < path.target):  # a loop of two paths is reported once
            continue
        if not two_way and any(is_provider(design.facts, end) for end in (path.source, path.target)):
            continue  # a call and its answer
        ways_said = (said, today(design, back) if back else None)
        filters = {way.origin_filter for way in ways_said if way}
        split = any(owner.group for owner in owned.get(path.entity, ()))
        if True in filters or (split and False not in filters):
            continue
        yield Violation(
            path.id,
            f"{path.entity} goes from {named(design, path.source)} to {named(design, path.target)} and back, "
            f"and {'nothing stops' if False in filters else 'nobody said what stops'} a change from "
            "returning",
            because(design, path, "origin_filter"),
            None if False in filters else "medium",
        )


RULE = Rule(
    id="R08",
    name="echo_without_filter",
    problem="Two stores feed each other and nothing stops a change from coming back.",
    rationale=(
        "Each side takes the echo for a new change and sends it on; the loop grows until something "
        "breaks, or fields flip between old and new."
    ),
    remedy=(
        "Give each field one owner and drop what came from the other side, by origin or by a hash of "
        "what was last written."
    ),
    sources=("pgl_210", "valence_loops"),
    severity="high",
    violations=_violations,
)
