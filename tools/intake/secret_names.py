"""Which names hold secrets, and which of their values do not look like one.

The word lists are engineering judgement, drawn from the settings of databases, brokers and cloud providers.
"""

import re
from itertools import pairwise
from typing import Literal

Kind = Literal["certain", "token", "perhaps"]
"""How sure a name is: certain (`DB_PASSWORD`), a token (`api_tokens: 3` counts), perhaps (`stripe_key`)."""

_WORDS = re.compile(r"[_.\-\s]+|(?<=[a-z0-9])(?=[A-Z])")
_CERTAIN = {
    "password", "passwd", "pwd", "pw", "passphrase", "passcode", "requirepass", "masterauth", "secret",
    "credential", "passwort", "kennwort", "contraseña", "senha", "wachtwoord",
}  # fmt: skip
_SINGULAR = {f"{word}s": word for word in (*_CERTAIN, "token", "key")}
_SECRET_KEYS = {
    "api", "access", "private", "secret", "auth", "signing", "encryption", "master", "account",
    "client",
}  # fmt: skip
_HARMLESS_ENDS = {
    "file", "path", "policy", "length", "encoder", "column", "field", "ttl", "expiry", "type", "count",
    "enabled", "required", "reset", "provider", "version", "url", "uri", "endpoint", "attempts", "name",
    "converter",
}  # fmt: skip
_HARMLESS_TOKENS = {"version", "position", "resume", "continuation", "page", "next", "fencing", "max", "num"}
_HARMLESS_KEYS = {
    "primary", "foreign", "idempotency", "partition", "sort", "routing", "route", "ordering", "order",
    "cache", "unique", "public", "message", "record", "surrogate", "natural", "business", "composite",
    "candidate", "dedup", "shard", "sharding", "hash", "range", "row", "event", "entity", "object",
    "join", "lookup", "sends", "group", "document", "distribution", "cluster", "clustering", "merge",
    "has", "aggregate",
}  # fmt: skip

_HARMLESS_VALUE = re.compile(
    r"(?i)(?:true|false|null|none|yes|no|~|\$\w+|\$\{\w+\}|\{\{[^}]*\}\}|/run/secrets/\S*|)$"
)
_SENTENCE = re.compile(r"\w \w")
_RANDOM = re.compile(r"(?=\S*\d)(?=\S*[A-Za-z])\S{12,}$")


def secret_kind(name: str) -> Kind | None:
    """Return how sure it is that a setting of this name holds a secret, None if it does not."""
    words = [word.lower() for word in _WORDS.split(name) if word]
    if not words or words[-1] in _HARMLESS_ENDS:
        return None
    bare = [_SINGULAR.get(word, word) for word in words]
    pairs = set(pairwise(bare))
    joined = any(word.endswith(("password", "passwd", "passwort")) for word in bare)  # PGPASSWORD
    if joined or _CERTAIN & set(bare) or any((owner, "key") in pairs for owner in _SECRET_KEYS):
        return "certain"
    if (words[-1] == "pass" and len(words) > 1) or bare[-3:] == ["auth", "user", "info"]:
        return "certain"
    if "token" in bare:
        before = bare[: bare.index("token")]
        return None if _HARMLESS_TOKENS & set(before) else "token"
    if bare[-1] == "key" and len(bare) > 1 and bare[-2] not in _HARMLESS_KEYS:
        return "certain" if name.isupper() else "perhaps"
    return None


def looks_secret(value: str, kind: Kind) -> bool:
    """Tell if the value of a secret name is one, and not a switch, a count or a reference to a variable."""
    if _HARMLESS_VALUE.match(value):
        return False
    match kind:
        case "certain":
            return True
        case "token":
            return not _SENTENCE.search(value)
        case "perhaps":
            return looks_random(value)


def looks_random(value: str) -> bool:
    """Tell if it is one long word of letters and digits."""
    return bool(_RANDOM.match(value))
