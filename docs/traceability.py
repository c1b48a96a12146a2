"""Writes `traceability.md`: which process, page and test answers for each part of the operating model.

    .venv/bin/python -m docs.traceability

The mapping is `traceability.toml`.  A name in it that the repository does not know is a fault.
"""

import ast
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from flask import Flask
from lxml import etree

from webapp.pages import BLUEPRINTS

ROOT = Path(__file__).parent.parent
MAPPING = Path(__file__).with_name("traceability.toml")
PAGE = Path(__file__).with_name("traceability.md")
HEADINGS = {
    "activity": "Activities of the model",
    "actor": "Actors of the model",
    "document": "The four reference projects",
}
_INTRODUCTION = """# Traceability

What the SeutuPROVE operating model and the four reference projects ask for, and what answers for it here. Made by
`docs/traceability.py` from `traceability.toml`: change that file, then `make docs`. [S n] is a slide of the model.
"""


@dataclass(frozen=True)
class Row:
    """One thing asked for: its table's key in HEADINGS, and what answers for it.

    `elements` are `folder/id` of a diagram's element, lane or form; `pages` are endpoints; `tests` are `file::name`.
    """

    table: str
    id: str
    name: str
    source: str
    elements: Sequence[str] = field(default=())
    pages: Sequence[str] = field(default=())
    tests: Sequence[str] = field(default=())
    lacks: str = ""

    @property
    def is_answered(self) -> bool:
        """Whether something answers for all of it, and a test holds that."""
        return bool((self.elements or self.pages) and self.tests and not self.lacks)


def read_rows() -> list[Row]:
    """The mapping, in its order."""
    with MAPPING.open("rb") as source:
        return [Row(**row) for row in tomllib.load(source)["row"]]


def faults(rows: Sequence[Row]) -> Iterator[str]:
    """A sentence for each name that the repository does not know, and each id that stands there twice."""
    counted = Counter((row.table, row.id) for row in rows)
    for (table, name), count in counted.items():
        if count > 1:
            yield f"Expected {name} once among the {HEADINGS[table].lower()}, but it stands there {count} times."
    for row in rows:
        yield from (f"{row.id}: {fault}" for fault in _unknown_names(row))


def page(rows: Sequence[Row]) -> str:
    """The document, whole."""
    parts = [_INTRODUCTION]
    for table, heading in HEADINGS.items():
        parts += [f"\n## {heading}\n", "| | what | process and element | page | test |", "|---|---|---|---|---|"]
        parts += [_line(row) for row in rows if row.table == table]
    missing = [row for row in rows if not row.is_answered]
    parts += ["\n## Not yet\n"] + [f"- **{row.id}** {row.name}: {row.lacks or _what_lacks(row)}" for row in missing]
    return "\n".join(parts) + "\n"


@cache
def names_in(folder: str) -> frozenset[str]:
    """The ids of everything in a process's diagram, and the names of its forms and decision tables."""
    path = ROOT / "bpmn" / folder
    if not (path / f"{folder}.bpmn").is_file():
        return frozenset()
    drawn = etree.parse(path / f"{folder}.bpmn").xpath("//@id")
    return frozenset(str(one) for one in drawn) | {file.name.partition(".")[0] for file in path.iterdir()}


@cache
def endpoints() -> frozenset[str]:
    """The endpoints of all pages."""
    app = Flask(__name__)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return frozenset(rule.endpoint for rule in app.url_map.iter_rules())


@cache
def tests_in(file: str) -> frozenset[str]:
    """The names of a file's tests."""
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    nodes = ast.parse(path.read_text(encoding="utf-8")).body
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef))


def _unknown_names(row: Row) -> Iterator[str]:
    for element in row.elements:
        folder, _, name = element.partition("/")
        if name not in names_in(folder):
            yield f"Expected an element, lane or form {name!r} in bpmn/{folder}, but there is none."
    for endpoint in row.pages:
        if endpoint not in endpoints():
            yield f"Expected a page with the endpoint {endpoint!r}, but there is none."
    for test in row.tests:
        file, _, name = test.partition("::")
        if name not in tests_in(file):
            yield f"Expected a test {name} in {file}, but there is none."


def _line(row: Row) -> str:
    tests = "<br>".join(f"`{Path(file).name}::{name}`" for file, _, name in (one.partition("::") for one in row.tests))
    elements = "<br>".join(f"`{folder}` {name}" for folder, _, name in (one.partition("/") for one in row.elements))
    pages = "<br>".join(f"`{one}`" for one in row.pages)
    return f"| {row.id} | {row.name} [{row.source}] | {elements} | {pages} | {tests} |"


def _what_lacks(row: Row) -> str:
    lacking = [] if row.elements or row.pages else ["no process or page"]
    return ", ".join([*lacking, *([] if row.tests else ["no test"])])


def main() -> int:
    """Print every fault, else write the document; 1 when there is a fault."""
    rows = read_rows()
    found = list(faults(rows))
    for fault in found:
        sys.stdout.write(fault + "\n")
    if not found:
        PAGE.write_text(page(rows), encoding="utf-8")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
