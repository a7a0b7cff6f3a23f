"""Numbers of a text with their units, read again to check what somebody says that the text says.

English and German words, and the figures of other languages. A figure that can be read in two ways, such as
`1,500`, is read in both: a value agrees if one reading gives it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Dimension = Literal["count", "seconds", "bytes", "bytes_per_s", "per_s", "fraction", "times"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a text, from start to end, in the base unit of its dimension."""

    start: int
    end: int
    dimension: Dimension
    readings: tuple[float, ...]


_SCALES = {
    **dict.fromkeys(("k", "thousand", "tsd", "tausend"), 1e3),
    **dict.fromkeys(("m", "mn", "mio", "million", "millions", "millionen"), 1e6),
    **dict.fromkeys(("bn", "mrd", "billion", "billions", "milliarde", "milliarden"), 1e9),
}
_DAY = 86400.0
_DURATIONS: dict[str, tuple[float, ...]] = {
    **dict.fromkeys(("ms", "msec", "millisecond", "millisekunde"), (0.001,)),
    **dict.fromkeys(("s", "sec", "second", "sekunde", "sekündig", "sekündlich"), (1,)),
    **dict.fromkeys(("min", "minute", "minütig", "minütlich"), (60,)),
    **dict.fromkeys(("h", "hr", "hour", "stunde", "stündig", "stündlich"), (3600,)),
    **dict.fromkeys(("d", "day", "night", "tag", "tage", "nacht", "tägig"), (_DAY,)),
    **dict.fromkeys(("week", "woche"), (7 * _DAY,)),
    **dict.fromkeys(("month", "monat", "monate"), (30 * _DAY, 365 * _DAY / 12)),
    **dict.fromkeys(("year", "yr", "jahr", "jahre"), (365 * _DAY, 360 * _DAY)),
}
_SIZES: dict[str, tuple[float, ...]] = {
    "byte": (1,), "bytes": (1,),
    **{unit: (1000.0**power, 1024.0**power) for power, unit in enumerate(("kb", "mb", "gb", "tb", "pb"), 1)},
    **{unit: (1024.0**power,) for power, unit in enumerate(("kib", "mib", "gib", "tib"), 1)},
}  # fmt: skip
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "dozen": 12, "a dozen": 12,
    "single": 1, "once": 1, "both": 2, "twice": 2, "a couple of": 2, "half": 0.5, "half a": 0.5,
    "half an": 0.5, "a": 1, "an": 1,
    "eine": 1, "einen": 1, "einem": 1, "einer": 1, "ein": 1, "zwei": 2, "beide": 2, "drei": 3, "vier": 4,
    "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12,
    "vierzehn": 14, "zwanzig": 20, "dreißig": 30, "halbe": 0.5, "halben": 0.5,
}  # fmt: skip
_RAISED = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9}
"""Words that raise what stands before them: `one hundred thousand`."""
_PERIODS = {
    **dict.fromkeys(("nightly", "daily", "overnight", "täglich", "nächtlich", "tagesaktuell"), _DAY),
    **dict.fromkeys(("last night", "same night", "next morning", "next evening", "evening before"), _DAY),
    **dict.fromkeys(("day before", "previous day", "yesterday", "letzten nacht", "letzte nacht"), _DAY),
    **dict.fromkeys(("gestern", "vortag", "every morning", "every evening", "each morning"), _DAY),
    **dict.fromkeys(("jeden morgen", "jeden abend", "each evening"), _DAY),
    **dict.fromkeys(("hourly", "stündlich"), 3600.0),
    **dict.fromkeys(("weekly", "wöchentlich"), 7 * _DAY),
    **dict.fromkeys(("monthly", "monatlich"), 30 * _DAY),
    **dict.fromkeys(("every quarter", "each quarter", "quarterly"), 90 * _DAY),
    **dict.fromkeys(("yearly", "annually", "jährlich"), 365 * _DAY),
}
_WEEKDAYS = "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
_GROWTH = {"doubl": 2.0, "verdoppel": 2.0, "tripl": 3.0, "verdreifach": 3.0}


