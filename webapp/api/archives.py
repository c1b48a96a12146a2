"""Zip archives of diagrams, read without trusting them: no path out of the folder, nothing that swells."""

import zipfile
from io import BytesIO
from pathlib import PurePosixPath

from webapp.api.problems import Refused
from webapp.deployment import SUFFIXES
from webapp.drafting.drafts import LARGEST
from webapp.localisation import gettext

MOST_FILES = 2_000
LARGEST_WHOLE = 50_000_000  # Octets, unpacked.


def read_archive(content: bytes) -> dict[str, bytes]:
    """The diagrams, tables, forms and texts of an archive, by path.  Raises Refused."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise Refused(422, gettext("The archive cannot be read as a zip file.")) from None


def _read(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [one for one in archive.infolist() if PurePosixPath(one.filename).suffix in SUFFIXES]
    if not entries:
        raise Refused(422, gettext("There is no diagram, table, form or text in the archive."))
    too_large = any(one.file_size > LARGEST for one in entries) or sum(one.file_size for one in entries) > LARGEST_WHOLE
    if len(entries) > MOST_FILES or too_large:
        raise Refused(413, gettext("The archive is too large when it is unpacked."))
    found: dict[str, bytes] = {}
    for one in entries:
        with archive.open(one) as file:
            found[_path(one.filename)] = file.read(one.file_size)  # No more than it says, whatever it holds.
    return found


def _path(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or len(name) > 400 or not name.isprintable():
        raise Refused(422, gettext("A path in the archive leads out of its folder: %(path)s", path=ascii(name)[:200]))
    return path.as_posix()
