"""Whatever lies at a path is answered with a finding: quickly, in little memory, and never with a traceback."""

import os
import socket
import time
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from engine.lint import Verdict, inspect, lint_file, verdict
from engine.xml import MAX_BYTES
from tests.engine.lint.drawn import HEAD, one_step, user

GOOD = one_step(user())
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))

UNREADABLE = {
    "empty": b"",
    "empty ": b" \n\t ",
    "empty  ": b"\xef\xbb\xbf",
    "not-text": b"PK\x03\x04 and so on",
    "not-text ": b"%PDF-1.7",
    "not-text  ": b"\x89PNG\r\n\x1a\n",
    "not-text   ": b"<definitions>\0</definitions>",
    "not-a-diagram": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "not-a-diagram ": b"<definitions/>",
    "not-xml": b"Dear all, here is the process",
    "not-xml ": bytes(range(1, 128)),
    "not-well-formed": GOOD[: len(GOOD) // 2],
    "not-well-formed ": b"<definitions xmlns='x:y'><a b='1' b='2'/></definitions>",
    "not-well-formed  ": b"<?xml version='1.0'?><a>&nbsp;</a>",
    "encoding": b"<definitions name='\xe4'/>",
    "encoding ": b"\xff\xfe<\0d\0\xd8",
    "unknown-encoding": b"<?xml version='1.0' encoding='utf-7'?><definitions/>",
    "unknown-encoding ": b"<?xml version='1.0' encoding='no-such'?><definitions/>",
    "doctype": f"<!DOCTYPE lolz [<!ENTITY l0 'ha'>{LAUGHS}]><definitions>&l9;</definitions>".encode(),
    "doctype ": "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>".encode("utf-16"),
    "doctype  ": b"<?xml version='1.0'?><!-- hello --><!doctype html><html></html>",
    "too-deep": b"<a>" * 200 + b"</a>" * 200,
    "too-deep ": b"<a>" * 10_000 + b"</a>" * 10_000,
    "too-many-elements": b"<a>" + b"<b/>" * 200_000 + b"</a>",
    "too-many-elements ": b"<a " + b" ".join(b'a%d=""' % n for n in range(310_000)) + b"/>",
    "too-large": b"<a>" + b" " * MAX_BYTES + b"</a>",
    "not-json": b'{"id": "idea", "components": [',
    "not-json ": b'{"id": ' + b"9" * 10_000 + b"}",
    "not-a-form": b'{"id": "idea"}',
    "too-deep  ": b'{"a":' * 100_000,
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_refused_by_name_within_a_second(name: str) -> None:
    began = time.process_time()
    found = lint_file("file", UNREADABLE[name])
    assert [finding.rule for finding in found] == [name.strip()]
    assert verdict(found) is Verdict.UNREADABLE
    assert time.process_time() - began < 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"])
def test_a_diagram_is_read_in_the_encodings_that_tools_write(encoding: str) -> None:
    declared = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(encoding, encoding)
    text = f'<?xml version="1.0" encoding="{declared}"?>\n' + GOOD.decode().replace("Work", "Työ")
    found = lint_file("idea.bpmn", text.encode(encoding))
    assert {finding.rule for finding in found} == {finding.rule for finding in lint_file("idea.bpmn", GOOD)}


def test_lines_are_counted_from_the_top_of_the_file() -> None:
    content = b'<?xml version="1.0"?>\n<!-- a\nremark -->\n\n' + GOOD.replace(b"<userTask", b"\n<userTask")
    lines = {finding.id: finding.line for finding in lint_file("idea.bpmn", content)}
    assert lines["work"] == 6


def test_a_drawing_with_too_many_steps_is_answered_quickly() -> None:
    steps = "".join(f'<task id="t{n}"/>' for n in range(40_000))
    began = time.process_time()
    found = lint_file("big.bpmn", f"{HEAD}<process id='p'>{steps}</process></definitions>".encode())
    assert [finding.rule for finding in found] == ["too-many-steps"]
    assert time.process_time() - began < 4


def test_the_largest_drawing_that_is_checked_is_checked_quickly() -> None:
    nodes = "".join(f'<exclusiveGateway id="g{n}"/>' for n in range(2_000))
    flows = "".join(
        f'<sequenceFlow id="f{n}" sourceRef="g{n % 2_000}" targetRef="g{n * 7 % 2_000}">'
        f"<conditionExpression>a{n} &gt; {n}</conditionExpression></sequenceFlow>"
        for n in range(4_000)
    )
    content = f"{HEAD}<process id='p' isExecutable='true'>{nodes}{flows}</process></definitions>".encode()
    began = time.process_time()
    assert verdict(lint_file("big.bpmn", content)) is Verdict.DRAWING
    assert time.process_time() - began < 6


def test_of_thousands_of_findings_of_one_rule_the_first_are_told() -> None:
    content = (HEAD + '<message id="m"/>' * 10_000 + "</definitions>").encode()
    rules = Counter(finding.rule for finding in lint_file("ids.bpmn", content))
    assert rules == {"id-duplicate": 200, "and-more": 1, "process-missing": 1, "picture-missing": 1}


class TestPaths:
    def test_a_missing_path_is_a_finding(self, tmp_path: Path) -> None:
        assert [finding.rule for finding in inspect(tmp_path / "gone.bpmn")] == ["not-a-file"]

    def test_a_file_of_two_hundred_megabytes_is_not_read_whole(self, tmp_path: Path) -> None:
        path = tmp_path / "big.bpmn"
        with path.open("wb") as file:
            file.truncate(200_000_000)
        began = time.process_time()
        assert [finding.rule for finding in inspect(path)] == ["too-large"]
        assert time.process_time() - began < 1

    def test_a_folder_without_resources_is_a_finding(self, tmp_path: Path) -> None:
        assert [finding.rule for finding in inspect(tmp_path)] == ["no-resources"]

    def test_folders_that_lead_round_are_walked_once(self, tmp_path: Path) -> None:
        (tmp_path / "round").symlink_to(tmp_path)
        (tmp_path / "idea.bpmn").write_bytes(GOOD)
        assert {finding.file for finding in inspect(tmp_path)} == {str(tmp_path / "idea.bpmn")}

    def test_a_link_to_itself_is_a_finding(self, tmp_path: Path) -> None:
        path = tmp_path / "round.bpmn"
        path.symlink_to(path)
        assert [finding.rule for finding in inspect(path)] == ["not-a-file"]

    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        path = tmp_path / "pipe.bpmn"
        os.mkfifo(path)
        assert [finding.rule for finding in inspect(path)] == ["not-a-file"]

    def test_a_socket_is_a_finding(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("s.bpmn")
            assert [finding.rule for finding in inspect(Path("s.bpmn"))] == ["not-a-file"]

    def test_a_zip_is_a_finding(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "all.bpmn", "w") as archive:
            archive.writestr("idea.bpmn", GOOD)
        assert [finding.rule for finding in inspect(tmp_path / "all.bpmn")] == ["not-text"]

    def test_too_many_files_in_a_folder_are_a_finding(self, tmp_path: Path) -> None:
        for number in range(501):
            (tmp_path / f"{number}.bpmn").write_bytes(GOOD)
        assert [finding.rule for finding in inspect(tmp_path)] == ["not-a-file"]
