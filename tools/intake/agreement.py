"""Whether a number agrees with the words that are quoted for it, in the unit of its fact."""

from collections.abc import Iterator

from tools.intake.measures import Dimension, Measure, measures

_SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "years": 365 * 86400.0}
_BYTES = {"bytes": (1.0,), "GB": (1e9, 1024.0**3)}
_MONTH = 30 * 86400.0
CLOSE = 0.01
"""How far apart two numbers may be that are the same but for rounding (engineering judgement)."""


def agrees(value: float, unit: str | None, text: str) -> bool:
    """Return whether a text gives a number, in the unit of a fact: `900`, `s`, "every 15 minutes".

    Nought is said in words more often than as a figure: it agrees if the text has no number of its kind.
    """
    found = measures(text)
    said = [reading for measure in found for reading in _in_unit(measure, unit)]
    if value == 0:
        return not any(said) or 0 in said
    return any(_same(value, reading) for reading in said)


def numbers_in(text: str) -> str:
    """Return the numbers of a text in its own words, for a message."""
    found = dict.fromkeys(" ".join(text[one.start : one.end].split()) for one in measures(text))
    return ", ".join(found) or "none"


def _in_unit(measure: Measure, unit: str | None) -> Iterator[float]:
    """Yield what a measure is in a unit, nothing if it is of another kind."""
    kind, readings = measure.dimension, measure.readings
    if unit in _SECONDS:
        yield from _scaled(kind, "seconds", readings, (_SECONDS[unit],))
    elif unit in _BYTES:
        yield from _scaled(kind, "bytes", readings, _BYTES[unit])
    elif unit == "MB/s":
        yield from _scaled(kind, "bytes_per_s", readings, (1e6, 1024.0**2))
    elif unit == "currency/month":
        yield from _scaled(kind, "count", readings, (1.0,))
        yield from _scaled(kind, "per_s", readings, (1 / _MONTH,))
    elif unit and unit.endswith("/s"):
        yield from _scaled(kind, "per_s", readings, (1.0,))
    elif unit == "fraction":
        yield from _scaled(kind, "fraction", readings, (1.0,))
        yield from (value for value in readings if kind == "count" and value <= 1)
    elif unit in ("x", "ratio"):
        yield from _scaled(kind, "times", readings, (1.0,))
        yield from _scaled(kind, "count", readings, (1.0,))
        yield from (1 + value for value in readings if kind == "fraction")
    else:
        yield from _scaled(kind, "count", readings, (1.0,))


def _scaled(
    kind: Dimension, wanted: Dimension, readings: tuple[float, ...], sizes: tuple[float, ...]
) -> Iterator[float]:
    if kind == wanted:
        yield from (value / size for value in readings for size in sizes)


def _same(value: float, reading: float) -> bool:
    """Return whether two numbers are equal, or become so when rounded to the digits that one of them has."""
    value, reading = abs(value), abs(reading)
    if abs(value - reading) <= CLOSE * max(value, reading):
        return True
    digits = next((n for n in range(1, 7) if float(f"{value:.{n}g}") == value), 7)
    return digits >= 2 and float(f"{reading:.{digits}g}") == value
