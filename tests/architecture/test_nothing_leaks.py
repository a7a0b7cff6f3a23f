"""No machine's path, no package host and no secret stands in a tracked file."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXEMPT = {"uv.lock"}  # docs/adr/0006 says why
LEAKS = {
    "path of a machine": re.compile(r"/(work|root|Users)/[\w.-]+/|/home/(?!user\b)\w+/"),
    "host of a package index": re.compile(r"\b(pypi\.org|pythonhosted\.org|npmjs\.(org|com)|debian\.org)\b"),
    "private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/]{40}"),
    "token": re.compile(
        r"\b(sk-ant-[\w-]{20,}|ghp_\w{36}|xox[bp]-[\w-]{20,}|AKIA(?!\w*EXAMPLE)[A-Z0-9]{16})\b"
    ),
}


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.splitlines() if name not in EXEMPT and (ROOT / name).is_file()]


def leaks(text: str) -> list[str]:
    return [f"{what}: {found.group()}" for what, pattern in LEAKS.items() if (found := pattern.search(text))]


@pytest.mark.parametrize("name", tracked())
def test_a_tracked_file_names_no_machine_host_or_secret(name: str) -> None:
    assert leaks((ROOT / name).read_bytes().decode(errors="replace")) == []


@pytest.mark.parametrize("text", ["/ro" + "ot/x/y", "https://py" + "pi.org/simple", "AKIA" + "Q" * 16])
def test_a_leak_would_be_seen(text: str) -> None:
    assert len(leaks(text)) == 1
