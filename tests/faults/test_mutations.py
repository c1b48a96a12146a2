"""Diagrams, tables and forms that were damaged at random: each is still answered with sentences."""

import random
import re
from pathlib import Path

import pytest

from engine.errors import InvalidResource
from engine.lint import lint_file
from engine.outline import outline, outline_html, outline_text
from tests.engine.lint.cases import events, gateways, structure, tasks
from tests.engine.lint.cases.deployments import form, table
from tests.faults.watching import watched
from tests.sizes import SIZE

WHOLE = [content for cases in (events, gateways, structure, tasks) for pair in cases.CASES.values() for content in pair]
WHOLE = [content for content in WHOLE if len(content) < 20_000] + [form(), table()]
VALUE = re.compile(rb'="[^"]*"')
NAME = re.compile(rb"<(\w+)[ />]")
VALUES = [b'=""', b'="&#10;"', b'="= "', b'="' + b"9" * 400 + b'"', b'="a:b:c"', b'="-P"', b'="${a}"', b'="true"']


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The content with one thing cut off, left out, exchanged or renamed."""
    at = chance.randrange(len(content))
    values, names = list(VALUE.finditer(content)), NAME.findall(content)
    ways = [content[:at], content[:at] + content[at + chance.randrange(100) :]]
    if values:
        where, other = chance.choice(values), chance.choice(values).group()
        before, after = content[: where.start()], content[where.end() :]
        ways += [before + other + after, before + chance.choice(VALUES) + after]
    if names:
        old, new = chance.choice(names), chance.choice(names)
        ways.append(content.replace(b"<" + old, b"<" + new).replace(b"</" + old, b"</" + new))
    return chance.choice(ways)


@pytest.mark.parametrize("seed", range(SIZE.pick(10, 500)))
def test_damaged_files_are_answered_with_sentences(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    for _ in range(20):
        content = chance.choice(WHOLE)
        for _ in range(chance.randrange(1, 4)):
            content = damaged(content, chance) if content else content
        with watched(tmp_path):
            found = lint_file("a", content)
            told = _told(content)
        assert all(finding.text("fi") and finding.text("sv") and finding.message for finding in found)
        assert told


def _told(content: bytes) -> str:
    try:
        read = outline(content)
    except InvalidResource as error:
        return str(error)
    return outline_text(read) + outline_html(read)
