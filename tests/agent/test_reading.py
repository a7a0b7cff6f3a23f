"""What the user points at is read completely, within limits, and nothing else is."""

import io
import os
import socket
from pathlib import Path

import pytest

from agent.files import ReadError, read_brief
from agent.files import read as reading
from agent.files.marks import stamp
from tools.domain.brief import Brief


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def reasons(brief: Brief) -> dict[str, tuple[str, str]]:
    return {unread.file: (unread.status, unread.how) for unread in brief.unread}


def test_a_file_has_its_own_name_and_never_an_absolute_path(tmp_path: Path) -> None:
    write(tmp_path, {"brief.md": "Orders go into search."})
    assert read_brief([str(tmp_path / "brief.md")]).texts == {"brief.md": "Orders go into search."}


def test_a_folder_is_read_sorted_and_in_depth(tmp_path: Path) -> None:
    write(tmp_path, {"z.md": "z", "a/b/c.sql": "c", "a.yml": "a"})
    assert list(read_brief([str(tmp_path)]).texts) == ["a/b/c.sql", "a.yml", "z.md"]
    assert list(read_brief([str(tmp_path)], leave_out=("*.sql", "a.yml")).texts) == ["z.md"]


def test_two_folders_keep_their_files_apart_by_their_names(tmp_path: Path) -> None:
    write(tmp_path, {"shop/compose.yml": "a", "bank/compose.yml": "b"})
    brief = read_brief([str(tmp_path / "shop"), str(tmp_path / "bank")])
    assert brief.texts == {"shop/compose.yml": "a", "bank/compose.yml": "b"}


def test_two_files_of_one_name_are_refused_rather_than_one_lost(tmp_path: Path) -> None:
    write(tmp_path, {"shop/brief.md": "a", "bank/brief.md": "b"})
    with pytest.raises(ReadError, match=r"two files are called 'brief\.md'"):
        read_brief([str(tmp_path / "shop/brief.md"), str(tmp_path / "bank/brief.md")])


def test_the_same_path_given_twice_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, {"brief.md": "a"})
    path = str(tmp_path / "brief.md")
    assert read_brief([path, path]).texts == {"brief.md": "a"}


def test_standard_input_is_called_dash() -> None:
    assert read_brief(["-"], io.StringIO("We write both.")).texts == {"-": "We write both."}


def test_standard_input_that_is_not_text_is_refused() -> None:
    with pytest.raises(ReadError, match="not UTF-8"):
        read_brief(["-"], io.TextIOWrapper(io.BytesIO(b"\xff\xfe\xff"), "utf-8"))


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    write(tmp_path, {"brief.md": b"\xef\xbb\xbfOrders"})
    assert read_brief([str(tmp_path)]).texts == {"brief.md": "Orders"}


def test_secrets_are_gone_before_anything_else_sees_the_text(tmp_path: Path) -> None:
    write(tmp_path, {"brief.md": "It runs at postgres://shop:hunter2@db/orders"})
    assert "hunter2" not in read_brief([str(tmp_path)]).texts["brief.md"]
    assert "hunter2" not in read_brief(["-"], io.StringIO("postgres://shop:hunter2@db/x")).texts["-"]


@pytest.mark.parametrize(
    ("name", "content", "status", "reason"),
    [
        ("logo.png", b"\x89PNG", "skipped", "not text"),
        ("dump", b"orders\0products", "skipped", "binary"),
        ("latin1.md", "Größe\nund Preis".encode("latin-1"), "failed", "not UTF-8 text, see line 1"),
        ("huge.sql", b"x" * (reading.FILE_LIMIT + 1), "skipped", "larger than 1 MiB"),
        (".git/HEAD", b"ref", "skipped", "tools or dependencies"),
        ("env/pyvenv.cfg", b"home", "skipped", "tools or dependencies"),
    ],
)
def test_what_is_not_read_is_listed_with_the_reason(
    tmp_path: Path, name: str, content: bytes, status: str, reason: str
) -> None:
    write(tmp_path, {name: content, "brief.md": "Orders"})
    brief = read_brief([str(tmp_path)])
    assert list(brief.texts) == ["brief.md"]
    (listed,) = brief.unread
    assert name.startswith(listed.file)
    assert listed.status == status
    assert reason in listed.how


def test_a_binary_file_that_the_user_names_ends_the_run(tmp_path: Path) -> None:
    write(tmp_path, {"dump": b"a\0b"})
    with pytest.raises(ReadError, match="dump: is binary, not text; export it"):
        read_brief([str(tmp_path / "dump")])


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"nowhere\.md: no such file or folder"):
        read_brief([str(tmp_path / "nowhere.md")])


