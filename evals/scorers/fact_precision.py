"""Is what was taken from the text in it?

Judged are the stores (the gold names all), the facts for which the gold has a value, and facts that the gold
knows to be unsaid. What was assumed and said to be so is no claim about the text.
"""

from collections.abc import Iterator

from evals.align import same
from evals.outcome import StoreSeen
from evals.scorers.fact_recall import is_read
from evals.scoring import Line, Run, Score, Scorer, line, mean_of
from tools.knowledge.technologies import catalogue


def _score(run: Run) -> Score:
    return mean_of(_lines(run), asked=True)


def _lines(run: Run) -> Iterator[Line]:
    for store in run.outcome.stores:
        gold = run.meant.stores.get(store.id)
        if gold or _is_claimed(run, store):
            yield line(gold or "no such store", f"store {store.id}", gold is not None)
    for ref, fact in run.outcome.facts.items():
        meant = run.meant.reference(ref)
        if fact.evidence == "assumption":
            continue
        if meant in run.expected.facts:
            value = run.expected.facts[meant]
            right = is_read(fact) and same(value, run.meant.fact(ref, fact.value))
            yield line(f"{meant} = {value}", f"{ref} = {fact.value}", right)
        elif meant in run.expected.questions.ask:
            yield line(f"{meant} is unsaid", f"{ref} = {fact.value}", False)


def _is_claimed(run: Run, store: StoreSeen) -> bool:
    """Say whether the text is said to name it; a tool in between (Debezium) is a store in paths only."""
    technology = catalogue().find(store.technology)
    tool = technology is not None and technology.role in ("tool", "processor")
    return not tool and f"stores.{store.id}.technology" in run.outcome.facts


SCORER = Scorer(
    "fact_precision", "Of what was understood, how much does the text state?", _score, any_document=False
)
