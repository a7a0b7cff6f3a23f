"""Whether evidence is what it claims to be: quotes stand in the brief, numbers rest on something."""

from collections.abc import Mapping
from typing import Any

from tools.domain.brief import Brief
from tools.domain.evidence import Evidence, FileLine, Quote, cite
from tools.domain.facts import Facts


def evidence_of(facts: Facts, ref: str) -> Evidence | None:
    """Return the evidence of a fact, else that of the row or group that it stands in."""
    while ref:
        if found := facts.evidence.get(ref):
            return found
        ref = ref.rpartition(".")[0]
    return None


def is_found(evidence: Evidence, brief: Brief) -> bool:
    """Say whether a quote stands in its file, and a line in it; other kinds point at nothing in the brief."""
    if isinstance(evidence, Quote):
        return _folded(evidence.text) in _folded(brief.texts.get(evidence.file, ""))
    if isinstance(evidence, FileLine):
        return evidence.line <= len(brief.texts.get(evidence.file, "").splitlines())
    return True


def loose_evidence(facts: Facts, brief: Brief) -> tuple[int, list[str]]:
    """Return how many pieces of evidence point into the brief, and those that are not found there."""
    pointing = {ref: one for ref, one in facts.evidence.items() if isinstance(one, Quote | FileLine)}
    loose = [f"{ref}: {cite(one)}" for ref, one in sorted(pointing.items()) if not is_found(one, brief)]
    return len(pointing), loose


def loose_numbers(document: Mapping[str, Any], facts: Facts) -> tuple[int, list[str]]:
    """Return how many numbers the decisions rest on, and those without evidence, assumption or source."""
    assumed = {one["fact"] for one in document["assumptions"]}
    numbers = [
        (decision["id"], because)
        for decision in document["decisions"]
        for because in decision["because"]
        if isinstance(because["value"], int | float) and not isinstance(because["value"], bool)
    ]
    loose = [
        f"{id_}: {because['input']} = {because['value']}"
        for id_, because in numbers
        if not (_is_supported(because, facts) or because["fact"] in assumed)
    ]
    return len(numbers), loose


def _is_supported(because: Mapping[str, Any], facts: Facts) -> bool:
    return bool(evidence_of(facts, because["fact"]) if because["fact"] else because["note"])


def _folded(text: str) -> str:
    return " ".join(text.split())
