"""YAML and JSON with the file and line of every value, bounded in size and depth."""

import json
import math
import re
from typing import Any, NamedTuple

import yaml

from tools.intake.result import IntakeError

MAX_NODES = 1_000_000
"""Values in one file, counted after aliases are followed (engineering judgement: 4,000 rows take 100,000)."""
MAX_DEPTH = 60
"""Levels of nesting (engineering judgement: facts need 6, connector and compose files fewer than 20)."""


class Node(NamedTuple):
    """A scalar, a list of nodes, or a mapping of nodes by key, and where it stands.

    `line` is the line of the key, for a value that has one.
    """

    value: Any
    file: str
    line: int

    def get(self, *keys: str) -> "Node | None":
        """Return the node below a path of keys, None where a key is missing."""
        node: Node | None = self
        for key in keys:
            node = node.pairs.get(key) if node else None
        return node

    @property
    def items(self) -> list["Node"]:
        """The nodes of a list; none if this is no list."""
        return self.value if isinstance(self.value, list) else []

    @property
    def pairs(self) -> dict[str, "Node"]:
        """The nodes of a mapping by key; none if this is no mapping."""
        return self.value if isinstance(self.value, dict) else {}


def plain(node: Node) -> Any:
    """Return the values without their places."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def parse(text: str, file: str) -> Node:
    """Return the tree of a text: JSON if it begins with a brace or bracket, YAML if not, or if named so.

    Raise IntakeError for broken syntax, a key given twice, an alias that contains itself, more than one
    document, and a tree beyond MAX_NODES or MAX_DEPTH.
    """
    if not text.strip():
        return Node(None, file, 1)
    if text.lstrip()[0] in "{[" and not file.endswith((".yaml", ".yml")):
        return _json(text, file)
    return _yaml(text, file)


def _fail(file: str, line: int, problem: str) -> IntakeError:
    return IntakeError(f"{file}:{line}: {problem}")


class _Frame:
    """A list or mapping that is still open; size and height count what is in it so far."""

    __slots__ = ("anchor", "height", "key", "key_line", "line", "merged", "size", "value")

    def __init__(self, value: Any, line: int, anchor: str | None) -> None:
        self.value, self.line, self.anchor = value, line, anchor
        self.key: str | None = None
        self.key_line = line
        self.merged: list[Node] = []
        self.size = self.height = 1


class _Builder:
    """What YAML and JSON have in common: nesting, doubled keys and the limits."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Node | None = None
        self._open: list[_Frame] = []
        self._anchors: dict[str, tuple[Node, int, int]] = {}

    def begin(self, value: Any, line: int, anchor: str | None = None) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise _fail(self.file, line, f"nested deeper than {MAX_DEPTH} levels; flatten it")
        self._open.append(_Frame(value, line, anchor))

    def end(self) -> None:
        frame = self._open.pop()
        for source in frame.merged:  # YAML's merge key; what the mapping says itself comes first
            for name, child in source.pairs.items():
                frame.value.setdefault(name, child)
        self.add(Node(frame.value, self.file, frame.line), frame.anchor, frame.size, frame.height + 1)

    def alias(self, name: str, line: int) -> None:
        if name not in self._anchors:
            raise _fail(self.file, line, f"the alias *{name} names nothing above it; define &{name} first")
        node, size, height = self._anchors[name]
        if len(self._open) + height > MAX_DEPTH:
            raise _fail(
                self.file, line, f"nested deeper than {MAX_DEPTH} levels by the alias *{name}; flatten it"
            )
        self.add(node._replace(line=line), None, size, height)

    def add(self, node: Node, anchor: str | None = None, size: int = 1, height: int = 1) -> None:
        if anchor:
            self._anchors[anchor] = (node, size, height)
        if not self._open:
            if self.root is not None:
                raise _fail(
                    self.file, node.line, "a second YAML document begins; keep one document in a file"
                )
            self.root = node
            return
        frame = self._open[-1]
        frame.size += size
        frame.height = max(frame.height, height)
        if frame.size > MAX_NODES:
            problem = f"more than {MAX_NODES:,} values once aliases are followed; split the file"
            raise _fail(self.file, node.line, problem)
        self._place(frame, node)

    def _place(self, frame: _Frame, node: Node) -> None:
        if isinstance(frame.value, list):
            frame.value.append(node)
        elif frame.key is None:
            frame.key, frame.key_line = self._key(frame, node), node.line
        elif frame.key == "<<":
            frame.merged += node.items or [node]
            frame.key = None
        else:
            frame.value[frame.key] = node._replace(line=frame.key_line)
            frame.key = None

    def _key(self, frame: _Frame, node: Node) -> str:
        if isinstance(node.value, list | dict):
            raise _fail(
                self.file, node.line, "a list or mapping stands where a name was expected; write a name"
            )
        key = str(node.value)
        if key in frame.value:
            raise _fail(self.file, node.line, f"the key {key!r} is given twice here; keep one of them")
        return key


_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"), False),
}
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9_]{0,20})$")
_FLOAT = re.compile(r"[-+]?[0-9][0-9_]{0,300}(?:\.[0-9]{0,300})?(?:[eE][-+]?[0-9]{1,3})?$")


def _scalar(text: str) -> Any:
    """Read a plain YAML scalar: null, booleans and decimal numbers. Dates and `12:30` stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "+-0123456789":
        if _INT.match(text):
            return int(text)
        if _FLOAT.match(text) and not text.isdigit():
            number = float(text)
            return number if math.isfinite(number) else text
    return text


def _yaml(text: str, file: str) -> Node:
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            _handle(event, builder)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, text.find(chr(error.character))) + 1
        raise _fail(file, line, "a control character; is this a text file? Remove it") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise _fail(file, line, f"not valid YAML: {error.problem}; mend this line or the one above") from None
    return builder.root or Node(None, file, 1)


def _handle(event: Any, builder: _Builder) -> None:
    kind, line = type(event), event.start_mark.line + 1
    if kind is yaml.ScalarEvent:
        value = _scalar(event.value) if event.implicit[0] else event.value
        builder.add(Node(value, builder.file, line), event.anchor)
    elif kind is yaml.MappingStartEvent:
        builder.begin({}, line, event.anchor)
    elif kind is yaml.SequenceStartEvent:
        builder.begin([], line, event.anchor)
    elif kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
        builder.end()
    elif kind is yaml.AliasEvent:
        builder.alias(event.anchor, line)


_JSON_TOKEN = re.compile(r'[{}\[\]]|"[^"\\]*(?:\\.[^"\\]*)*"|[^\s,:{}\[\]"]+')


def _json(text: str, file: str) -> Node:
    try:
        json.loads(text, parse_constant=_no_constant)  # the grammar; the loop below can trust every token
    except json.JSONDecodeError as error:
        raise _fail(file, error.lineno, f"not valid JSON: {error.msg.lower()}; mend this line") from None
    except RecursionError:
        raise _fail(file, 1, f"nested deeper than {MAX_DEPTH} levels; flatten it") from None
    except ValueError as error:
        raise _fail(file, 1, f"not valid JSON: {error}") from None
    builder, line, counted = _Builder(file), 1, 0
    for match in _JSON_TOKEN.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        match token := match[0]:
            case "{":
                builder.begin({}, line)
            case "[":
                builder.begin([], line)
            case "}" | "]":
                builder.end()
            case _:
                value = json.loads(token)
                endless = isinstance(value, float) and math.isinf(value)
                builder.add(Node(token if endless else value, file, line))
    return builder.root or Node(None, file, 1)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number in JSON; write null for a value that is not known")
