"""The text of an expression cut into tokens (DMN 1.5, 10.3.1.2, grammar rules 28-37 and 62-66)."""

import re
from dataclasses import dataclass
from enum import Enum

from engine.feel.errors import FeelSyntaxError
from engine.feel.sentences import UNCLOSED_COMMENT, UNCLOSED_TEXT

_START = r"[^\W\d]|[?\U00010000-\U000EFFFF]"
_PART = r"[\w?\u00b7\u0300-\u036f\u203f\u2040\U00010000-\U000EFFFF]"
_TOKEN = re.compile(
    rf"""
      (?P<space>    (?: [\s\ufeff]+ | //[^\n]* | /\*.*?\*/ )+ )
    | (?P<number>   (?: [0-9]+ (?: \.[0-9]+ )? | \.[0-9]+ ) (?: [eE][+-]?[0-9]+ )? )
    | (?P<string>   " (?: [^"\\\n\r] | \\. )* " )
    | (?P<word>     (?: {_START} ) {_PART}* )
    | (?P<unclosed> " | /\* )
    | (?P<symbol>   \*\* | \.\. | <= | >= | != | -> | . )
    """,
    re.DOTALL | re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_SHORT_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}


class Kind(Enum):
    """What a token is."""

    NUMBER = "number"
    STRING = "string"
    WORD = "word"
    SYMBOL = "symbol"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text as written (a string with its quotation marks) and where it stands."""

    kind: Kind
    text: str
    start: int
    end: int


_UNCLOSED = {
    '"': UNCLOSED_TEXT,
    "/*": UNCLOSED_COMMENT,
}


def tokens_of(text: str) -> list[Token]:
    """All tokens, white space and comments left out, an END token last.

    Raises FeelSyntaxError for text or comment that is not closed; whether a symbol fits is the parser's business.
    """
    tokens = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "unclosed":
            raise FeelSyntaxError(_UNCLOSED[match[0]], match.start(), text)
        if kind != "space":
            tokens.append(Token(Kind(kind), match[0], match.start(), match.end()))
    tokens.append(Token(Kind.END, "", len(text), len(text)))
    return tokens


def unquoted(literal: str) -> str:
    """The characters a string literal stands for; an escape that FEEL does not know stays as it is written."""
    inner = literal[1:-1]
    if "\\" not in inner:
        return inner
    # Two \\u escapes may together be one character beyond U+FFFF.
    return _ESCAPE.sub(_character, inner).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code is None:
        return _SHORT_ESCAPES.get(match[3], match[0])
    number = int(code, 16)
    return chr(number) if number <= 0x10FFFF else match[0]
