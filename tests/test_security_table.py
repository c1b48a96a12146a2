"""The table of security says of every item what holds it, and every test that it names exists."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "security.md"
ROW = re.compile(r"^\| V([\d.]+) \| [^|]+ \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
FILE = re.compile(r"`((?:docs|webapp|bpmn|\.locks)/[\w./-]*)`")

# Items of levels 1 and 2 of ASVS 5.0.0, by section; those of level 3 are left out.
ITEMS = {
    "1.1": [1, 2], "1.2": [*range(1, 10)], "1.3": [*range(1, 12)], "1.4": [1, 2, 3], "1.5": [1, 2],
    "2.1": [1, 2, 3], "2.2": [1, 2, 3], "2.3": [1, 2, 3, 4], "2.4": [1],
    "3.2": [1, 2], "3.3": [1, 2, 3, 4], "3.4": [*range(1, 7)], "3.5": [*range(1, 6)], "3.7": [1, 2],
    "4.1": [1, 2, 3], "4.2": [1], "4.3": [1, 2], "4.4": [1, 2, 3, 4],
    "5.1": [1], "5.2": [1, 2, 3], "5.3": [1, 2], "5.4": [1, 2, 3],
    "6.1": [1, 2, 3], "6.2": [*range(1, 13)], "6.3": [1, 2, 3, 4], "6.4": [1, 2, 3, 4], "6.5": [1, 2, 3, 4, 5],
    "6.6": [1, 2, 3], "6.8": [1, 2, 3, 4],
    "7.1": [1, 2, 3], "7.2": [1, 2, 3, 4], "7.3": [1, 2], "7.4": [1, 2, 3, 4, 5], "7.5": [1, 2], "7.6": [1, 2],
    "8.1": [1, 2], "8.2": [1, 2, 3], "8.3": [1], "8.4": [1],
    "9.1": [1, 2, 3], "9.2": [1, 2, 3, 4],
    "10.1": [1, 2], "10.2": [1, 2], "10.3": [1, 2, 3, 4], "10.4": [*range(1, 12)], "10.5": [1, 2, 3, 4, 5],
    "10.6": [1, 2], "10.7": [1, 2, 3],
    "11.1": [1, 2], "11.2": [1, 2, 3], "11.3": [1, 2, 3], "11.4": [1, 2, 3, 4], "11.5": [1], "11.6": [1],
    "12.1": [1, 2, 3], "12.2": [1, 2], "12.3": [1, 2, 3, 4],
    "13.1": [1], "13.2": [1, 2, 3, 4, 5], "13.3": [1, 2], "13.4": [1, 2, 3, 4, 5],
    "14.1": [1, 2], "14.2": [1, 2, 3, 4], "14.3": [1, 2, 3],
    "15.1": [1, 2, 3], "15.2": [1, 2, 3], "15.3": [*range(1, 8)],
    "16.1": [1], "16.2": [1, 2, 3, 4, 5], "16.3": [1, 2, 3, 4], "16.4": [1, 2, 3], "16.5": [1, 2, 3],
    "17.1": [1], "17.2": [1, 2, 3, 4], "17.3": [1, 2],
}  # fmt: skip


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of a file's tests."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def rows() -> list[tuple[str, str]]:
    """Each item's number and what the table says holds it."""
    return ROW.findall(TABLE.read_text(encoding="utf-8"))


def test_every_item_stands_there_once() -> None:
    wanted = [f"{section}.{number}" for section, numbers in ITEMS.items() for number in numbers]
    assert [number for number, _ in rows()] == wanted


def test_every_test_and_file_that_is_named_exists() -> None:
    named = [(number, *found) for number, answer in rows() for found in TEST.findall(answer)]
    missing = [one for one in named if not (ROOT / one[1]).exists() or one[2] not in names_in(one[1])]
    assert missing == []
    assert len(named) > 180
    files = [(number, path) for number, answer in rows() for path in FILE.findall(answer)]
    assert [one for one in files if not (ROOT / one[1]).exists()] == []


def test_every_item_has_a_test_or_says_why_it_has_none() -> None:
    without = [number for number, answer in rows() if not TEST.search(answer)]
    assert len(without) < len(rows()) // 2
    # What is said instead is a sentence's worth, or that there is no such thing here.
    assert [number for number, answer in rows() if number in without and len(answer) < len("Python")] == []
