"""Read what the user points at: files, folders, standard input.

A file that the user names must be readable, or the run ends with the reason. A file that merely lies in a
folder is listed as unread instead. Secrets are redacted here, at the door: nothing above this module has
ever seen one.
"""

import stat
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import TextIO

from agent.files.errors import ReadError
from agent.files.marks import generated
from tools.domain.brief import Brief, Coverage
from tools.intake.redact import redact

FILE_LIMIT = 1 << 20
"""Bytes of the largest file that is read: 1 MiB (engineering judgement)."""
TOTAL_LIMIT = 32 << 20
"""Characters that are read in all: 32 Mi (engineering judgement)."""
COUNT_LIMIT = 5_000
"""Files that are read in all (engineering judgement)."""

FOREIGN_FOLDERS = frozenset((".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__"))
MEDIA_SUFFIXES = frozenset((".gif", ".ico", ".jpeg", ".jpg", ".mov", ".mp3", ".mp4", ".png", ".webp"))
OFFICE_SUFFIXES = frozenset((".doc", ".docx", ".odt", ".pdf", ".ppt", ".pptx", ".xls", ".xlsx"))
ARCHIVE_SUFFIXES = frozenset(
    (".7z", ".bz2", ".gz", ".jar", ".rar", ".tar", ".tgz", ".whl", ".xz", ".zip", ".zst")
)
BINARY_SUFFIXES = MEDIA_SUFFIXES | OFFICE_SUFFIXES | ARCHIVE_SUFFIXES
"""Suffixes that are not even opened; other binary files are known by a NUL byte."""


def read_brief(paths: Sequence[str], stdin: TextIO | None = None, leave_out: Sequence[str] = ()) -> Brief:
    """Read files, folders and `-` (standard input) into a brief; of folders not the files that are left out.

    Names are relative: a file has its own name, what lies in a folder its path below that folder, after the
    folder's name when several paths are given. Raises ReadError for a path that cannot be read, for a limit
    that is passed and for two files of one name.
    """
    gathered = _Gathered()
    for path in dict.fromkeys(paths):
        if path == "-":
            gathered.add("-", _standard_input(stdin))
        elif _is_folder(Path(path)):
            prefix = f"{_printable(Path(path).resolve().name)}/" if len(paths) > 1 else ""
            _take_folder(gathered, Path(path), prefix, leave_out)
        else:
            gathered.add(_printable(Path(path).name), _named_file(Path(path)))
    return Brief(texts=gathered.texts, unread=tuple(gathered.unread))


def read_text(path: str) -> str:
    """Return one file that the user named. Raise ReadError if it cannot be read."""
    return redact(_named_file(Path(path)))


class _UnreadableError(Exception):
    """Why one file is not part of the brief."""

    def __init__(self, why: str, *, failed: bool = False) -> None:
        super().__init__(why)
        self.failed = failed