def _any(words: object) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))  # type: ignore[call-overload]


_PLURALS = r"(?:s|n|en|e|er|ige|iger|igen|iges|em)?"
_TIME = rf"(?P<time>{_any(_DURATIONS)}){_PLURALS}(?![^\W_])"
_GROUPS = ",.' \u2019\u00a0\u202f"
_FIGURE = rf"\d{{1,3}}(?:[{_GROUPS}]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_RAISE = rf"(?:[ \n-](?:{_any(_RAISED)})\b)"
_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_SPOKEN = (
    rf"(?:{_any(_WORDS)})(?!\w)(?:-(?:{_UNITS})\b|[ \n]and[ \n]a[ \n]half\b)?"
    rf"(?:{_RAISE}(?:(?:[ \n]and)?[ \n](?!(?:an?|once|twice)\b)(?:{_any(_WORDS)})\b(?={_RAISE}|-|[ \n]))?)*"
)
"""`fourteen`, `twenty-five`, `two and a half`, `a million one hundred thousand`."""
_NUMBER = (
    rf"(?:(?<![\w.,])(?P<figure>{_FIGURE})|(?<!\w)(?P<word>{_SPOKEN})(?!\w))"
    rf"(?:[\s\u00a0\u202f-]?(?P<scale>{_any(_SCALES)})\b\.?)?"
)
_PER = (
    rf"(?:[ \n]?/[ \n]?|(?:[ \n]+[^\W\d_][\w-]*){{1,2}}/"
    rf"|(?:[ \n]+(?!(?:per|a|an|each|every|pro|am)\b)[^\W\d_][\w-]*){{0,3}}"
    rf"[ \n]+(?:per|a|an|each|every|pro|am|in der)[ \n]+)(?P<per>{_any(_DURATIONS)})(?![^\W_])"
)
_UNIT = re.compile(
    rf"[\s\u00a0\u202f-]?(?:"
    rf"(?P<size>{_any(_SIZES)})(?P<flow>[ ]?(?:/|per |a |pro )[ ]?(?:seconds?|sec|s|sekunde)\b|ps\b)?"
    rf"(?![^\W_])"
    rf"|(?P<percent>%|percent\b|per cent\b|prozent\b)"
    rf"|(?P<rate>[qrtco]ps\b|req/s\b)"
    rf"|(?P<times>x\b|times\b(?! (?:a|per)\b)|fold\b|-?fach\b|mal\b)"
    rf"|{_TIME})",
    re.IGNORECASE,
)
_RATE = re.compile(_PER, re.IGNORECASE)
_OCCASIONS = re.compile(
    rf"(?:[ \n]?(?:times|mal))?[ \n](?:a|an|per|each|every|pro|am)[ \n](?P<per>{_any(_DURATIONS)})\b",
    re.IGNORECASE,
)
_EACH = re.compile(
    rf"\b(?:every|each|jede[nrs]?|chaque)[ \n](?P<per>{_any(_DURATIONS)})\b|\b(?P<adverb>{_any(_PERIODS)})",
    re.IGNORECASE,
)
_ON_DAYS = re.compile(
    rf"\b(?P<other>every other |every second )?(?:{'|'.join(_WEEKDAYS)})s?\b", re.IGNORECASE
)
_ONE_PER = re.compile(
    rf"\b(?:an?|one|eine?)[ \n][\w-]+[ \n](?:per|a|each|every|pro)[ \n](?P<per>{_any(_DURATIONS)})\b",
    re.IGNORECASE,
)
_AT = re.compile(r"\b(?:at|um) \d{1,2}[:.]\d{2}\b", re.IGNORECASE)
_CRON = re.compile(
    r"(?<![\w*/])(?P<minute>\*|\*/\d+|\d+) (?P<hour>\*|\*/\d+|\d+) \* \* (?P<weekday>\*|[\w,-]+)"
)
_FACTOR = re.compile(rf"\b(?P<growth>{_any(_GROWTH)})", re.IGNORECASE)
_PART = re.compile(r"\ba (?P<part>third|quarter|fifth|tenth|hundredth)\b(?! of an hour)", re.IGNORECASE)
_PARTS = {"third": 1 / 3, "quarter": 0.25, "fifth": 0.2, "tenth": 0.1, "hundredth": 0.01}
_QUARTER_HOUR = re.compile(r"\bquarter of an hour\b|\bviertelstunde\b", re.IGNORECASE)
_RANGE = re.compile(r"[\s\u00a0]*(?:-|–|—|to|and|or|bis|und|oder)[\s\u00a0]*$", re.IGNORECASE)  # noqa: RUF001
_NUMBERS = re.compile(_NUMBER, re.IGNORECASE)


