"""Write generated files: all of them whole, or none."""

import contextlib
import errno
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from agent.files.errors import WriteError
from agent.files.marks import carry, origin, stamp


def write_all(folder: Path, files: Mapping[str, str], *, force: bool = False) -> None:
    """Write generated files into a folder, each with its own hash, keeping the user's marked blocks.

    A file that was edited by hand since it was generated, or that this program never wrote, is not
    overwritten without `force`. The user's blocks survive either way (see `agent.files.marks`).
    Raises WriteError; then no file was touched.
    """
    replace_all(folder, {name: _next(folder / name, text, force=force) for name, text in files.items()})


def replace_all(folder: Path, files: Mapping[str, str]) -> None:
    """Replace files in a folder as they are given, each in one move once all of them are on the disk.

    Raises WriteError if the folder cannot be written or the disk is full; then nothing is half written.
    """
    staged = {folder / name: folder / f".{name}.{secrets.token_hex(4)}.tmp" for name in files}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for (target, temporary), text in zip(staged.items(), files.values(), strict=True):
            if target.is_dir():
                raise WriteError(f"{target} is a folder; remove it or choose another output folder")
            _to_disk(temporary, text)
        for target, temporary in staged.items():
            temporary.replace(target)
    except OSError as error:
        raise WriteError(_reason(folder, error)) from error
    finally:
        for temporary in staged.values():
            with contextlib.suppress(OSError):
                temporary.unlink()


def _next(target: Path, text: str, *, force: bool) -> str:
    """Return what is to stand in a file. Raise WriteError if the user's work would be lost."""
    old = _existing(target)
    if old is None:
        return stamp(target.name, text)
    try:
        came_from = origin(target.name, old)
        if target.suffix == ".md":
            text = carry(old, text)
    except WriteError as error:
        raise WriteError(f"{target}, {error}") from None
    if came_from == "edited" and not force:
        raise WriteError(
            f"{target} was edited by hand; put your own text between <!-- keep:NAME --> and <!-- /keep -->, "
            "write into another folder, or overwrite it with --force"
        )
    if came_from == "foreign" and not force:
        raise WriteError(
            f"{target} was not written by this program; write into another folder, or overwrite it with "
            "--force"
        )
    return stamp(target.name, text)


def _existing(target: Path) -> str | None:
    """Return what stands in a file now: None if there is none, nothing readable if it is not text."""
    try:
        return target.read_text("utf-8", errors="replace")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None  # a folder in the way is refused when the files are replaced
    except OSError as error:
        raise WriteError(_reason(target.parent, error)) from error


def _to_disk(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _reason(folder: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            f"the disk of {folder} is full; nothing was written. Make room or choose another folder with -o"
        )
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return f"{folder} is not a folder, or lies below a file; choose another folder with -o"
    return f"cannot write into {folder}: {error.strerror}; nothing was written. Choose another folder with -o"
