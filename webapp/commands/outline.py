"""Tell a process as text: its numbered steps, who does them, and what comes next."""

import argparse
import sys
from collections.abc import Mapping
from itertools import chain, islice
from pathlib import Path, PurePosixPath

from engine.errors import InvalidResource
from engine.forms import Form, parse_form
from engine.lint import Unbearable, bounds, read_file, read_folder
from engine.outline import outline, outline_page, outline_text
from engine.texts import Texts, parse_texts

UNREADABLE = 1
MAX_BESIDE = 200


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Path, form and language."""
    parser.add_argument("path", type=Path, metavar="PATH", help="a diagram, or a folder of diagrams")
    parser.add_argument(
        "--html", action="store_const", const=outline_page, default=outline_text, dest="write", help="as a page"
    )
    parser.add_argument("--language", choices=("fi", "sv", "en"), default="fi", help="the language of the outline")


def run(arguments: argparse.Namespace) -> int:
    """Print the outline of each diagram; 1 when one cannot be read."""
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    path: Path = arguments.path
    try:
        with bounds():
            told = _tell(path, arguments)
    except BrokenPipeError:
        raise
    except OSError as error:
        print(f"{path}: Expected a file or folder that can be read, but: {error.strerror}.", file=sys.stderr)
        return UNREADABLE
    except Unbearable as error:
        print(f"{path}: {error}", file=sys.stderr)
        return UNREADABLE
    return told


def _tell(path: Path, arguments: argparse.Namespace) -> int:
    diagrams, resources = _read(path)
    texts, forms, status = _texts(resources), _forms(resources), 0
    for name in diagrams:
        folder = _folder(name)
        try:
            read = outline(
                resources[name], language=arguments.language, texts=texts.get(folder), forms=forms.get(folder, {})
            )
            print(arguments.write(read))
        except InvalidResource as error:
            print(f"{path if name == path.name else path / name}: {error}", file=sys.stderr)
            status = UNREADABLE
    return status


def _read(path: Path) -> tuple[list[str], Mapping[str, bytes]]:
    """The diagrams to tell, and everything beside them that helps."""
    if path.is_dir():
        resources = read_folder(path)
        return [name for name in resources if name.endswith(".bpmn")], resources
    beside = chain(path.parent.glob("*.form.json"), path.parent.glob("texts.*.po"))
    around = {other.name: read_file(other) for other in islice(beside, MAX_BESIDE)}
    return [path.name], around | {path.name: read_file(path)}


def _texts(resources: Mapping[str, bytes]) -> Mapping[str, Texts]:
    try:
        return parse_texts(resources)
    except InvalidResource:  # `check` says what is wrong with translations; a process can be told without them.
        return {}


def _forms(resources: Mapping[str, bytes]) -> dict[str, dict[str, Form]]:
    found: dict[str, dict[str, Form]] = {}
    for name, content in resources.items():
        if name.endswith(".form.json"):
            try:
                form = parse_form(content, name)
            except InvalidResource:  # The same.
                continue
            found.setdefault(_folder(name), {})[form.id] = form
    return found


def _folder(name: str) -> str:
    folder = PurePosixPath(name).parent.as_posix()
    return "" if folder == "." else folder
