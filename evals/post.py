"""The way of questions to the endpoint of batches: what was paid for is not asked again.

Each step is in the ledger before the next is taken. What stays open is whether a batch was made when the
process died before it heard so; then the batches that were made since are looked through. Only one that the
endpoint took and did not yet list is missed. That costs one batch twice; no answer is wrong for it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from agent.llm import batches
from agent.llm.batches import Batches
from agent.llm.transport import Fault
from agent.llm.waiting import answered, failed
from agent.state import Json
from evals.ledger import Ledger, Question


def send(
    questions: Mapping[str, Question], endpoint: Batches, ledger: Ledger, tell: Callable[[int], None]
) -> Mapping[str, Json]:
    """Ask all at once, by id, and return what to resume with; `tell` hears how many answers are back.

    What an open batch has is waited for, and only the rest is sent. Raise AgentError if that cannot be done.
    """
    tell(0)
    _settle(endpoint, ledger)
    asked = {id_ for ids in ledger.batches().values() for id_ in ids}
    new = [question for id_, question in questions.items() if id_ not in asked]
    for begin in range(0, len(new), batches.LARGEST):
        _create(new[begin : begin + batches.LARGEST], endpoint, ledger)
    back: dict[str, Json] = {}
    for batch, ids in ledger.batches().items():
        if not questions.keys().isdisjoint(ids):
            back |= _fetch(batch, ids, endpoint, ledger, tell, len(back))
            tell(len(back))
    return back


def _settle(endpoint: Batches, ledger: Ledger) -> None:
    """Find out what became of a batch that was about to be made when the process died."""
    ids, after = ledger.unsure()
    if ids:
        ledger.sent(endpoint.find(ids, after))


def _create(questions: Sequence[Question], endpoint: Batches, ledger: Ledger) -> None:
    after = endpoint.newest()
    ledger.sending(questions, after)
    ledger.sent(endpoint.create({question.id: question.request for question in questions}, after))


def _fetch(
    batch: str,
    ids: Collection[str],
    endpoint: Batches,
    ledger: Ledger,
    tell: Callable[[int], None],
    before: int,
) -> Mapping[str, Json]:
    results = endpoint.results(batch, ids, lambda done: tell(before + done))
    back = {
        id_: failed(result) if isinstance(result, Fault) else answered(result)
        for id_, result in results.items()
    }
    ledger.answered(back)
    return back
