"""Prose that has a path run otherwise than was decided: "search is fed by polling", where it is `log_cdc`."""

import re
from collections.abc import Iterator, Mapping

from tools.intake.mentions import mentions
from tools.intake.sentences import sentences
from tools.report.document import Document, PathEntry

_KINDS: Mapping[str, re.Pattern[str]] = {
    kind: re.compile(words, re.IGNORECASE)
    for kind, words in {
        "polling": r"\bpoll(?:s|ed|ing)?\b",
        "dual write": r"\bdual[- ]writ\w+|\bwrites? (?:to )?both\b",
        "outbox": r"\boutbox\b",
        "change data capture": r"\bcdc\b|\bchange[- ]data[- ]capture\b|\bdebezium\b",
        "triggers": r"\btriggers\b|\b(?:database|sql|a|by) trigger\b",
        "webhook": r"\bwebhooks?\b",
        "two-phase commit": r"\b2pc\b|\btwo[- ]phase commits?\b",
        "batch": r"\bbatch(?:es)?\b|\b(?:full|nightly) (?:re)?load\b|\bbatch[- ]?läufe?\b",
        "cache-aside": r"\bcache[- ]aside\b",
        "file transfer": r"\bsftp\b|\bcsv\b",
        "hand": r"\bby hand\b|\bmanually\b",
    }.items()
}
_RUNS: Mapping[str, tuple[str, ...]] = {
    "log_cdc": ("change data capture",),
    "consume_existing_log": ("change data capture",),
    "outbox": ("outbox", "change data capture", "polling"),  # a relay tails the log or polls the table
    "outbox_to_provider": ("outbox", "polling"),
    "file_arrival": ("file transfer", "batch"),
    "scheduled_list_sync": ("polling", "batch"),
    "hint_fetch_list": ("webhook", "polling", "batch"),
    "managed_zero_etl": ("change data capture",),
    "engine_replication": ("change data capture",),
    "batch_full_reload_swap": ("batch",),
    "batch_incremental_merge": ("batch", "polling"),
    "snapshot_difference": ("batch", "file transfer"),
    "triggers_to_outbox_table": ("triggers", "outbox", "polling"),
    "query_polling": ("polling", "batch"),
    "query_polling_plus_key_scan": ("polling", "batch"),
    "cache_aside_with_expiry": ("cache-aside",),
    "invalidate_from_log_or_outbox": ("cache-aside", "change data capture", "outbox"),
}
"""Outcome of a capture -> what prose may call it. Of an outcome that is not here anything may be said."""
_TODAY: Mapping[str, tuple[str, ...]] = {
    "cdc": ("change data capture",), "incremental_batch": ("batch",), "full_batch": ("batch",),
    "manual": ("hand",), "dual_write": ("dual write",), "two_phase_commit": ("two-phase commit",),
    "cache_aside": ("cache-aside",), "file_transfer": ("file transfer", "batch"), "reindex_by_id": ("batch",),
}  # fmt: skip
_OTHERWISE = re.compile(
    r"\b(?:not|no|never|nor|without|instead|rather|than|reject\w*|rul(?:ed|es) out|replac\w+"
    r"|remov\w+|stops?|ends"
    r"|today|current(?:ly)?|now|so far|until|was|were|used to|alternative\w*|would|could|if"
    r"|heute|bisher|derzeit|statt|anstatt|nicht|kein\w*|aktuell|ersetz\w+|würde"
    r"|aujourd|actuellement|pas|lieu|rejet\w+|hoy|actualmente|no)\b"
    r"|\b(?:bootstrap|backfill|first copy|initial|snapshot|reconcil\w+|compar\w+|rebuil\w+)\b",
    re.IGNORECASE,
)
"""What makes a sentence one about today, an alternative, or another part of a path than its feed."""


def contradicted(text: str, document: Document) -> Iterator[str]:
    """Yield the sentences that name both ends of a path and another mechanism than it has."""
    for sentence in sentences(text, ""):
        said = [kind for kind, words in _KINDS.items() if words.search(sentence.text)]
        if not said or _OTHERWISE.search(sentence.text):
            continue
        named = _named(sentence.text, document)
        between = [path for path in document.live_paths if _joins(path, named)]
        today = [path for path in document.current_paths if _joins(path, named)]
        right = {kind for path in between for kind in _RUNS.get(path.capture or "", said)}
        right |= {kind for path in today for kind in _kinds_today(path)}
        if between and right.isdisjoint(said):
            path, words = between[0], _short(sentence.text)
            yield f"{path.id} was decided to run by {path.capture}, not by {said[0]}: “{words}”"


def _joins(path: PathEntry, stores: set[str]) -> bool:
    return path.source != path.target and {path.source, path.target} <= stores


def _kinds_today(path: PathEntry) -> tuple[str, ...]:
    capture = path.capture or ""
    return _TODAY.get(capture, (capture,))


def _named(text: str, document: Document) -> set[str]:
    """Return the stores that a sentence names: by id, by name, or by a technology that only one has."""
    words = {word.casefold() for word in re.findall(r"[\w-]+", text)}
    technologies = {mention.technology.name for mention in mentions(text)}
    of = [store.technology for store in document.stores]
    return {
        store.id
        for store in document.stores
        if store.id.casefold() in words
        or store.name.casefold() in text.casefold()
        or (store.technology in technologies and of.count(store.technology) == 1)
    }


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 120 else f"{line[:120]}…"
