"""The door: secrets are taken out of every text before anything else looks at it.

Structure survives: no line is added or removed, and YAML and JSON stay readable. What looks like a secret is
engineering judgement; a harmless value that looks like one is lost rather than a secret kept.
"""

import re

from tools.intake.secret_names import looks_random, looks_secret, secret_kind

MARK = "‹redacted›"  # noqa: RUF001 - quotation marks that no YAML, JSON or SQL takes for its own

_TOKENS = re.compile(
    r"""
    \b(?:
      sk-[\w-]{16,} | [srp]k_(?:live|test)_\w{8,} | whsec_\w{8,}   # model and payment providers
    | gh[pousr]_\w{20,} | github_pat_\w{20,} | glpat-[\w-]{16,}    # code hosts
    | xox[abeoprs]-[\w-]{10,} | hooks\.slack\.com/services/[\w/]+
    | (?:AKIA|ASIA)[0-9A-Z]{16}\b | AIza[\w-]{30,} | SG\.[\w-]{16,}\.[\w-]+
    | npm_\w{20,} | pypi-[\w-]{20,}
    | (?<!-)eyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*                       # JSON Web Tokens
    )
    """,
    re.VERBOSE,
)
_PEM = re.compile(
    r"(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----)(.*?)(-----END [A-Z0-9 ]{0,40}-----|\Z)", re.DOTALL
)
_URL = re.compile(r"(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]*)://((?:[^\s\"'<>`]|'(?=\w))+)")
_PORT = re.compile(r"\d{1,5}(?:[/?#]|$)")
_GO_DSN = re.compile(r"(?<![\w.-])([\w.-]+:)[^\s'\"]{1,200}(@(?:tcp|unix)\()")
_ORACLE = re.compile(r"(jdbc:oracle:\w+:\w+/)[^\s@'\"]+(@)")
_AUTHORIZATION = re.compile(
    r"(?i)(\bauthorization[\"']?[ \t]*[:=][ \t]*[\"']?(?:bearer|basic|token)[ \t]+)[^\s\"']+"
    r"|(\b(?:bearer|basic)\s+)(?=[\w+/=.~-]*[\d=])[\w+/=.~-]{12,}"
)
_SQL = re.compile(r"(?i)\b(password|identified\s+by)(\s+)'(?:[^'\n]|'')*'")
_FLAG = re.compile(
    r"(?i)(?<![\w-])(--?(?:requirepass|masterauth|[a-z-]{0,40}(?:passw(?:or)?d|secret|token|api-?key))"
    r"(?:[ \t]+|[\"'][ \t]*,[ \t]*[\"']))(?![-\"'])[^\s\"',]+"
)
_CALLED = (
    r"(?:password|passwd|passphrase|passcode|pwd|pw|requirepass|masterauth"
    r"|passwort|kennwort|mot[ ]de[ ]passe|contraseña|senha|wachtwoord)"
)
_OF_WHAT = r"(?:[ ](?:of|for|to|on|at|von|für|zu|de|du|van|voor)(?:[ ][\w.-]{1,40}){1,4}?)"
_SAID = re.compile(
    rf"(?i)\b((?:{_CALLED}{_OF_WHAT}?|secret|token|(?:api|access|our|the)[ ]key)"
    r"(?:'s|\s+(?:is|was|ist|lautet|est|es|é)):?\s+)"
    r"(?:([`\"'])[^`\"'\n]+\2|(?=\S*[\d!@#$%^&*])\S+)"
)
_BESIDE = re.compile(
    rf"(?i)(?<![\w-])((?:{_CALLED}|(?:api|access)[ ]key)(?:[ ]set[ ]to|[ ]?(?:->|,|:)|{_OF_WHAT}:)?[ \t]+)"
    r"(?=\S*\d)(?=\S*[A-Za-z])\S{6,}"
)
_TAG = re.compile(r"(<([A-Za-z][\w:.-]{0,80})>)[^<>\n]+(?=</)")
_LOGIN = re.compile(r"((?<!\S)(?:-u|--user)[ =][\"']?[^\s:\"']{1,80}:)[^\s\"']+")
_SHORT_FLAG = re.compile(
    r"(\b(?:mysql\w*[^\n]{0,200}?\s-p|redis-cli[^\n]{0,200}?\s-a\s+|sshpass\s+-p\s*))(?![\s-])\S+"
)
_PGPASS = re.compile(r"(?m)^([\w.*-]{1,255}:(?:\d{2,5}|\*):[\w*.-]{1,80}:[\w*.-]{1,80}:)\S+$")
_SIGNED = re.compile(r"(?i)([?&](?:sig|x-amz-signature|x-goog-signature)=)[\w%+/=-]+")
_NAME_VALUE = re.compile(
    r"(\bname[\"']?[ \t]*[:=][ \t]*[\"']?([\w.-]+)[\"']?,?\s+[\"']?value[\"']?[ \t]*[:=][ \t]*)"
    r"(?:\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|[^\s,}]+)"
)
_NAMED = re.compile(
    r"(?<![\w.-])(?P<name>(?:(?:api|access|secret|private|auth|signing)[ ])?[A-Za-z_][\w.-]*)"
    r"(?P<close>\\?[\"'])?[ \t]*(?P<sep>=>|:=|[:=])[ \t]*"
)
_SUSPECT = re.compile(r"(?i)pass|pwd|pw|kennwort|contrase|senha|wachtwoord|secret|token|key|credential|auth")
_QUOTED = re.compile(r"\\\"(.*?)(?:\\\"|$)|\"((?:[^\"\\]|\\.)*)|'((?:[^']|'')*)|`([^`]*)|\[([^\]]{0,2000})\]")
_ASSIGNED = re.compile(r"\s*(?:- )?\s*(?:(?:export|ENV|ARG|set)\s+)?$")
_GOES_ON = re.compile(r"([|>][+-]?\d?[+-]?|\[)?\s*$")


