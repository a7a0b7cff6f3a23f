"""The catalogue of technologies for a reader."""

from tools.knowledge.technologies import catalogue
from tools.knowledge.technology import Claim, Technology
from tools.reference.page import bullets, cited, page, table

VERDICTS = {"yes": "yes", "caveat": "with care", "no": "no", "na": "does not apply"}


def technologies_page() -> str:
    """Return docs/technologies.md: every technology with what it does as source and sink, and its hazards."""
    rows = (
        (f"`{t.id}`", t.name, t.category.replace("_", " "), VERDICTS[t.system_of_record.verdict])
        for t in catalogue().all
    )
    return page(
        "Technologies",
        "Use the id in a facts file, or `other`.",
        "A claim without a link is from memory or engineering judgement, as it says.",
        table(("id", "name", "kind", "system of record"), rows),
        *map(_technology, catalogue().all),
    )


def _technology(t: Technology) -> str:
    aliases = f"Also written: {', '.join(t.aliases)}." if t.aliases else ""
    blocks = [f"## {t.id}", f"{t.name}. {aliases}".strip(), bullets(_claims(t))]
    if t.hazards:
        blocks.append("Hazards:")
        blocks.append(bullets(f"{hazard.text} ({cited(hazard.sources)})" for hazard in t.hazards))
    return "\n\n".join(block for block in blocks if block)


def _claims(t: Technology) -> list[str]:
    claims = [
        _said(
            f"System of record: {VERDICTS[t.system_of_record.verdict]}",
            t.system_of_record.note,
            t.system_of_record,
        )
    ]
    if capture := t.capture:
        claims.append(_said(f"Log access: {capture.log_access}", "; ".join(capture.requires), capture))
        if capture.window:
            claims.append(_said("Keeps unread changes", capture.window.text, capture.window))
        if capture.version_token:
            claims.append(_said("Version token", capture.version_token.text, capture.version_token))
    if sink := t.sink:
        claims.append(_said(f"Refuses stale versions: {sink.guard}", sink.guard_how, sink))
    if transport := t.transport:
        order = transport.order_scope.replace("_", " ")
        claims.append(_said(f"Carries in order: {order}", transport.order_note, transport))
    return claims


def _said(what: str, how: str, claim: Claim) -> str:
    return f"{what}{f': {how}' if how else ''} ({cited(claim.sources)})"
