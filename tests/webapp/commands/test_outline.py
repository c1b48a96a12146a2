"""`hankepolku outline`, `decide` and `feel`: what they print, and what they say when they cannot."""

from pathlib import Path

import pytest

from tests.engine.lint.cases.deployments import IDEA, form, table, translations
from webapp.cli import main


def test_a_process_is_told_as_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "idea.bpmn"
    path.write_bytes(IDEA)
    assert main(["outline", str(path)]) == 0
    assert "2. Work – henkilön tehtävä" in capsys.readouterr().out


def test_a_process_is_told_as_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "idea.bpmn"
    path.write_bytes(IDEA)
    assert main(["outline", "--html", "--language", "en", str(path)]) == 0
    page = capsys.readouterr().out
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert '<th scope="row">Work</th>' in page


def test_a_folder_tells_all_its_diagrams(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.bpmn").write_bytes(IDEA)
    (tmp_path / "b.bpmn").write_bytes(IDEA)
    assert main(["outline", str(tmp_path)]) == 0
    assert capsys.readouterr().out.count("2. Work") == 2


def test_translations_and_forms_beside_a_diagram_are_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "idea.bpmn").write_bytes(IDEA)
    (tmp_path / "idea.form.json").write_bytes(form(label="Title of the idea"))
    (tmp_path / "texts.sv.po").write_bytes(translations("Work"))
    (tmp_path / "half.form.json").write_bytes(b"{")
    for path in (tmp_path / "idea.bpmn", tmp_path):
        assert main(["outline", str(path), "--language", "sv"]) == 0
        told = capsys.readouterr().out
        assert "2. Work! – personuppgift" in told
        assert "Formulär: idea: Title of the idea" in told


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"\x00\x01"])
def test_what_is_no_diagram_has_no_outline(tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "idea.bpmn"
    path.write_bytes(content)
    assert main(["outline", str(path)]) == 1
    assert capsys.readouterr().err.startswith(f"{path}: Expected ")


def test_a_missing_path_has_no_outline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outline", str(tmp_path / "gone.bpmn")]) == 1
    assert "Expected a file or folder" in capsys.readouterr().err


def test_an_expression_is_computed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feel", "amount * 2", "--context", '{"amount": 0.1}']) == 0
    assert capsys.readouterr().out == "0.2\n"


@pytest.mark.parametrize(("expression", "context"), [("1 +", "{}"), ("a", "[1]"), ("a", "{")])
def test_what_cannot_be_computed_is_said(expression: str, context: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feel", expression, "--context", context]) == 1
    assert capsys.readouterr().err.startswith("Expected ")


def test_an_expression_may_begin_with_a_minus(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feel", "--", "-1 + 3"]) == 0
    assert capsys.readouterr().out == "2\n"


def test_a_decision_is_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "share.dmn"
    path.write_bytes(table())
    assert main(["decide", str(path), "--decision", "share"]) == 0
    assert capsys.readouterr().out == "1\n"


@pytest.mark.parametrize("words", [["gone.dmn", "--decision", "share"], ["share.dmn", "--decision", "other"]])
def test_a_decision_that_is_not_there_is_said(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "share.dmn").write_bytes(table())
    assert main(["decide", str(tmp_path / words[0]), *words[1:]]) == 1
    assert capsys.readouterr().err.startswith("Expected ")
