"""Texts of diagrams and forms in other languages: gettext PO files beside them.

A folder of `bpmn/` may hold `texts.sv.po`, `texts.en.po` …; the msgid is the text as it stands in the diagram or form.
What has no translation is shown as it stands.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import PurePosixPath
from types import MappingProxyType

from babel.messages.pofile import PoFileError, read_po

from engine.errors import InvalidResource

MAX_BYTES = 1024 * 1024
MAX_MESSAGES = 10_000

OWN = ""
"""Stands for the language of the diagram itself, whichever it is."""

_BRACES = re.compile(r"\{\{(.+?)\}\}", re.DOTALL)
_FILE = re.compile(r"texts\.([a-z]{2,3}(?:_[A-Z]{2})?)\.po")


class Texts:
    """The texts of one folder, by language; immutable and shared between threads."""

    def __init__(self, catalogues: Mapping[str, Mapping[str, str]]) -> None:
        self._catalogues = catalogues

    @property
    def languages(self) -> frozenset[str]:
        """The languages that the folder is translated into."""
        return frozenset(self._catalogues)

    def text(self, language: str, msgid: str) -> str:
        """The text in the language, or as it was given where there is no translation."""
        return self._catalogues.get(language, {}).get(msgid, msgid)

    def everywhere(self, msgid: str) -> dict[str, str]:
        """The text in each of the languages, and under OWN as it was given."""
        return {OWN: msgid} | {language: self.text(language, msgid) for language in sorted(self._catalogues)}

    def missing(self, language: str, msgids: Iterable[str]) -> list[str]:
        """Those of the texts that the language lacks, in their order."""
        catalogue = self._catalogues.get(language, {})
        return [msgid for msgid in msgids if msgid not in catalogue]


def formulas_in(text: str) -> list[str]:
    """The expressions between the braces of a text: `Idea odottaa: {{title}}`."""
    return _BRACES.findall(text)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with the values of its expressions in the place of their braces; translations bring none."""
    return _BRACES.sub(lambda braces: values.get(braces[1], braces[0]), text)


def parse_texts(files: Mapping[str, bytes]) -> dict[str, Texts]:
    """The texts of every folder that has some, by the folder's path (`idea`; empty for the top).

    `files` are the resources of a deployment by path; only those called `texts.<language>.po` are read.
    Raises InvalidResource for one that is too large or no PO file.
    """
    folders: dict[str, dict[str, Mapping[str, str]]] = {}
    for path, content in files.items():
        if language := language_of(path):
            folder = str(PurePosixPath(path).parent)
            folders.setdefault("" if folder == "." else folder, {})[language] = parse_catalogue(content, path)
    return {folder: Texts(catalogues) for folder, catalogues in folders.items()}


def language_of(path: str) -> str | None:
    """The language of a file of texts, none for any other file."""
    found = _FILE.fullmatch(PurePosixPath(path).name)
    return found[1] if found else None


@lru_cache(maxsize=256)
def parse_catalogue(content: bytes, file: str) -> Mapping[str, str]:
    """The translations of one PO file; entries without one, and those marked fuzzy, are left out.

    Every page of a draft wants the texts of all folders, of which one may have changed: what was read is kept.
    Raises InvalidResource.
    """
    if len(content) > MAX_BYTES:
        raise InvalidResource(
            f"Expected at most {MAX_BYTES // 1024} kB of texts, but there are {len(content) // 1024} kB, in {file}."
        )
    try:
        content.decode("utf-8-sig")
        catalogue = read_po(BytesIO(content.removeprefix(b"\xef\xbb\xbf")), charset="utf-8", abort_invalid=True)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidResource(f"Expected text in UTF-8, but a byte is not, in {file} line {line}.") from None
    except PoFileError as error:
        raise InvalidResource(f"Expected {_sentence(error)}, in {file} line {error.lineno + 1}.") from None
    except (ValueError, LookupError, TypeError, AttributeError, IndexError) as error:
        # Babel's reader lets these through for headers and escapes it cannot make out.
        raise InvalidResource(f"Expected a PO file, but it cannot be read ({error}), in {file} line 1.") from None
    if len(catalogue) > MAX_MESSAGES:
        raise InvalidResource(f"Expected at most {MAX_MESSAGES:,} texts, but there are more, in {file}.")
    return MappingProxyType(
        {
            message.id: message.string
            for message in catalogue
            if isinstance(message.id, str) and isinstance(message.string, str) and message.string and not message.fuzzy
            if message.id
        }
    )


def _sentence(error: PoFileError) -> str:
    return f"a PO file, but it cannot be read ({' '.join(str(error).split())[:120]})"
