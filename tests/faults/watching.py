"""A watch over what the program really does while it answers something hostile."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import regex

from engine.errors import InvalidSubmission
from engine.feel import compile_expression
from engine.feel.pauses import working_time
from engine.forms import parse_form

LIMIT = 1.0
"""Seconds of work within which everything hostile is answered; what the tests before left as garbage does not count."""

# What no expression may cause (PEP 578): programs run, code compiled, the network or files touched.
_FORBIDDEN = (
    *("os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "subprocess.Popen", "pty.spawn"),
    *("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.chmod", "os.putenv", "shutil.rmtree", "ctypes.dlopen"),
    *("socket.connect", "socket.bind", "urllib.Request", "compile", "exec", "open"),
)

_seen: list[str] = []
_watching = False


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _watching and event in _FORBIDDEN and not _is_harmless(event, arguments):
        _seen.append(f"{event} {arguments!r}"[:200])


def _is_harmless(event: str, arguments: tuple[object, ...]) -> bool:
    """Python may import its own modules and read its own files; an attack's code has no file."""
    if event == "exec":
        return getattr(arguments[0], "co_filename", "").endswith(".py")
    if event == "compile":
        return str(arguments[1]).endswith(".py")
    if event == "open":
        reads = str(arguments[1] or "r") in {"r", "rb"}
        return reads and "CANARY" not in str(arguments[0]) and "passwd" not in str(arguments[0])
    return False


sys.addaudithook(_hook)


@contextmanager
def watched(folder: Path) -> Iterator[None]:
    """Fail when what is done within takes too long, runs anything, or leaves a canary in `folder`."""
    global _watching
    before = Path.cwd()
    os.chdir(folder)
    _seen.clear()
    _watching = True
    began = working_time()
    try:
        yield
    finally:
        took = working_time() - began
        _watching = False
        os.chdir(before)
    assert not _seen, _seen
    assert not list(folder.rglob("*CANARY*"))
    assert took < LIMIT, f"{took:.2f} s"


@contextmanager
def answered(*errors: type[Exception]) -> Iterator[None]:
    """What is done within may be refused by one of these errors, which says what was expected; by no other."""
    told: list[str] = []
    try:
        yield
    except InvalidSubmission as error:
        told = [f"Expected {sentence}" if sentence else "nothing" for sentence in error.errors.values()]
    except errors as error:
        told = [str(error)]
    assert all(sentence.startswith("Expected ") for sentence in told)


def warm_up() -> None:
    """Import what is imported late, so that the hook sees what hostile texts cause and nothing else."""
    form = parse_form(b'{"id": "a", "components": [{"type": "text", "text": "{{1}}"}]}', "a.form.json")
    for language in ("fi", "sv", "en"):
        form.view(language, None, {})
    regex.compile("a").search("a", timeout=1)
    compile_expression('matches("a", "b") or today() > date("2027-01-01")').evaluate({})
    datetime.now(ZoneInfo("Europe/Helsinki"))


warm_up()
