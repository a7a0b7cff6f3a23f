"""What can be looked at in a conversation at any time. Documents go to standard output."""

from collections.abc import Iterator, Mapping

from agent import state as states
from agent.cards import decided, open_questions
from agent.cli.output import put, say
from agent.documents import MARKDOWN, document_of, rendered
from agent.facts_yaml import facts_yaml
from agent.llm import Usage
from agent.state import State
from tools.domain.decisions import UNDETERMINED
from tools.domain.evidence import Implied
from tools.domain.facts import Facts
from tools.domain.facts.removal import without
from tools.domain.verdict import Finding
from tools.report.mermaid import mermaid
from tools.report.text import counted
from tools.steps import STAGES


def facts(state: State) -> None:
    """Print what is known, as a facts file, without the rows that only follow from others."""
    known = states.facts_of(state)
    said = known.evidence.items()
    implied = [ref for ref, one in said if isinstance(one, Implied) and not _is_spoken_of(ref, known)]
    put(facts_yaml(without(known, implied)))


def diagram(state: State) -> None:
    """Print the recommended design as a Mermaid flowchart."""
    put(mermaid(next(one for one in document_of(state).diagrams if one.id == "target")))


def document(state: State) -> None:
    """Print the document as far as it is decided."""
    put((state.get("files") or rendered(document_of(state)))[MARKDOWN])


def findings(state: State) -> None:
    """Say what is wrong, the worst first, and what to do about it."""
    found = decided(state).verdict.findings
    say("\n".join(map(_finding, found)) or "No findings.")


def standing(state: State) -> Iterator[str]:
    """Yield where a conversation stands, for whoever comes back to it."""
    if "intake" not in state:
        yield "The brief is still to be read."
        return
    known = states.facts_of(state)
    stores, paths = counted(len(known.stores), "store"), counted(len(known.paths), "path")
    entities = counted(len(known.entities), "entity", "entities")
    yield f"Where you were: {known.system or 'a system without a name'}, {stores}, {entities}, {paths}."
    if len(state["designs"]) == len(STAGES):
        every = decided(state).decisions
        settled = [one for one in every if one.choice != UNDETERMINED]
        yield f"Decided: {len(settled)} of {len(every)}. Open questions: {len(open_questions(state))}."
    if answers := state.get("answers"):
        yield f"You said: {'; '.join(f'{fact} = {text}' for fact, text in answers.items())}"
    if removed := state.get("removed"):
        yield f"You struck out: {', '.join(removed)}"
    if assumed := state.get("assumed"):
        yield f"To be assumed: {', '.join(assumed)}"
    if state.get("files"):
        yield "This chat is finished. `change FACT VALUE` still changes an answer."


def bill(usage: Mapping[str, Usage]) -> str:
    """Return what a model was asked, use by use, as a table; empty if nothing was asked."""
    if not usage:
        return ""
    rows = [*usage.items(), ("all", sum(usage.values(), Usage()))]
    lines = [f"{'Model use':<12}{'requests':>9}{'tokens in':>12}{'cached':>12}{'tokens out':>12}"]
    lines += [
        f"{use:<12}{one.requests:>9,}{one.tokens_in:>12,}{one.tokens_cached:>12,}{one.tokens_out:>12,}"
        for use, one in rows
    ]
    return "\n".join(lines)


def _is_spoken_of(row: str, known: Facts) -> bool:
    return any(ref.startswith(f"{row}.") for ref in known.evidence)


def _finding(one: Finding) -> str:
    remedy = f"\n    {one.remedy}" if one.remedy else ""
    return f"{one.severity}: {one.message} ({one.rule}, {one.about} design){remedy}"
