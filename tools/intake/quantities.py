"""Numbers, durations and rates as people write them: `2 million`, `every 15 minutes`, `200 a second`."""

import re

_WORDS: dict[str, float] = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "twenty": 20, "thirty": 30, "a": 1, "an": 1, "half a": 0.5,
    "half an": 0.5,
}  # fmt: skip
_SCALES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9,
}  # fmt: skip
_SECONDS = {
    "ms": 0.001, "millisecond": 0.001, "s": 1, "sec": 1, "second": 1, "min": 60, "minute": 60, "h": 3600,
    "hr": 3600, "hour": 3600, "day": 86400, "night": 86400, "week": 604800, "month": 2592000,
}  # fmt: skip
_ADVERBS = {
    "nightly": 86400, "daily": 86400, "overnight": 86400, "hourly": 3600, "weekly": 604800,
    "monthly": 2592000,
}  # fmt: skip

NUMBER = (
    r"(?P<number>\d{1,3}(?:,\d{3})+|\d{1,15}(?:\.\d{1,6})?|(?:half )?an?\b|\b(?:" + "|".join(_WORDS) + r")\b)"
    r"(?: ?(?P<scale>thousand|million|billion|bn|mn|[km])\b)?"
)
_UNIT = r"(?P<unit>milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|hours?|hrs?|h|days?|nights?|weeks?)\b"
DURATION = rf"\b{NUMBER} ?{_UNIT}"
_EVERY = re.compile(
    rf"\b(?:every|each) (?:(?P<count>{NUMBER}) )?{_UNIT}|\b(?P<adverb>{'|'.join(_ADVERBS)})\b"
    rf"|\bonce (?:a|an|every|per) (?P<once>day|night|hour|week|month|minute)\b"
)
RATE = r" ?(?:per|an?|each|every|/) ?(?P<per>second|sec|s|minute|min|hour|h|day)\b"


def number(match: re.Match[str]) -> float:
    """Return the value of a match of NUMBER."""
    text = match["number"]
    value = _WORDS[text] if text in _WORDS else float(text.replace(",", ""))
    return value * _SCALES.get(match["scale"] or "", 1)


def seconds(match: re.Match[str]) -> float:
    """Return the value of a match of DURATION in seconds."""
    return number(match) * _unit(match["unit"])


def period(text: str) -> float | None:
    """Return the seconds between two runs: `every 15 minutes`, `nightly`, `once a day`; None if unsaid."""
    match = _EVERY.search(text)
    if match is None:
        return None
    if match["adverb"]:
        return float(_ADVERBS[match["adverb"]])
    if match["once"]:
        return _unit(match["once"])
    return (number(match) if match["count"] else 1) * _unit(match["unit"])


def per_second(match: re.Match[str]) -> float:
    """Return the value of a match of NUMBER … RATE in changes a second."""
    return number(match) / _unit(match["per"])


def _unit(word: str) -> float:
    return float(_SECONDS.get(word) or _SECONDS[word.removesuffix("s")])