def measures(text: str) -> tuple[Measure, ...]:
    """Return the numbers of a text in order. One with two meanings, such as `twice a day`, is there twice."""
    apart: list[Measure] = []
    near: list[Measure] = []  # those that reach to where the next one begins
    for one in sorted((*_numbers(text), *_periods(text)), key=lambda one: (one.start, -one.end)):
        near = [other for other in near if other.end > one.start]
        if not any(_swallows(other, one) for other in near):
            apart.append(one)
        near.append(one)
    return tuple(sorted(apart, key=lambda one: (one.start, one.end, one.dimension)))


def _swallows(whole: Measure, part: Measure) -> bool:
    """Tell if a number is only a part of another: `a second` of a rate, `an hour` of a quarter of an hour."""
    alike = whole.dimension in ("per_s", part.dimension)
    return alike and whole.start < part.start and part.end <= whole.end


def _numbers(text: str) -> Iterator[Measure]:
    behind: tuple[re.Match[str], Measure] | None = None  # a number that may be the lower end of a range
    for match in _NUMBERS.finditer(text):
        values = _values(match)
        measure = _with_unit(text, match, values)
        if measure is None:
            continue
        if behind and _RANGE.fullmatch(text, behind[0].end(), match.start()):
            yield from _lower_end(text, behind[0], match)
        yield measure
        yield from _occasions(text, match, values)
        behind = (match, measure) if measure.dimension == "count" else None


def _lower_end(text: str, lower: re.Match[str], upper: re.Match[str]) -> Iterator[Measure]:
    """Yield the first number of `5 to 10 minutes` with the unit and the scale of the second."""
    scale = 1 if lower["scale"] else _SCALES.get((upper["scale"] or "").lower(), 1)
    shared = _with_unit(text, upper, tuple(value * scale for value in _values(lower)))
    if shared:
        yield Measure(lower.start(), lower.end(), shared.dimension, shared.readings)


def _with_unit(text: str, match: re.Match[str], values: tuple[float, ...]) -> Measure | None:
    """Return a number with the unit behind it; None for an article that counts nothing."""
    unit = _UNIT.match(text, match.end())
    article = (match["word"] or "").lower() in ("a", "an", "ein", "eine", "einen", "einem", "einer")
    if unit is None:
        rate = None if article else _RATE.match(text, match.end())
        if rate:
            return Measure(
                match.start(), rate.end(), "per_s", _divided(values, _DURATIONS[rate["per"].lower()])
            )
        return (
            None if article and not match["scale"] else Measure(match.start(), match.end(), "count", values)
        )
    dimension, factors = _meaning(unit)
    return Measure(match.start(), unit.end(), dimension, tuple(v * f for v in values for f in factors))


def _meaning(unit: re.Match[str]) -> tuple[Dimension, tuple[float, ...]]:
    if unit["size"]:
        return ("bytes_per_s" if unit["flow"] else "bytes"), _SIZES[unit["size"].lower()]
    if unit["percent"]:
        return "fraction", (0.01,)
    if unit["rate"]:
        return "per_s", (1.0,)
    if unit["times"]:
        return "times", (1.0,)
    return "seconds", _DURATIONS[unit["time"].lower()]


