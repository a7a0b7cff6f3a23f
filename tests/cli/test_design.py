"""`design` writes the documents, says in a few lines what stands in them, and keeps the user's work."""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MARKDOWN, JSON, HTML = (f"integration-architecture.{suffix}" for suffix in ("md", "json", "html"))


def test_it_writes_markdown_and_json_into_the_current_folder(run, facts_file: Path, tmp_path: Path) -> None:
    code, out, err = run("design", facts_file)
    assert (code, out) == (0, "")
    assert "Written: integration-architecture.md" in err
    assert "System of record of product: shop_db" in err
    assert "Findings: " in err
    assert "Open questions: " in err
    assert {MARKDOWN, JSON} <= {path.name for path in tmp_path.iterdir()}
    assert HTML not in {path.name for path in tmp_path.iterdir()}


def test_html_is_written_when_asked_for_and_quiet_is_quiet(run, facts_file: Path) -> None:
    code, out, err = run("design", facts_file, "-o", "out", "--html", "--quiet")
    assert (code, out, err) == (0, "", "")
    assert Path("out", HTML).is_file()


def test_json_is_the_only_thing_on_standard_output(run, facts_file: Path) -> None:
    _, out, _ = run("design", facts_file, "--json")
    written = json.loads(Path(JSON).read_text())
    written.pop("generated_sha256")
    assert json.loads(out) == written


def test_the_same_facts_give_the_same_bytes_wherever_they_lie(
    run, facts_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("design", facts_file, "-o", "one", "--html")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    facts_file.rename(elsewhere / "facts.yaml")
    monkeypatch.chdir(elsewhere)
    run("design", "facts.yaml", "-o", "two", "--html")
    for name in (MARKDOWN, JSON, HTML):
        assert (tmp_path / "one" / name).read_bytes() == (elsewhere / "two" / name).read_bytes()
        assert str(tmp_path) not in (tmp_path / "one" / name).read_text()


def test_running_it_twice_in_one_folder_does_not_read_its_own_documents(run, facts_file: Path) -> None:
    run("design", ".")
    first = Path(MARKDOWN).read_bytes()
    code, _, err = run("design", ".")
    assert code == 0
    assert Path(MARKDOWN).read_bytes() == first
    assert MARKDOWN not in err.replace("Written: ./", "").replace(f"Written: {MARKDOWN}", "")


def test_an_edited_document_is_refused_unless_forced_and_a_kept_block_survives(run, facts_file: Path) -> None:
    run("design", facts_file)
    kept = "<!-- keep:ours -->\nAda signed this.\n<!-- /keep -->\n"
    text = Path(MARKDOWN).read_text().replace("\n## ", f"\n{kept}\n## ", 1)
    Path(MARKDOWN).write_text(text)
    assert run("design", facts_file, "--set", "entities.product.deletes=soft")[0] == 0
    assert kept in Path(MARKDOWN).read_text()
    Path(MARKDOWN).write_text(Path(MARKDOWN).read_text().replace("# Integration", "# Our integration"))
    code, _, err = run("design", facts_file)
    assert code == 4
    assert err.count("\n") == 1
    assert "was edited by hand" in err
    assert run("design", facts_file, "--force")[0] == 0
    assert kept in Path(MARKDOWN).read_text()
    assert "# Our integration" not in Path(MARKDOWN).read_text()


def test_a_folder_that_cannot_be_written_is_exit_4(run, facts_file: Path) -> None:
    Path("out").write_text("a file")
    code, out, err = run("design", facts_file, "-o", "out")
    assert (code, out) == (4, "")
    assert err.startswith("error: out is not a folder")


def test_findings_fail_the_command_only_when_asked(run, facts_file: Path) -> None:
    assert run("design", facts_file)[0] == 0
    assert run("design", facts_file, "--fail-on", "critical")[0] == 1
    Path("facts.yaml").write_text(facts_file.read_text().replace("dual_write", "cdc"))
    assert run("design", "facts.yaml", "--fail-on", "critical")[0] == 0


def test_one_store_and_nothing_to_integrate_needs_none_of_this(run) -> None:
    Path("one.yaml").write_text(
        "schema_version: 1\n"
        "stores: [{id: db, technology: postgresql}]\n"
        "entities: [{id: book, rows: 1000}]\n"
        "writers: [{id: desk, writes: [{store: db, entity: book}]}]\n"
        "reads: [{id: counter, entities: [book], store: db, pattern: point_lookup}]\n"
    )
    code, _, err = run("design", "one.yaml")
    assert code == 0
    assert "You need none of this" in err
    assert "You need none of this" in Path(MARKDOWN).read_text()


def test_a_decision_that_waits_for_an_answer_is_exit_3(run) -> None:
    Path("two.yaml").write_text(
        "schema_version: 1\n"
        "stores: [{id: a, technology: postgresql}, {id: b, technology: mysql}]\n"
        "entities: [{id: customer}]\n"
        "writers:\n"
        "  - {id: x, writes: [{store: a, entity: customer}]}\n"
        "  - {id: y, writes: [{store: b, entity: customer}]}\n"
        "paths: [{id: p, source: a, target: b, entities: [customer], mechanism: bidirectional}]\n"
    )
    code, _, err = run("design", "two.yaml")
    assert code == 3
    assert "Undecided: " in err
    assert Path(MARKDOWN).is_file()


def test_standard_input_is_a_brief(run, monkeypatch: pytest.MonkeyPatch, facts_file: Path) -> None:
    with facts_file.open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert run("design", "-", "--quiet")[0] == 0
    assert "Integration architecture: shop" in Path(MARKDOWN).read_text()


def test_a_secret_of_the_brief_is_nowhere(run) -> None:
    Path("in").mkdir()
    Path("in/brief.md").write_text(
        "We keep products in PostgreSQL at postgres://shop:hunter2@db/shop and copy them to Elasticsearch.\n"
        "The nightly job logs in with password=s3cr3tword9 and we wonder whether that is any good.\n"
    )
    _, out, err = run("design", "in", "-o", "out", "--html", "--json")
    everything = out + err + "".join(path.read_text() for path in Path("out").iterdir())
    assert "hunter2" not in everything
    assert "s3cr3tword9" not in everything
