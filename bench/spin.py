"""Spin, the model checker, as a program beside ours: build what checks a model, run it, read its figures."""

import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tools.checker.export.promela import promela
from tools.checker.model import Model

NEEDS = ("spin", "cc")
BUILD = (("spin", "-a", "-o2", "model.pml"), ("cc", "-w", "-DSAFETY", "-DNOREDUCE", "-o", "pan", "pan.c"))

NOT_THE_MODEL = re.compile(r"max search depth too small|invalid array index|violated \(len_\w+<=\d+\)")
"""What Spin prints when it did not visit every state, or when a queue is longer than it may be."""


@dataclass(frozen=True, slots=True)
class SpinRun:
    """What Spin found in the whole space, and how long it took to build and to search, in seconds."""

    states: int
    errors: int
    build_s: float
    search_s: float


def missing() -> tuple[str, ...]:
    """Return the programs that would have to be installed first."""
    return tuple(program for program in NEEDS if shutil.which(program) is None)


def spin(model: Model, folder: Path, most_states: int, *, optimise: str = "-O0") -> SpinRun:
    """Let Spin visit every state of a model, also after an error; no way is longer than `most_states`.

    Raises:
        RuntimeError: if a program fails, a way is longer, or the text is not the model (an index out of
            range, a queue over its capacity).
    """
    (text,) = (text for name, text in promela(model).items() if name.endswith(".pml"))
    (folder / "model.pml").write_text(text, encoding="utf-8")
    start = time.perf_counter()
    for command in BUILD:
        _run((*command, optimise) if command[0] == "cc" else command, folder)
    built = time.perf_counter()
    hash_bits = max(10, most_states.bit_length())
    printed = _run(("./pan", f"-m{most_states + 100}", f"-w{hash_bits}", "-c0"), folder)
    done = time.perf_counter()
    if found := NOT_THE_MODEL.search(printed):
        raise RuntimeError(f"{model.name}: {found[0]}")
    return SpinRun(
        _number(r"(\d+) states, stored", printed),
        _number(r"errors: (\d+)", printed),
        built - start,
        done - built,
    )


def _run(command: tuple[str, ...], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    return done.stdout


def _number(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    if found is None:
        raise RuntimeError(f"Spin printed no {pattern!r}:\n{text}")
    return int(found[1])
