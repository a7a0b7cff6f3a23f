"""Inventories in Markdown tables: a row with a technology in its column is the store that the row names."""

import re

from tools.intake.mentions import mentions
from tools.intake.sentences import Sentence

_TECHNOLOGY = re.compile(r"\b(?:technology|tech|database|engine|software|product|runs on|dbms)\b")
_NAMES = re.compile(r"\b(?:system|name|id|store|component|service|what|database|application)\b")
_NAME = re.compile(
    r"(?:the )?[`*'\"]*(?P<name>[A-Za-z][\w.-]*(?: [\w.-]+){0,3})[`*'\"]*(?: \([^()]*\))?", re.IGNORECASE
)


def name_in_row(row: Sentence, start: int) -> str | None:
    """Return the name in the first column of a row whose column for technologies begins at or before `start`.

    None if the row is not of such a table, or if its first column names a technology itself.
    """
    header = [cell.strip().lower() for cell in row.header.split("|")]
    column = row.text.count("|", 0, start)
    if not 0 < column < len(header) or not _TECHNOLOGY.search(header[column]) or not _NAMES.search(header[0]):
        return None
    first = row.text.partition("|")[0].strip()
    before = row.text[:start].rpartition("|")[2]
    match = _NAME.fullmatch(first)
    return match["name"] if match and not before.strip() and not any(mentions(first)) else None
