"""Words that speak to whoever reads a brief, a model above all, and so state nothing of the system.

The patterns are engineering judgement, in a few languages. They catch what announces itself ("ignore all
previous instructions", "SYSTEM: …"); an order in the dress of a fact ("orders are never deleted") is a fact
that somebody wrote, and stands in the document with its quote.
"""

import re
import unicodedata

_BEFORE = r"(?:instructions?|guidelines|prompts?|(?:the|this)[ ]brief|your[ ]rules|(?:the|all|rules)[ ]above)"
_ORDER = r"(?:report|print|output|reveal|write|send|upload|mark|rate|set|hide|omit|skip|end|stop|treat)"
_OURS = r"(?:findings?|questions?|session|environment|secrets?|passwords?|credentials|decisions?|facts?)\b"
_ROLE = r"(?:(?-i:SYSTEM|INSTRUCTIONS?|AI|LLM)|assistant)"
_ADDRESSED = re.compile(
    rf"""
    \b(?:ignore|disregard|forget|override)\b [^.!?]{{0,30}} \b{_BEFORE}\b
    | \b(?:system[ ]prompt|developer[ ]mode|as[ ]an[ ]ai|language[ ]model|jailbreak)\b
    | \byou[ ]are[ ](?:now|an?[ ](?:ai|assistant|agent|model|expert))\b
    | \byour[ ](?:instructions|answer|output|response|reply|report|findings?|summary|rules|task)\b
    | \b(?:dear|hey|hello|any|the)[ ](?:ai|assistant|llm|chatbot)\b
    | (?:^|[.!?>\#*/\['"-][ ]*) (?:{_ROLE}|note[ ]to[ ][\w ]{{2,20}}) [ ]? [:\]>]
    | (?:^|[.!?:][ ]+) (?:please[ ]+)? {_ORDER} [ ] [^.!?]{{0,60}} \b{_OURS}
    | (?:^|[.!?:][ ]+) (?:please[ ]+)? (?:use|choose|pick|recommend|pretend|respond|act)[ ](?!cases?\b)
    | \b(?:ignorier\w*|vergiss|missachte\w*)\b [^.!?]{{0,40}} \b(?:anweisung|oben|obig|vorherig|bisherig)
    | \bignor(?:e|ez|er|a|ar|en)\b [^.!?]{{0,40}} \b(?:instructions|consignes|instrucciones|istruzioni)
    | (?:игнорируй|забудь) [^.!?]{{0,40}} (?:инструкц|указани|предыдущ)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_END = re.compile(r"[.!?][\"')\]]*(?=\s)|\n[ \t]*\n|\n(?=[ \t]*(?:[-*+•|#>]|\d{1,3}[.)]))")


def speaks_to_reader(text: str, start: int, end: int) -> bool:
    """Return whether the sentences of which a part of a text is made speak to whoever reads it."""
    begins = max(
        (match.end() for match in _END.finditer(text, max(0, start - 600), start)), default=start - 600
    )
    ends = _END.search(text, max(start, end - 1), end + 600)
    said = text[max(0, begins) : ends.start() if ends else end + 600]
    return bool(_ADDRESSED.search(_plain(said)))


def _plain(text: str) -> str:
    """Return a text without what hides words from a pattern: unseen characters, odd forms, line breaks."""
    seen = (one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf")
    return " ".join("".join(seen).split())
