"""Small pieces of English: lists, numbers, durations."""

from collections.abc import Iterable, Sequence

_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def listing(words: Sequence[str], limit: int | None = None) -> str:
    """Join words as English does: `a, b and c`; beyond `limit` words the rest is counted."""
    if limit is not None and len(words) > limit:
        return f"{', '.join(words[:limit])} and {len(words) - limit} more"
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """Return each non-empty value once, in the order of first appearance."""
    return tuple(dict.fromkeys(filter(None, values)))


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return `1 path`, `3 paths`, `no path`."""
    if number == 1:
        return f"1 {noun}"
    return f"{number or 'no'} {plural or noun + 's'}"


def number(value: float) -> str:
    """Return a number as a reader writes it: `12,000`, `0.5`."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,g}"


def duration(seconds: float | None) -> str:
    """Return a time in the largest unit that keeps it exact: `30 s`, `15 min`, `1.5 s`."""
    if seconds is None:
        return ""
    for size, unit in _UNITS:
        if seconds >= size and seconds % size == 0:
            return f"{number(seconds / size)} {unit}"
    return f"{number(seconds)} s"


def age(seconds: float) -> str:
    """Return how old data may be: `at most 30 s old`, `always current`."""
    return f"at most {duration(seconds)} old" if seconds else "always current"


def value_text(value: object) -> str:
    """Return a fact's value as it stands in a facts file."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, list | tuple):
        return ", ".join(value_text(item) for item in value)
    return str(value)


def code(name: str) -> str:
    """Return a name set as code; a backtick inside it cannot end it."""
    return "`" + name.replace("`", "'") + "`"


def codes(names: Iterable[str], limit: int | None = None) -> str:
    """Return several names set as code, joined as English does."""
    return listing([code(name) for name in names], limit)


def sentence(text: str) -> str:
    """Return a phrase as a sentence: a capital first, a full stop last."""
    return text[:1].upper() + text[1:].rstrip(".") + "." if text else ""
