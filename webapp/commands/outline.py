"""Tell a process as text: its numbered steps, who does them, and what comes next."""

import argparse
import sys
from pathlib import Path

from engine.errors import InvalidResource
from engine.lint import read_file, read_folder
from engine.outline import outline, outline_page, outline_text

UNREADABLE = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Path, form and language."""
    parser.add_argument("path", type=Path, metavar="PATH", help="a diagram, or a folder of diagrams")
    parser.add_argument("--html", action="store_const", const=outline_page, default=outline_text, dest="write")
    parser.add_argument("--language", choices=("fi", "sv", "en"), default="fi", help="the language of the outline")


def run(arguments: argparse.Namespace) -> int:
    """Print the outline of each diagram; 1 when one cannot be read."""
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    status = 0
    try:
        files = _files(arguments.path)
    except OSError as error:
        print(
            f"Expected a file or folder that can be read, but: {error.strerror}, in {arguments.path}.", file=sys.stderr
        )
        return UNREADABLE
    for path, content in files.items():
        try:
            print(arguments.write(outline(content, language=arguments.language)))
        except InvalidResource as error:
            print(f"{path}: {error}", file=sys.stderr)
            status = UNREADABLE
    return status


def _files(path: Path) -> dict[str, bytes]:
    if not path.is_dir():
        return {str(path): read_file(path)}
    return {name: content for name, content in read_folder(path).items() if name.endswith(".bpmn")}
