"""Files are written whole or not at all, and the user's work is never lost."""

import errno
import json
from pathlib import Path

import pytest

from agent.files import WriteError, replace_all, write_all
from agent.files.marks import keep_blocks, origin, stamp

DOCUMENT = "# Design\n\n## Summary\n\nUse an outbox.\n\n## Decisions\n\nMany.\n"
FILES = {"a.md": DOCUMENT, "a.json": '{"b": [1, 2], "a": "ü"}', "a.html": "<!doctype html>\n<p>Hi</p>\n"}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_all_files_are_written_and_nothing_is_left_beside_them(tmp_path: Path) -> None:
    write_all(tmp_path / "new/folder", FILES)
    assert names(tmp_path / "new/folder") == ["a.html", "a.json", "a.md"]
    assert json.loads((tmp_path / "new/folder/a.json").read_text())["a"] == "ü"


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    write_all(tmp_path, FILES)
    first = {name: (tmp_path / name).read_bytes() for name in FILES}
    write_all(tmp_path, FILES)
    assert {name: (tmp_path / name).read_bytes() for name in FILES} == first


def test_a_generated_file_is_replaced_by_its_next_version(tmp_path: Path) -> None:
    write_all(tmp_path, FILES)
    write_all(tmp_path, {"a.md": "# Other\n"})
    assert (tmp_path / "a.md").read_text().startswith("# Other\n")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("a.md", "Use an outbox.", "Use two outboxes."),
        ("a.json", '"a": "ü"', '"a": "u"'),
        ("a.html", "Hi", "Ho"),
    ],
)
def test_a_file_edited_by_hand_is_not_overwritten_without_force(
    tmp_path: Path, name: str, old: str, new: str
) -> None:
    write_all(tmp_path, FILES)
    edit(tmp_path / name, old, new)
    before = {each: (tmp_path / each).read_bytes() for each in FILES}
    with pytest.raises(WriteError, match=f"{name} was edited by hand"):
        write_all(tmp_path, FILES)
    assert {each: (tmp_path / each).read_bytes() for each in FILES} == before
    write_all(tmp_path, FILES, force=True)
    assert origin(name, (tmp_path / name).read_text()) == "generated"
    assert new not in (tmp_path / name).read_text()


def test_text_added_below_the_stamp_is_an_edit_too(tmp_path: Path) -> None:
    write_all(tmp_path, FILES)
    with (tmp_path / "a.md").open("a") as file:
        file.write("One more thing.\n")
    with pytest.raises(WriteError, match="edited by hand"):
        write_all(tmp_path, FILES)


def test_formatting_is_not_editing(tmp_path: Path) -> None:
    write_all(tmp_path, FILES)
    text = (tmp_path / "a.md").read_text().replace("\n\n", "\n\n\n")
    (tmp_path / "a.md").write_bytes(text.replace("\n", "\r\n").encode())
    (tmp_path / "a.json").write_text(
        json.dumps(json.loads((tmp_path / "a.json").read_text()), sort_keys=True)
    )
    write_all(tmp_path, FILES)


@pytest.mark.parametrize("content", [b"# Mine\n", b"", b"\xff\x00", b"[1, 2]"])
def test_a_file_that_is_not_ours_is_not_overwritten_without_force(tmp_path: Path, content: bytes) -> None:
    for name in FILES:
        (tmp_path / name).write_bytes(content)
        with pytest.raises(WriteError, match="not written by this program"):
            write_all(tmp_path, {name: FILES[name]})
        assert (tmp_path / name).read_bytes() == content
        write_all(tmp_path, {name: FILES[name]}, force=True)


def test_a_users_block_survives_in_its_section(tmp_path: Path) -> None:
    write_all(tmp_path, FILES)
    block = "<!-- keep:why -->\nWe tried it.\n<!-- /keep -->"
    edit(tmp_path / "a.md", "Use an outbox.", f"Use an outbox.\n\n{block}")
    write_all(tmp_path, {"a.md": DOCUMENT.replace("outbox", "log")})
    text = (tmp_path / "a.md").read_text()
    assert text.index("Use an log.") < text.index(block) < text.index("## Decisions")
    write_all(tmp_path, FILES)
    assert (tmp_path / "a.md").read_text().count(block) == 1


