"""Names of more than one word (DMN 1.5, 10.3.1.2, grammar rules 25 to 29).

`date and time`, `first name`, `a-b`, `rate of return`: only who knows which names exist can tell where one ends, so
the parser keeps a table of those in sight and takes the longest that fits.
"""

from collections.abc import Iterable, Sequence

from engine.feel.errors import FeelSyntaxError
from engine.feel.lexer import Kind, Token, tokens_of

KEYWORDS = frozenset(
    {
        *("and", "or", "in", "between", "instance", "if", "then", "else", "for", "return", "some", "every"),
        *("satisfies", "function", "external", "null", "true", "false"),
    }
)

_LONGEST_NAME = 200


def is_plain(name: str) -> bool:
    """Whether a name is one word that the parser reads without being told."""
    return name.isidentifier() and name not in KEYWORDS


class NameTable:
    """The names in sight, by their first word, before those of `outer`. `mark` and `forget` open and close a scope."""

    def __init__(self, names: Iterable[str] = (), outer: "NameTable | None" = None) -> None:
        self._outer = outer
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._added: list[tuple[str, ...]] = []
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Put a name in sight; one that no text could contain is passed over."""
        words = _words(name)
        if words is None or (len(words) == 1 and is_plain(words[0])):
            return
        known = self._by_first.setdefault(words[0], [])
        known.append((words, name))
        known.sort(key=lambda entry: len(entry[0]), reverse=True)
        self._added.append(words)

    def mark(self) -> int:
        """Where the table stands, for `forget`."""
        return len(self._added)

    def forget(self, mark: int) -> None:
        """Take out what was added since the mark."""
        while len(self._added) > mark:
            words = self._added.pop()
            known = self._by_first[words[0]]
            known.remove(next(entry for entry in reversed(known) if entry[0] == words))

    def longest(self, tokens: Sequence[Token], index: int) -> tuple[str, int]:
        """The longest name that stands at the place, and its number of tokens; ("", 0) when there is none."""
        name, length = self._outer.longest(tokens, index) if self._outer is not None else ("", 0)
        for words, own in self._by_first.get(tokens[index].text, ()):
            if len(words) < length:
                break
            if tuple(token.text for token in tokens[index : index + len(words)]) == words:
                return own, len(words)
        return name, length


def _words(name: str) -> tuple[str, ...] | None:
    if len(name) > _LONGEST_NAME:
        return None
    try:
        tokens = tokens_of(name)[:-1]
    except FeelSyntaxError:
        return None
    if not tokens or tokens[0].kind is not Kind.WORD:
        return None
    return tuple(token.text for token in tokens)