def redact(text: str) -> str:
    """Return the text with passwords, tokens and keys replaced by MARK. Idempotent; lines stay."""
    text = _PEM.sub(lambda m: m[1] + re.sub(r"\S[^\n]*", MARK, m[2]) + m[3], text)
    text = _URL.sub(_url, text)
    text = _GO_DSN.sub(rf"\1{MARK}\2", text)
    text = _ORACLE.sub(rf"\1{MARK}\2", text)
    text = _AUTHORIZATION.sub(rf"\1\2{MARK}", text)
    text = _SQL.sub(rf"\1\2'{MARK}'", text)
    text = _FLAG.sub(rf"\1{MARK}", text)
    text = _TAG.sub(lambda m: m[1] + MARK if secret_kind(m[2]) else m[0], text)
    for pattern in (_LOGIN, _SHORT_FLAG, _PGPASS, _SIGNED, _SAID, _BESIDE):
        text = pattern.sub(rf"\1{MARK}", text)
    text = _NAME_VALUE.sub(lambda m: f'{m[1]}"{MARK}"' if secret_kind(m[2]) else m[0], text)
    return _TOKENS.sub(MARK, _named(text))


def _url(match: re.Match[str]) -> str:
    """Keep scheme, user and host; the password ends at the last `@`, whatever is in it."""
    scheme, rest = match[1], match[2]
    login, at, host = rest.rpartition("@")
    user, colon, password = login.partition(":")
    if not at or re.search(r"[/?#]", user):
        return match[0]
    if colon:
        port = scheme.lower() in ("http", "https") and _PORT.match(password)
        return match[0] if port else f"{scheme}://{user}:{MARK}@{host}"
    return f"{scheme}://{MARK}@{host}" if looks_random(user) else match[0]


def _named(text: str) -> str:
    """Redact what stands behind secret names in assignments, YAML and JSON."""
    lines = text.split("\n")
    opener = None  # how a value goes on below its name: `|` for a text block, `[` for a list, `:` for either
    indent = 0
    for number, line in enumerate(lines):
        if opener and line.strip():
            if _continues(line, opener, indent):
                lines[number] = _whole(line)
                continue
            opener = None
        if _SUSPECT.search(line):
            lines[number], opener = _line(line)
            indent = _indent(line)
    return "\n".join(lines)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _continues(line: str, opener: str, indent: int) -> bool:
    content = line.strip()
    if opener == "[":
        return not content.startswith("]")
    return _indent(line) > indent and (opener == "|" or not re.search(r":(?:\s|$)", content))


def _whole(line: str) -> str:
    if '"' in line:
        return re.sub(r'"(?:[^"\\]|\\.)*"?', f'"{MARK}"', line)
    return re.sub(r"^(\s*(?:- )?).*", rf"\g<1>{MARK}", line)


def _line(line: str) -> tuple[str, str | None]:
    """Return the line without secrets, and how the value of its last name goes on below, if it does."""
    done: list[str] = []
    position = 0
    while match := _NAMED.search(line, position):
        done.append(line[position : match.end()])
        position = match.end()
        kind = secret_kind(match["name"])
        if kind is None:
            continue
        if match["sep"] == ":" and (goes_on := _GOES_ON.match(line, position)):
            opener = (goes_on[1] or ":")[0].replace(">", "|")
            return "".join(done) + line[position:], opener if match["name"] != "secrets" else None
        start, end = _value(line, match)
        if looks_secret(line[start:end], kind):
            done += line[position:start], _mark(line, start, match)
            position = end
    return "".join(done) + line[position:], None


def _value(line: str, name: re.Match[str]) -> tuple[int, int]:
    """Return where the value behind a name begins and ends, without its quotes."""
    start, context = name.end(), 200  # a long line is not looked at in full for each of its names
    if quoted := _QUOTED.match(line, start):
        return quoted.span(quoted.lastindex or 0)
    before = line[max(0, name.start() - context) : name.start()]
    if before.endswith(('"', "'")) and not name["close"]:
        ends = before[-1]
    elif name["close"] or (name["sep"] == ":" and "{" in before):
        ends = ",}] \t"
    elif name["sep"] == ":" or (name.start() < context and _ASSIGNED.match(before)):
        ends = ""
    else:
        ends = " \t&;,\"'`"
    end = next((i for i in range(start, len(line)) if line[i] in ends), len(line))
    return start, start + len(line[start:end].rstrip())


def _mark(line: str, start: int, name: re.Match[str]) -> str:
    """Return the mark, in quotes where JSON would not be readable without."""
    in_list = line[start - 1] == "["
    bare_json = start == name.end() and name["close"] == '"'
    return f'"{MARK}"' if in_list or bare_json else MARK
