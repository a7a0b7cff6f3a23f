"""R23 key_expires_before_retry."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import because, built, named
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        traits = path.traits
        late = traits.ext_key and _too_late(traits.ext_max_retry_h, traits.ext_key_retention_h)
        if traits.effect == "EXT" and late and "lookup_before_late_retry" not in path.obligations:
            yield Violation(
                path.id,
                f"{named(design, path.target)} remembers a key for {traits.ext_key_retention_h:g} h, and a "
                f"{path.entity} call can be retried for {traits.ext_max_retry_h:g} h",
                because(design, path, "longest_retry_s"),
            )


def _too_late(retry_h: float | None, kept_h: float | None) -> bool:
    """Whether a retry can come when the key is gone. A provider that takes no key (0) is R22."""
    return retry_h is not None and kept_h is not None and 0 < kept_h <= retry_h


RULE = Rule(
    id="R23",
    name="key_expires_before_retry",
    problem="The provider forgets the idempotency key before the last retry.",
    rationale="After that the same key starts a new operation: the late retry happens twice.",
    remedy="Stop retrying well before the key expires; look up by our own id before any later attempt.",
    sources=("stripe_idem", "stripe_idem_api"),
    severity="critical",
    violations=_violations,
)