def _occasions(text: str, match: re.Match[str], values: tuple[float, ...]) -> Iterator[Measure]:
    """Yield the time between two of `three times a day`."""
    often = _OCCASIONS.match(text, match.end())
    if often and all(values):
        between = tuple(unit / value for value in values for unit in _DURATIONS[often["per"].lower()])
        yield Measure(match.start(), often.end(), "seconds", between)


def _periods(text: str) -> Iterator[Measure]:
    for match in _EACH.finditer(text):
        word = match["per"] or ""
        seconds = _DURATIONS[word.lower()] if word else (_PERIODS[match["adverb"].lower()],)
        yield Measure(match.start(), match.end(), "seconds", seconds)
    for match in _ON_DAYS.finditer(text):
        yield Measure(match.start(), match.end(), "seconds", (7 * _DAY * (2 if match["other"] else 1),))
    for match in _ONE_PER.finditer(text):
        yield Measure(match.start(), match.end(), "seconds", _DURATIONS[match["per"].lower()])
    for match in _AT.finditer(text):
        yield Measure(match.start(), match.end(), "seconds", (_DAY,))
    for match in _CRON.finditer(text):
        yield Measure(match.start(), match.end(), "seconds", (_between_runs(match),))
    for match in _QUARTER_HOUR.finditer(text):
        yield Measure(match.start(), match.end(), "seconds", (900.0,))
    for match in _PART.finditer(text):
        yield Measure(match.start(), match.end(), "fraction", (_PARTS[match["part"].lower()],))
    for match in _FACTOR.finditer(text):
        yield Measure(match.start(), match.end(), "times", (_GROWTH[match["growth"].lower()],))


def _values(match: re.Match[str]) -> tuple[float, ...]:
    scale = _SCALES.get((match["scale"] or "").lower(), 1.0)
    if match["word"]:
        return (_spoken(match["word"].lower()) * scale,)
    return tuple(value * scale for value in _figure(match["figure"]))


def _spoken(words: str) -> float:
    """Return what number words mean together: what is raised by `thousand` and above is done with."""
    if words in _WORDS:
        return _WORDS[words]
    total = last = 0.0
    for word in re.split(r"[\s-]+", words):
        if word in ("thousand", "million", "billion"):
            total, last = total + (last or 1) * _RAISED[word], 0.0
        elif word in _RAISED:
            last = (last or 1) * _RAISED[word]
        elif word in _WORDS and not (word == "a" and last):  # neither `and` nor the `a` of `and a half`
            last += _WORDS[word]
    return total + last


def _between_runs(cron: re.Match[str]) -> float:
    """Return the seconds between two runs of a schedule such as `30 22 * * *`."""
    minute, hour = cron["minute"], cron["hour"]
    if cron["weekday"] != "*":
        return 7 * _DAY / len(cron["weekday"].split(","))
    for field, unit in ((minute, 60.0), (hour, 3600.0)):
        if field.startswith("*"):
            return unit * float(field[2:] or 1)
    return _DAY


def _figure(figure: str) -> tuple[float, ...]:
    """Return what a figure can mean: `1,500` is 1500 in English and 1.5 in German."""
    found: dict[float, None] = {}
    for group, point in ((",", "."), (".", ",")):
        whole, _, rest = figure.partition(point)
        groups = re.split(f"[{group}' \u2019\u00a0\u202f]", whole)
        if all(part.isdigit() for part in groups) and all(len(part) == 3 for part in groups[1:]):
            found[float("".join(groups) + (f".{rest}" if rest.isdigit() else ""))] = None
    return tuple(found)


def _divided(values: tuple[float, ...], seconds: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(value / unit for value in values for unit in seconds)
