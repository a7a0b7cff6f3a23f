"""Every template of the folder, and values that fill it."""

from pathlib import Path
from typing import Any

import prompts as package

FOLDER = Path(package.__file__).parent
NAMES = sorted(path.name.removesuffix(".txt.j2") for path in FOLDER.glob("*.j2"))

FOR_THE_USER = ("question",)
"""What no model reads: it has no version."""

FOR_A_MODEL = [name for name in NAMES if name not in FOR_THE_USER]

_OPTION = {"label": "soft", "recommended": True, "changes": ["deletes travel as updates"]}
_CARD = {
    "fact": "entities.order.deletes",
    "text": "How are orders deleted?",
    "why": "a copy must forget them, too",
    "options": [_OPTION],
    "answers": ["soft"],
    "said": "we set a flag",
    "form": "soft or hard",
}

VALUES: dict[str, dict[str, Any]] = {
    "ask.system": {},
    "ask.user": {"cards": [_CARD], "quotes": "our order book"},
    "bare.user": {"files": [{"name": "brief.md", "text": "Orders go to search."}]},
    "challenge.system": {"facts": "stores: id", "known": "R09: a dual write"},
    "challenge.user": {"digest": "one store", "brief": "Orders go to search."},
    "data": {},
    "elaborate.system": {},
    "elaborate.user": {"digest": "one store", "tables": "orders(id)", "opening": "Orders go to search."},
    "explain.system": {},
    "explain.user": {"question": "why a log?", "account": "S3.L: …", "rejected": ("a store",)},
    "extract.system": {"vocabulary": "stores: id", "signals": "lag: is {path} late?"},
    "extract.user": {"known": ["stores: shop (orders)"], "file": "brief.md", "text": "Orders go to search."},
    "form": {"schema": "{}"},
    "narrate.system": {},
    "narrate.user": {"digest": "one store", "quotes": "our order book", "rejected": ("a store",)},
    "question": {"question": _CARD},
    "read.system": {},
    "read.user": {"cards": [_CARD]},
    "rejected": {"rejected": ("a store",)},
    "repair": {"error": "rows: field required"},
    "transcribe.system": {"today": "polling", "design": "log_cdc", "ordering": "per_key", "rules": "R09: …"},
    "transcribe.user": {"document": "# Architecture"},
}


def source(name: str) -> str:
    """Return a template as it stands in its file."""
    return (FOLDER / f"{name}.txt.j2").read_text("utf-8")
