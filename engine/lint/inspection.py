"""Reading what a person names on the command line and checking it, within bounds that hold for any input.

The rules have limits of their own; these are the last ones: 8 seconds and 400 MB more than the process already holds,
for one path, whatever lies there.
"""

import os
import signal
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from engine.lint.checks import lint, lint_file
from engine.lint.deployment import NOTHING_KNOWN, Known
from engine.lint.findings import Finding
from engine.lint.rules import Fault, Rule, Spot, reading_rule
from engine.xml import MAX_BYTES

MAX_SECONDS = 8
MAX_MEMORY = 400 * 1024 * 1024
_HELD = Path("/proc/self/statm")  # Where the system tells what a process holds; its sixth number counts pages of data.
MAX_FILES = 500
MAX_TOTAL = 32 * 1024 * 1024

SUFFIXES = (".bpmn", ".dmn", ".json", ".po", ".bpmn2", ".bpmn20.xml", ".dmn.xml", ".dmn11.xml")


class Unbearable(Exception):
    """What lies there asks for more time or memory than it may have."""

    def __init__(self, broken: Rule, **parameters: object) -> None:
        super().__init__(broken.sentences.fill("en", parameters))
        self.rule, self.fault = broken, Fault(Spot(), parameters)


def inspect(path: Path, *, known: Known = NOTHING_KNOWN) -> list[Finding]:
    """Everything that is wrong with a file or, as one deployment, with a folder.  Never raises for what lies there."""
    name = str(path)
    try:
        with bounds():
            return _inspect(path, name, known)
    except Unbearable as refusal:
        return [refusal.rule.finding(name, refusal.fault)]
    except OSError as error:
        return [_finding(name, NOT_A_FILE, reason=error.strerror or type(error).__name__)]
    except Exception as error:  # A mistake of ours: it must not look like one of the author's, nor hide.
        return [_finding(name, FAILED, reason=f"{type(error).__name__}: {error}")]


def _inspect(path: Path, name: str, known: Known) -> list[Finding]:
    if path.is_dir():
        resources = {str(path / part): content for part, content in read_folder(path).items()}
        return lint(resources, known=known) if resources else [_finding(name, NO_RESOURCES)]
    return lint_file(name, read_file(path), known=known)


def read_file(path: Path) -> bytes:
    """The content of a file, but never much more than may be deployed.  Raises OSError."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(0, "it is not an ordinary file")
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def read_folder(folder: Path) -> dict[str, bytes]:
    """The resources of a folder and its folders, by their path within it; links to folders are not followed."""
    found: dict[str, bytes] = {}
    total = 0
    for path in _resources(folder):
        found[path.relative_to(folder).as_posix()] = content = read_file(path)
        total += len(content)
        if total > MAX_TOTAL or len(found) > MAX_FILES:
            raise OSError(0, f"it holds more than {MAX_FILES} resources or {MAX_TOTAL // 1024 // 1024} MB")
    return found


def _resources(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(where, name) for name in sorted(files) if name.lower().endswith(SUFFIXES))


@contextmanager
def bounds() -> Iterator[None]:
    """Bounds of time and memory for what is done within; beyond them `Unbearable` is raised.

    (Only a main thread can be bounded, and not on Windows; elsewhere the rules' own limits must do.)
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    import resource  # noqa: PLC0415  Only here does it exist.

    def ring(number: int, frame: FrameType | None) -> None:
        raise Unbearable(TOO_SLOW, limit=MAX_SECONDS)

    before = resource.getrlimit(resource.RLIMIT_DATA)
    limit = _held(resource.getpagesize()) + MAX_MEMORY
    if before[1] != resource.RLIM_INFINITY:
        limit = min(limit, before[1])
    previous = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, MAX_SECONDS)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, before[1]))
    try:
        yield
    except (MemoryError, RecursionError):
        raise Unbearable(TOO_GREEDY, limit=MAX_MEMORY // 1024 // 1024) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
        resource.setrlimit(resource.RLIMIT_DATA, before)


def _held(page: int) -> int:
    """The bytes of data that this process already holds; 0 where the system does not tell."""
    return int(_HELD.read_text().split()[5]) * page if _HELD.exists() else 0


def _finding(file: str, rule: Rule, **parameters: object) -> Finding:
    return rule.finding(file, Fault(Spot(), parameters))


NOT_A_FILE = reading_rule(
    "not-a-file",
    why="What cannot be opened cannot be checked.",
    en="Expected a file or folder that can be read, but: {reason}.",
    fi="Polun pitää olla luettava tiedosto tai kansio, mutta: {reason}.",
    sv="Sökvägen ska vara en läsbar fil eller mapp, men: {reason}.",
)
NO_RESOURCES = reading_rule(
    "no-resources",
    why="A folder is checked as one deployment, and this one deploys nothing.",
    en="Expected diagrams, decision tables, forms or translations in the folder, but there are none.",
    fi="Kansiossa pitää olla kaavioita, päätöstauluja, lomakkeita tai käännöksiä, mutta niitä ei ole.",
    sv="Mappen ska innehålla diagram, beslutstabeller, formulär eller översättningar, men gör det inte.",
)
FAILED = reading_rule(
    "check-failed",
    why="A rule that fails is our mistake; what it would have said of the file is not known.",
    en="Expected the check to come to its end, but it failed ({reason}); please report this file.",
    fi="Tarkistuksen piti valmistua, mutta se epäonnistui ({reason}); ilmoita tästä tiedostosta ylläpidolle.",
    sv="Kontrollen skulle bli klar, men misslyckades ({reason}); anmäl den här filen.",
)
TOO_SLOW = reading_rule(
    "too-slow",
    why="Nobody waits longer for an answer.",
    en="Expected to check this in {limit} seconds, but it takes longer; divide it into smaller files.",
    fi="Tarkistukseen saa kulua {limit} sekuntia, mutta siihen kuluu enemmän; jaa sisältö pienempiin tiedostoihin.",
    sv="Kontrollen får ta {limit} sekunder, men tar längre tid; dela upp innehållet i mindre filer.",
)
TOO_GREEDY = reading_rule(
    "too-greedy",
    why="One file must not take the memory of everybody else's work.",
    en="Expected to check this within {limit} MB of memory, but it needs more; divide it into smaller files.",
    fi="Tarkistus saa käyttää {limit} Mt muistia, mutta se tarvitsee enemmän; jaa sisältö pienempiin tiedostoihin.",
    sv="Kontrollen får använda {limit} MB minne, men behöver mer; dela upp innehållet i mindre filer.",
)
