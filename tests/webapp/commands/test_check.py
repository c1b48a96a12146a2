"""`hankepolku check` as others' scripts call it: its lines, its JSON and its exit codes."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.lint import RULES
from tests.engine.lint.cases.deployments import ASKING, IDEA, form, table
from tests.engine.lint.cases.tasks import DRAWN
from tests.engine.lint.drawn import one_step, task_of
from webapp.cli import main

LINE = re.compile(r'.+:\d+: (error|warning) \[[a-z-]+\] \S+ ".*": \S.*')
DEPLOYABLE, UNREADABLE, WARNINGS, DRAWING, WRONG_USAGE = 0, 1, 2, 3, 64

FILES = {
    "good.dmn": (table(), DEPLOYABLE),
    "good.form.json": (form(), DEPLOYABLE),
    "warned.bpmn": (DRAWN, WARNINGS),
    "drawn.bpmn": (IDEA.replace(b'isExecutable="true"', b""), DRAWING),
    "half.bpmn": (IDEA[:500], UNREADABLE),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, (content, _) in FILES.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


@pytest.mark.parametrize("name", FILES)
def test_the_exit_code_tells_what_a_file_is_good_for(folder: Path, name: str) -> None:
    assert main(["check", str(folder / name)]) == FILES[name][1]


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("good.dmn", "warned.bpmn"), WARNINGS),
        (("warned.bpmn", "drawn.bpmn", "good.dmn"), DRAWING),
        (("drawn.bpmn", "half.bpmn", "warned.bpmn"), UNREADABLE),
    ],
)
def test_of_several_paths_the_worst_is_told(folder: Path, names: tuple[str, ...], code: int) -> None:
    assert main(["check", *(str(folder / name) for name in names)]) == code


def test_no_path_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == WRONG_USAGE
    assert "Expected a PATH" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_rules_are_listed(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--rules", "--language", language]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == len(RULES) + 2
    assert {row.count("|") for row in rows} == {5}


@pytest.mark.parametrize("words", [[], ["chekc", "x"], ["check", "--format", "yaml", "x"]])
def test_wrong_usage_is_64(words: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert stopped.value.code == WRONG_USAGE


def test_a_finding_is_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", *(str(folder / name) for name in FILES)])
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(LINE.fullmatch(line) for line in lines)


def test_a_label_of_several_lines_is_told_on_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "idea.bpmn"
    path.write_bytes(IDEA.replace(b'name="Work"', b'name="Work&#10;x.bpmn:1: error"'))
    main(["check", str(path)])
    assert all(line.startswith(f"{path}:") for line in capsys.readouterr().out.splitlines())


def test_json_holds_the_same_as_the_lines(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(folder / "drawn.bpmn")])
    lines = capsys.readouterr().out.splitlines()
    main(["check", "--format", "json", str(folder / "drawn.bpmn")])
    rows = json.loads(capsys.readouterr().out)
    assert [set(row) for row in rows] == [{"file", "line", "severity", "rule", "id", "name", "message"}] * len(lines)
    assert [f"{row['file']}:{row['line']}: {row['severity']} [{row['rule']}]" for row in rows] == [
        line[: line.index("]") + 1] for line in lines
    ]


def test_json_of_nothing_found_is_an_empty_list(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--format", "json", str(folder / "good.dmn")]) == DEPLOYABLE
    assert json.loads(capsys.readouterr().out) == []


def test_a_folder_is_one_deployment(tmp_path: Path) -> None:
    (tmp_path / "a.bpmn").write_bytes(ASKING)
    assert main(["check", str(tmp_path / "a.bpmn")]) == WARNINGS
    assert main(["check", str(tmp_path)]) == DRAWING
    (tmp_path / "share.dmn").write_bytes(table())
    assert main(["check", str(tmp_path)]) == WARNINGS


def test_a_place_without_a_line_or_id_is_told_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "empty.bpmn"
    path.touch()
    assert main(["check", str(path)]) == UNREADABLE
    assert capsys.readouterr().out.startswith(f'{path}:1: error [empty] - "": Expected ')


def test_sentences_are_told_in_the_language_that_is_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--language", "fi", str(folder / "drawn.bpmn")])
    assert "pitää merkitä suoritettavaksi" in capsys.readouterr().out


def _hostile(folder: Path) -> list[Path]:
    nodes = "".join(f'<b:task id="t{n}" name="n"/>' for n in range(20_000))
    flows = "".join(f'<b:sequenceFlow id="f{n}" sourceRef="t{n}" targetRef="t{n + 1}"/>' for n in range(20_000))
    nested = "<b:subProcess>" * 90 + "</b:subProcess>" * 90
    bpmn = "xmlns:b='http://www.omg.org/spec/BPMN/20100524/MODEL'"
    contents = {
        "crowd.bpmn": f"<b:definitions {bpmn}><b:process id='p'>{nodes}{flows}</b:process></b:definitions>",
        "nested.bpmn": f"<b:definitions {bpmn}><b:process>{nested}</b:process></b:definitions>",
        "wide.bpmn": "<a " + " ".join(f'a{n}=""' for n in range(290_000)) + "/>",
        "lists.form.json": '{"id": "a", "components": [' + "[" * 50_000 + "]" * 50_000 + "]}",
        "many.form.json": '{"id":"a","components":['
        + ",".join('{"type":"text","text":"x"}' for _ in range(15_000))
        + "]}",
        "ids.bpmn": f"<b:definitions {bpmn}>" + "<b:message id='m'/>" * 49_000 + "</b:definitions>",
        "long.po": 'msgid ""\nmsgstr ""\n' + "".join(f'msgid "t{n}"\nmsgstr "u"\n\n' for n in range(60_000)),
    }
    for name, content in contents.items():
        (folder / name).write_text(content)
    with (folder / "huge.bpmn").open("wb") as file:
        file.truncate(200_000_000)
    return [*(folder / name for name in contents), folder / "huge.bpmn", Path("/dev/zero"), Path("/dev/null")]


def test_no_input_takes_more_than_ten_seconds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in _hostile(tmp_path):
        began = time.monotonic()
        assert main(["check", str(path)]) in {UNREADABLE, DRAWING}
        assert time.monotonic() - began < 10, path
        assert capsys.readouterr().out.startswith(f"{path}:")


def test_no_input_takes_more_than_512_megabytes(tmp_path: Path) -> None:
    checked = [sys.executable, "-m", "webapp.cli", "check", *map(str, _hostile(tmp_path)[:3])]
    # A process of its own: what this one's other children took must not count.
    measured = (
        "import resource, subprocess, sys; ran = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, timeout=60); "
        "print(ran.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    ran = subprocess.run([sys.executable, "-c", measured, *checked], capture_output=True, text=True, check=True)
    returned, kilobytes = map(int, ran.stdout.split())
    assert returned == UNREADABLE
    assert ran.stderr == ""
    assert kilobytes < 512 * 1024


def test_a_name_that_no_encoding_knows_is_told_all_the_same(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.bpmn"
    Path(os.fsdecode(path)).write_bytes(b"")
    command = [sys.executable, "-m", "webapp.cli", "check", "--format", "json", path]
    ran = subprocess.run(command, capture_output=True, check=False)
    assert ran.returncode == UNREADABLE
    assert [row["rule"] for row in json.loads(ran.stdout)] == ["empty"]


def test_a_topic_that_the_program_does_not_know_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.bpmn").write_bytes(one_step(task_of("serviceTask", "work", topic="no.such")))
    main(["check", str(tmp_path / "a.bpmn")])
    assert "warning [topic-unknown]" in capsys.readouterr().out
    main(["check", str(tmp_path)])
    assert "error [topic-unknown]" in capsys.readouterr().out


def test_a_process_that_holds_much_already_may_still_check(folder: Path) -> None:
    code = (
        "import sys; held = bytearray(600 * 1024 * 1024); from webapp.cli import main; "
        f"sys.exit(main(['check', {str(folder / 'good.dmn')!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (DEPLOYABLE, "")
