"""The program as a whole: its subcommands, their help, and what is imported for them."""

import subprocess
import sys

import pytest

from webapp import commands
from webapp.cli import main


@pytest.mark.parametrize("name", commands.names())
def test_every_subcommand_has_a_summary(name: str) -> None:
    assert commands.summary(name).endswith(".")


@pytest.mark.parametrize("name", commands.names())
def test_every_subcommand_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])
    assert stopped.value.code == 0
    assert f"hankepolku {name}" in capsys.readouterr().out


def test_the_help_lists_the_subcommands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown for name in commands.names())


def test_checking_a_file_needs_no_web_framework() -> None:
    code = "import sys; from webapp.cli import main; main(['check', 'gone']); print('flask' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "False"


def test_the_program_can_be_read_by_head() -> None:
    command = f"{sys.executable} -m webapp.cli check gone gone gone | head -n 1"
    ran = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in ran.stderr


def test_what_cannot_be_computed_is_told_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    for language, told in (("fi", "enintään 40"), ("sv", "högst 40"), ("en", "at most 40 calls")):
        words = ["feel", "{f: function(n) f(n + 1), r: f(1)}.r", "--language", language]
        assert main(words) == 1
        assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [(["-(2)"], "-2"), (["-x", "--context", '{"x": 1}'], "-1"), (["--context", '{"x": 1}', "x"], "1")],
)
def test_an_expression_may_begin_with_a_minus(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feel", *words]) == 0
    assert capsys.readouterr().out == told + "\n"
