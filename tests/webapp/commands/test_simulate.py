"""`hankepolku simulate`: what it prints of a process, and what it says when it cannot."""

import json
from pathlib import Path

import pytest

from tests.engine.diagram import Diagram
from webapp.cli import main

BPMN = Path(__file__).parents[3] / "bpmn"


def _small(folder: Path) -> Path:
    drawn = Diagram("small")
    drawn.start(about="timer:cycle R/2027-01-11T09:00:00Z/P1M").xor("enough").end("done").end("never")
    drawn.user("assess", camunda={"candidateGroups": "judges", "dueDate": "P10D"})
    drawn.flows("start -> assess -> enough", "enough -> never: 1 > 2", "enough -> done: default")
    path = folder / "small.bpmn"
    path.write_bytes(drawn.xml())
    return path


def test_a_diagram_is_tried(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", str(_small(tmp_path)), "--months", "3", "--from", "2027-01-04"]) == 2
    told = capsys.readouterr().out
    assert "3 of 4 arrows taken" in told
    assert "not reached: enough → never" in told
    assert "nobody can do: assess [assess], for group:judges" in told
    assert "2027-02-11  small: begins, start [start]" in told
    assert "assess [assess]: half at most 5 days, nine of ten 10" in told


def test_a_scenario_tells_lengths_and_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario = tmp_path / "scenario.json"
    scenario.write_text(json.dumps({"people": {"judges": ["anna"]}, "tasks": {"assess": {"days": [20, 20, 20]}}}))
    assert main(["simulate", str(_small(tmp_path)), "--scenario", str(scenario)]) == 2
    told = capsys.readouterr().out
    assert "nobody can do" not in told
    assert "half of 500 cases took at most 20 days" in told


def test_a_folder_stands_among_its_neighbours(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", str(BPMN / "peloton"), "--from", "2027-01-04", "--moves", "20"]) in {0, 2}
    told = capsys.readouterr().out
    assert "(peloton/peloton.bpmn)" in told
    assert "(idea/idea.bpmn)" not in told
    assert told.count("peloton: begins") == 4


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["nowhere"], 1, "Expected a file or folder that can be read"),
        ([".", "--months", "0"], 64, "Expected 1 to 36 months"),
        (["small.bpmn", "--scenario", "bad.json"], 1, "Expected a number from 1 to 5000 at cases"),
        (["small.bpmn", "--scenario", "small.bpmn"], 1, "Expected a scenario in JSON"),
        (["broken.bpmn"], 1, "Expected"),
        (["empty"], 1, "Expected"),
    ],
)
def test_what_cannot_be_tried_is_said_in_a_sentence(
    words: list[str],
    code: int,
    sentence: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    _small(tmp_path)
    (tmp_path / "bad.json").write_text('{"cases": 0}')
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.bpmn").write_text("<bpmn")
    if words[0] == "broken.bpmn":
        (tmp_path / "small.bpmn").unlink()
    assert main(["simulate", *words]) == code
    assert sentence in capsys.readouterr().err