def test_a_link_out_of_the_folder_is_refused_and_listed(tmp_path: Path) -> None:
    write(tmp_path, {"outside/passwd": "root", "in/brief.md": "Orders"})
    (tmp_path / "in/passwd").symlink_to(tmp_path / "outside/passwd")
    (tmp_path / "in/all").symlink_to(tmp_path / "outside")
    brief = read_brief([str(tmp_path / "in")])
    assert list(brief.texts) == ["brief.md"]
    assert all("link out of the folder" in how for _, how in reasons(brief).values())
    assert set(reasons(brief)) == {"passwd", "all"}


def test_links_that_stay_inside_lead_to_one_reading_and_circles_end(tmp_path: Path) -> None:
    write(tmp_path, {"brief.md": "Orders"})
    (tmp_path / "again.md").symlink_to("brief.md")
    (tmp_path / "loop").symlink_to(".")
    (tmp_path / "nothing").symlink_to("nothing")
    brief = read_brief([str(tmp_path)])
    assert list(brief.texts) == ["brief.md"]
    assert set(reasons(brief)) == {"again.md", "loop", "nothing"}


def test_a_pipe_in_the_folder_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
    write(tmp_path, {"brief.md": "Orders"})
    brief = read_brief([str(tmp_path)])
    assert set(reasons(brief)) == {"pipe", "socket"}
    with pytest.raises(ReadError, match="pipe, socket or device"):
        read_brief([str(tmp_path / "pipe")])


def test_what_cannot_be_opened_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"locked/secret.md": "x", "locked.md": "x", "brief.md": "Orders"})
    opened, listed = Path.open, Path.iterdir

    def refuse(self: Path, *args: object, **named: object) -> object:
        if self.name == "locked.md":
            raise PermissionError(13, "Permission denied")
        return opened(self, *args, **named)  # type: ignore[call-overload]

    def refuse_folder(self: Path) -> object:
        if self.name == "locked":
            raise PermissionError(13, "Permission denied")
        return listed(self)

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(Path, "iterdir", refuse_folder)
    brief = read_brief([str(tmp_path)])
    assert list(brief.texts) == ["brief.md"]
    assert {name: status for name, (status, _) in reasons(brief).items()} == {
        "locked": "failed",
        "locked.md": "failed",
    }


def test_too_many_files_are_refused_with_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "COUNT_LIMIT", 2)
    write(tmp_path, {"a.md": "a", "b.md": "b"})
    assert len(read_brief([str(tmp_path)]).texts) == 2
    write(tmp_path, {"c.md": "c"})
    with pytest.raises(ReadError, match=r"more than 2 files .* reached at 'c\.md'"):
        read_brief([str(tmp_path)])


def test_too_much_text_is_refused_with_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "TOTAL_LIMIT", 10)
    write(tmp_path, {"a.md": "a" * 6, "b.md": "b" * 6})
    with pytest.raises(ReadError, match=r"reached at 'b\.md'"):
        read_brief([str(tmp_path)])


def test_a_folder_deeper_than_the_stack_is_no_problem(tmp_path: Path) -> None:
    made = [tmp_path]
    for _ in range(1200):
        made.append(made[-1] / "d")
        made[-1].mkdir()
    try:
        assert read_brief([str(tmp_path)]).texts == {}
    finally:
        for folder in reversed(made[1:]):  # pytest's own clean-up would overflow
            folder.rmdir()


def test_names_that_are_not_text_become_printable(tmp_path: Path) -> None:
    (tmp_path / "a\nb\x1b[31m.md").write_text("Orders")
    (tmp_path / os.fsdecode(b"caf\xe9.md")).write_text("Orders")
    names = list(read_brief([str(tmp_path)]).texts)
    assert names == ["a\ufffdb\ufffd[31m.md", "caf\ufffd.md"]


def test_our_own_documents_are_not_read_back(tmp_path: Path) -> None:
    document = stamp("integration-architecture.md", "# Integration architecture\n")
    write(tmp_path, {"integration-architecture.md": document, "brief.md": "Orders"})
    write(tmp_path, {"integration-architecture.json": stamp("x.json", "{}"), "own.json": '{"a": 1}'})
    brief = read_brief([str(tmp_path)])
    assert list(brief.texts) == ["brief.md", "own.json"]
    assert reasons(brief) == {}
