"""Prose without a language model: precision before recall, and a list of what was not understood.

Sentences are held against patterns; what the words do not say is not claimed. Denials, wishes and questions
claim nothing. The pattern lists are engineering judgement.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tools.intake.clause import Vocabulary
from tools.intake.draft import Draft
from tools.intake.prose_entities import claim_authority, claim_entities, claim_traits
from tools.intake.prose_numbers import claim_numbers
from tools.intake.prose_paths import claim_paths
from tools.intake.prose_reads import claim_reads
from tools.intake.prose_stores import claim_stores
from tools.intake.prose_symptoms import claim_symptoms
from tools.intake.result import UnreadSentence
from tools.intake.sentences import MAX_SENTENCE, Sentence, clauses, sentences

_PASSES = (
    claim_entities,
    claim_paths,
    claim_authority,
    claim_reads,
    claim_numbers,
    claim_traits,
    claim_symptoms,
)
"""One after the other over the whole brief: a later one leans on what an earlier one found anywhere."""


@dataclass(frozen=True, slots=True)
class ReadProse:
    """How the prose of one file was read."""

    sentences: int
    unread: tuple[UnreadSentence, ...]  # from which nothing was taken


def read_prose(texts: Mapping[str, str], draft: Draft) -> dict[str, ReadProse]:
    """Add what prose says to the draft, sentence by sentence; return how each file was read."""
    found = {file: tuple(sentences(text, file)) for file, text in sorted(texts.items())}
    readable = [s for all_ in found.values() for s in all_ if len(s.text) <= MAX_SENTENCE]
    parts = [(sentence, part) for sentence in readable for part in clauses(sentence)]
    taken = _take(parts, draft)
    return {
        file: ReadProse(len(all_), tuple(_unread(one) for one in all_ if one not in taken))
        for file, all_ in found.items()
    }


def _take(parts: Iterable[tuple[Sentence, Sentence]], draft: Draft) -> set[Sentence]:
    """Return the sentences that some pattern took something from."""
    parts = list(parts)
    names = Vocabulary(draft)
    marked = [(sentence, names.clause(part, _asks(sentence))) for sentence, part in parts]
    stating = claim_stores([clause for _, clause in marked], draft)
    taken = {sentence for sentence, clause in marked if clause in stating}
    names = Vocabulary(draft)
    marked = [(sentence, names.clause(part, _asks(sentence))) for sentence, part in parts]
    for claim in _PASSES:
        taken |= {sentence for sentence, clause in marked if claim(clause, draft)}
    return taken


def _asks(sentence: Sentence) -> bool:
    text = sentence.text.rstrip("\"')")
    return text.endswith("?") and not text.endswith("| ?")  # an empty cell of a table asks nothing


def _unread(sentence: Sentence) -> UnreadSentence:
    text = " ".join(sentence.text[: 2 * MAX_SENTENCE].split())
    if len(sentence.text) <= MAX_SENTENCE:
        return UnreadSentence(sentence.file, sentence.line, text)
    note = f"longer than {MAX_SENTENCE} characters; split it into sentences"
    return UnreadSentence(sentence.file, sentence.line, f"{text[:MAX_SENTENCE]}…", note)
