"""JSON that remembers on which line each object began, so that a finding can point at its element."""

import json
import re
from decimal import Decimal

from engine.errors import InvalidResource

MAX_BYTES = 512 * 1024
MAX_DEPTH = 24

_MARKS = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]\n]')


class Node(dict[str, object]):
    """A JSON object and its line."""

    line = 1


def read_document(content: bytes, file: str) -> object:
    """The JSON of a file: objects are Nodes, numbers with a fraction are Decimals.

    Raises InvalidResource for what is too large or too deep, not UTF-8, or no JSON.
    """
    if len(content) > MAX_BYTES:
        raise InvalidResource(
            f"Expected a form of at most {MAX_BYTES // 1024} kB, but it has {len(content) // 1024} kB, in {file}."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidResource(f"Expected text in UTF-8, but a byte is not, in {file} line {line}.") from None
    lines = _object_lines(text, file)
    try:
        return json.loads(text, object_pairs_hook=lambda pairs: _node(pairs, lines), parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise InvalidResource(f"Expected JSON, but {_fault(error)}, in {file} line {error.lineno}.") from None
    except ValueError:  # A number of thousands of digits.
        raise InvalidResource(f"Expected numbers of reasonable length, but one is longer, in {file}.") from None


def _object_lines(text: str, file: str) -> list[int]:
    """The lines of all objects, the one that closes last coming first: the decoder calls its hook as objects close."""
    line, open_lines, closed = 1, list[int](), list[int]()
    for mark in _MARKS.findall(text):
        if mark in "{[":
            open_lines.append(line if mark == "{" else 0)
            if len(open_lines) > MAX_DEPTH:
                raise InvalidResource(
                    f"Expected at most {MAX_DEPTH} levels, but there are more, in {file} line {line}."
                )
        elif mark in "}]":
            _close(open_lines, closed)
        elif mark == "\n":
            line += 1
    return closed[::-1]


def _close(open_lines: list[int], closed: list[int]) -> None:
    if open_lines and (line := open_lines.pop()):
        closed.append(line)


def _node(pairs: list[tuple[str, object]], lines: list[int]) -> Node:
    node = Node(pairs)
    if lines:
        node.line = lines.pop()
    return node


def _fault(error: json.JSONDecodeError) -> str:
    return f"character {error.colno} does not fit ({error.msg.lower()})"
