"""Templates of papers: Markdown with FEEL between braces, and parts that repeat or may be left out.

    # {{ meeting.title }}
    {{#each items as item}}
    ## {{ item.number }}{{ item.mark }} {{ item.title }}
    {{#if item.conditions != null}}Ehdot: {{ item.conditions }}{{/if}}
    {{/each}}

Nothing but FEEL is worked out, each expression within FEEL's own budget; what it gives is text, never markup.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select

from engine.errors import InvalidInput
from engine.expressions import Present
from webapp.lifecycle.schema import document_template

KINDS = ("agenda", "invitation", "minutes", "memo", "extract", "letter")
LONGEST = 20_000  # Characters of a template.
MOST = 500_000  # Characters of a paper.
_DEFAULTS = Path(__file__).with_name("stationery")
_TAG = re.compile(r"\{\{\s*(#each|#if|/each|/if)?(.*?)\}\}", re.DOTALL)
_EACH = re.compile(r"(.+)\sas\s+(\w+)", re.DOTALL)
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|&~^$:])")


class BadTemplate(Exception):
    """A template that cannot be used; the sentence says why."""


@dataclass(frozen=True)
class _Part:
    """A piece of a template: text, an expression, or what is between an opening and a closing tag."""

    kind: str
    source: str
    parts: tuple["_Part", ...] = ()


def fill(template: str, context: Mapping[str, Any], present: Present, shown: Callable[[object], str]) -> str:
    """The paper, as Markdown; `shown` writes a value in the paper's language.  Raises BadTemplate."""
    pieces, room = [], MOST
    for piece in _fill(parse(template), context, present, shown):
        room -= len(piece)
        if room < 0:
            raise BadTemplate(f"Expected a paper of at most {MOST} characters, but it gets longer.")
        pieces.append(piece)
    return re.sub(r"\n{3,}", "\n\n", "".join(pieces)).strip() + "\n"


def parse(template: str) -> tuple[_Part, ...]:
    """The pieces of a template.  Raises BadTemplate when its tags do not match."""
    if len(template) > LONGEST:
        raise BadTemplate(f"Expected a template of at most {LONGEST} characters, but it has {len(template)}.")
    stack: list[tuple[str, str, list[_Part]]] = [("", "", [])]
    end = 0
    for tag in _TAG.finditer(template):
        stack[-1][2].append(_Part("text", template[end : tag.start()]))
        end, mark, source = tag.end(), tag[1] or "", tag[2].strip()
        if mark and template[max(tag.start() - 1, 0) : tag.start()] in ("", "\n") and template[end : end + 1] == "\n":
            end += 1  # A tag on a line of its own leaves no empty line.
        if mark.startswith("#"):
            stack.append((mark[1:], source, []))
        elif mark:
            kind, opened, parts = stack.pop()
            if kind != mark[1:]:
                raise BadTemplate(f"Expected {{{{/{kind or '…'}}}}}, but found {{{{{mark}}}}}.")
            stack[-1][2].append(_Part(kind, opened, tuple(parts)))
        else:
            stack[-1][2].append(_Part("value", source))
    if len(stack) > 1:
        raise BadTemplate(f"Expected {{{{/{stack[-1][0]}}}}}, but the template ends.")
    return (*stack[0][2], _Part("text", template[end:]))


def _fill(
    parts: Sequence[_Part], context: Mapping[str, Any], present: Present, shown: Callable[[object], str]
) -> Iterator[str]:
    for part in parts:
        if part.kind == "text":
            yield part.source
        elif part.kind == "value":
            yield _harmless(shown(_value(part.source, context, present)))
        elif part.kind == "if":
            if _value(part.source, context, present) is True:
                yield from _fill(part.parts, context, present, shown)
        else:
            each = _EACH.fullmatch(part.source)
            if each is None:
                raise BadTemplate(f"Expected {{{{#each list as name}}}}, but found {part.source!r}.")
            for one in _value(each[1], context, present) or []:
                yield from _fill(part.parts, {**context, each[2]: one}, present, shown)


def _value(source: str, context: Mapping[str, Any], present: Present) -> Any:
    try:
        return present.value(f"={source}", context)
    except InvalidInput as error:
        raise BadTemplate(f"Expected an expression in {source!r}, but {error}") from error


def _harmless(text: str) -> str:
    """A value as Markdown that means just this text; its lines stay lines."""
    return _MARKUP.sub(r"\\\1", text).replace("\n\n", "\0").replace("\n", "\\\n").replace("\0", "\n\n")


@cache
def default_template(kind: str, language: str) -> str:
    """The program's own template."""
    return (_DEFAULTS / f"{kind}.{language}.md").read_text(encoding="utf-8")


def find_template(connection: Connection, kind: str, language: str) -> tuple[str, int]:
    """The template in use and its version; 0 is the program's own."""
    row = connection.execute(
        select(document_template.c.content, document_template.c.version)
        .where(document_template.c.kind == kind, document_template.c.language == language)
        .order_by(document_template.c.version.desc())
        .limit(1)
    ).one_or_none()
    return (row.content, row.version) if row else (default_template(kind, language), 0)


def keep_template(connection: Connection, kind: str, language: str, content: str, by: str, now: datetime) -> int:
    """Keep a new version; its number.  Raises BadTemplate."""
    parse(content)
    mine = (document_template.c.kind == kind) & (document_template.c.language == language)
    last = connection.scalar(select(func.max(document_template.c.version)).where(mine)) or 0
    values = {"kind": kind, "language": language, "version": last + 1, "content": content}
    connection.execute(insert(document_template).values(values | {"created_at": now, "created_by": by}))
    return int(last) + 1