def test_a_users_block_survives_force_and_the_end_of_its_section(tmp_path: Path) -> None:
    write_all(tmp_path, FILES)
    block = "<!-- keep:why -->\nWe tried it.\n<!-- /keep -->"
    edit(tmp_path / "a.md", "Use an outbox.", f"Use five.\n{block}")
    write_all(tmp_path, {"a.md": "# Other\n"}, force=True)
    assert block in (tmp_path / "a.md").read_text()
    assert "Use five." not in (tmp_path / "a.md").read_text()


def test_a_block_that_the_document_offers_keeps_what_the_user_wrote_in_it(tmp_path: Path) -> None:
    offered = f"{DOCUMENT}\n<!-- keep:notes -->\n<!-- /keep -->\n"
    write_all(tmp_path, {"a.md": offered})
    edit(tmp_path / "a.md", "<!-- keep:notes -->\n", "<!-- keep:notes -->\nAsk Ada.\n")
    write_all(tmp_path, {"a.md": offered})
    assert (tmp_path / "a.md").read_text().count("Ask Ada.") == 1


def test_a_comment_in_a_code_block_is_not_taken_for_a_heading() -> None:
    text = "## Real\n```sh\n# not a heading\n```\n<!-- keep:x -->\n<!-- /keep -->\n"
    assert [block.heading for block in keep_blocks(text)] == ["## Real"]


@pytest.mark.parametrize(
    ("added", "problem"),
    [
        ("<!-- keep:x -->\nlost?\n", r"line 10: the block keep:x is not closed"),
        ("<!-- keep:x -->\n<!-- keep:y -->\n<!-- /keep -->\n", r"keep:x is not closed"),
        ("<!-- keep:x -->\n<!-- /keep -->\n<!-- keep:x -->\n<!-- /keep -->\n", r"a second block keep:x"),
    ],
)
def test_a_broken_block_is_never_thrown_away_even_with_force(
    tmp_path: Path, added: str, problem: str
) -> None:
    text = stamp("a.md", DOCUMENT).replace("Many.\n", f"Many.\n{added}")
    (tmp_path / "a.md").write_text(text)
    with pytest.raises(WriteError, match=problem):
        write_all(tmp_path, FILES, force=True)
    assert (tmp_path / "a.md").read_text() == text


def test_a_full_disk_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_all(tmp_path, FILES)
    before = {name: (tmp_path / name).read_bytes() for name in names(tmp_path)}
    written: list[int] = []

    def full(descriptor: int) -> None:
        written.append(descriptor)
        if len(written) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(WriteError, match=r"the disk of .* is full; nothing was written"):
        write_all(tmp_path, {"a.md": "# Other\n", "a.json": "{}"})
    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == before


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    for folder in (tmp_path / "out", tmp_path / "out/below"):
        with pytest.raises(WriteError, match="is not a folder, or lies below a file"):
            write_all(folder, FILES)
    assert (tmp_path / "out").read_text() == "a file"


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.html").mkdir()
    with pytest.raises(WriteError, match=r"a\.html is a folder"):
        write_all(tmp_path, FILES)
    assert names(tmp_path) == ["a.html"]


def test_a_folder_that_refuses_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, *args: object, **named: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(WriteError, match=r"cannot write into .*: Permission denied; nothing was written"):
        replace_all(tmp_path, {"a.md": "x"})
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "comment"),
    [
        ("m.tla", r"\* {}"),
        ("m.cfg", r"\* {}"),
        ("m.pml", "/* {} */"),
        ("m.qnt", "// {}"),
        ("m.md", "<!-- {} -->"),
    ],
)
def test_a_model_says_in_its_own_language_where_it_comes_from(name: str, comment: str) -> None:
    written = stamp(name, "a model\n")
    opens, closes = comment.split("{}")
    assert written.splitlines()[-1].startswith(f"{opens}generated by integration-architect; sha256:")
    assert written.endswith(f"{closes}\n")
    assert origin(name, written) == "generated"
    assert origin(name, written.replace("model", "mode")) == "edited"
