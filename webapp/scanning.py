"""A scanner for harmful files, where there is one: a command that reads the file and whose exit code decides.

0 lets the file in, 1 says that something harmful was found; anything else, or no answer, says that it could not be
looked at.  Then it is not let in either.
"""

import logging
import shlex
import subprocess
from tempfile import TemporaryFile
from typing import BinaryIO

from webapp.lifecycle.documents import UnfitFile

LONGEST = 60.0
"""How many seconds a command may take."""

_PIECE = 1024 * 1024
_log = logging.getLogger(__name__)


class Harmful(UnfitFile):
    """The scanner found something in it."""


class Unscanned(UnfitFile):
    """The scanner could not look at it."""


def scan(command: str, source: BinaryIO) -> None:
    """Let the command read a file on its standard input; without a command every file is let in.

    Raises Harmful, Unscanned.
    """
    if not command:
        return
    source.seek(0)
    with TemporaryFile() as copy:
        while piece := source.read(_PIECE):
            copy.write(piece)
        copy.seek(0)
        code = _run(command, copy)
    source.seek(0)
    if code == 1:
        raise Harmful
    if code != 0:
        raise Unscanned


def _run(command: str, file: BinaryIO) -> int:
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command, without a shell
            shlex.split(command), stdin=file, capture_output=True, timeout=LONGEST, check=False
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        _log.error("The scanner could not be run: %s", error)
        return -1
    if done.returncode != 0:
        _log.warning("The scanner answered %s: %s", done.returncode, done.stdout[-500:] + done.stderr[-500:])
    return done.returncode