class _Gathered:
    """What was read so far, within the limits."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.unread: list[Coverage] = []
        self.size = 0

    def add(self, name: str, text: str) -> None:
        if name in self.texts:
            raise ReadError(f"two files are called {name!r}; put them into one folder and give that folder")
        self.size += len(text)
        if len(self.texts) == COUNT_LIMIT or self.size > TOTAL_LIMIT:
            raise ReadError(
                f"more than {COUNT_LIMIT:,} files or {TOTAL_LIMIT >> 20} MiB to read, reached at {name!r}; "
                "give the files or folders that describe the system"
            )
        self.texts[name] = redact(text)

    def leave(self, name: str, reason: _UnreadableError) -> None:
        self.unread.append(Coverage(name, "failed" if reason.failed else "skipped", str(reason)))


def _take_folder(gathered: _Gathered, root: Path, prefix: str, leave_out: Sequence[str]) -> None:
    for path in _below(root):
        if any(fnmatch(path.relative_to(root).as_posix(), pattern) for pattern in leave_out):
            continue
        name = prefix + _printable(path.relative_to(root).as_posix())
        try:
            if isinstance(problem := _not_a_file(path, root), _UnreadableError):
                raise problem
            text = _read(path)
            if generated(path.name, text):  # our own documents are no part of the brief
                continue
        except _UnreadableError as reason:
            gathered.leave(name, reason)
        except OSError as error:
            gathered.leave(name, _UnreadableError(f"cannot be opened: {error.strerror}", failed=True))
        else:
            gathered.add(name, text)


def _below(root: Path) -> Iterator[Path]:
    """Yield what lies below a folder, sorted; a folder only where it is not entered. Follow no link."""
    waiting = [root]
    while waiting:
        path = waiting.pop()
        if path != root and not _enterable(path):
            yield path
            continue
        try:
            waiting.extend(sorted(path.iterdir(), reverse=True))
        except OSError as error:
            if path == root:
                raise ReadError(f"cannot read the folder {path}: {error.strerror}") from error
            yield path


def _enterable(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.lstat().st_mode) and not _foreign(path)
    except OSError:
        return False


def _foreign(folder: Path) -> bool:
    return folder.name in FOREIGN_FOLDERS or (folder / "pyvenv.cfg").exists()


def _not_a_file(path: Path, root: Path) -> _UnreadableError | None:
    """Say why something in a folder is not opened, None if it may be."""
    if path.is_symlink():
        return _link(path, root)
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        if _foreign(path):
            return _UnreadableError("holds tools or dependencies, not the system's own description")
        return _UnreadableError("the folder cannot be opened; check its permissions", failed=True)
    if not stat.S_ISREG(mode):
        return _UnreadableError("is a pipe, socket or device")
    return None


def _link(path: Path, root: Path) -> _UnreadableError:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: links in a circle
        return _UnreadableError("is a link to nothing", failed=True)
    if target.is_relative_to(root.resolve()):
        return _UnreadableError("is a link; its target is read under its own name")
    return _UnreadableError(
        "is a link out of the folder; copy the file in if it belongs to the brief", failed=True
    )


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False  # reading it as a file will name the problem


def _named_file(path: Path) -> str:
    """Read a file that the user named. Raise ReadError if that cannot be done."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _UnreadableError(
                "is a pipe, socket or device; give a file, a folder or - for standard input"
            )
        return _read(path)
    except _UnreadableError as reason:
        raise ReadError(f"{path}: {reason}") from None
    except FileNotFoundError:
        raise ReadError(f"{path}: no such file or folder; check the path") from None
    except OSError as error:
        raise ReadError(f"{path}: cannot be opened: {error.strerror}") from None


def _read(path: Path) -> str:
    if path.suffix.lower() in BINARY_SUFFIXES:
        raise _UnreadableError(
            f"{path.suffix.lower()} is not text; export it as text if it describes the system"
        )
    with path.open("rb") as file:
        data = file.read(FILE_LIMIT + 1)
    if len(data) > FILE_LIMIT:
        raise _UnreadableError(
            f"is larger than {FILE_LIMIT >> 20} MiB; give the part that describes the system"
        )
    if b"\0" in data:
        raise _UnreadableError("is binary, not text; export it as UTF-8 text if it describes the system")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _UnreadableError(f"is not UTF-8 text, see line {line}; save it as UTF-8", failed=True) from None
    return text


def _standard_input(stdin: TextIO | None) -> str:
    if stdin is None:
        raise ReadError("- reads standard input, which is not available here; give a file or folder")
    try:
        text = stdin.read(FILE_LIMIT + 1)
    except UnicodeDecodeError:
        raise ReadError("standard input is not UTF-8 text; convert it first") from None
    if len(text) > FILE_LIMIT:
        raise ReadError(f"standard input is larger than {FILE_LIMIT >> 20} MiB; give the files instead")
    return text.removeprefix("\ufeff")


def _printable(name: str) -> str:
    """Return a file name without line breaks, control characters and bytes that are not UTF-8."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
