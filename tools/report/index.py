"""Look-ups over a document, by path and by item."""

from tools.domain.decisions import Decision
from tools.domain.design import Ordering
from tools.domain.verdict import CheckAnswer, LawHit
from tools.report.document import Document, PathEntry

_DELETES = {
    "hard": "rows are really deleted",
    "soft": "rows are flagged as deleted",
    "never": "rows are never deleted",
}


class Index:
    """What the verdict and the facts say about one path of the target design."""

    def __init__(self, doc: Document) -> None:
        self._orderings = {order.subject: order for order in doc.ordering}
        self._sign_offs = {s.path: s.outcome for s in doc.sign_offs if s.about == "recommended"}
        self._questions = {item.id: item.question for item in doc.check_items}
        self._deletes = {entity.id: entity.deletes for entity in doc.entities}
        self._decided: dict[tuple[str, str], list[Decision]] = {}
        for decision in doc.decisions:
            self._decided.setdefault((decision.topic, decision.subject), []).append(decision)
        self._laws: dict[str, list[LawHit]] = {}
        for hit in doc.laws:
            if hit.about == "recommended":
                self._laws.setdefault(hit.path, []).append(hit)
        self._answers: dict[str, list[CheckAnswer]] = {}
        for answer in doc.checklist:
            if answer.about == "recommended":
                self._answers.setdefault(answer.path, []).append(answer)

    def order(self, path: PathEntry) -> Ordering | None:
        """Return what must be ordered on a path, if that was asked."""
        return self._orderings.get(path.id)

    def sign_off(self, path: str) -> str:
        """Return the outcome of a path's sign-off, empty if it was not judged."""
        return self._sign_offs.get(path, "")

    def question(self, item: str) -> str:
        """Return the question of a checklist item."""
        return self._questions.get(item, "")

    def deletes(self, entity: str) -> str:
        """Return how rows of an entity go away."""
        return _DELETES.get(self._deletes.get(entity) or "", "not stated how rows go away")

    def decided(self, topic: str, subject: str) -> list[Decision]:
        """Return the decisions of a topic about a subject."""
        return self._decided.get((topic, subject), [])

    def laws(self, path: str) -> list[LawHit]:
        """Return the composition laws that were found for a path."""
        return self._laws.get(path, [])

    def answers(self, path: str) -> list[CheckAnswer]:
        """Return the checklist's answers for a path."""
        return self._answers.get(path, [])


def blocks(answer: CheckAnswer) -> bool:
    """Return whether an answer keeps its path from being signed off: it fails, or is unknown on paper."""
    unknown = answer.answer == "unknown" and not answer.by_operation
    return answer.severity == "critical" and (answer.answer == "fail" or unknown)
