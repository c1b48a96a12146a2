"""How people stand in a file for process mining: by pseudonyms, or as themselves with everything they wrote.

What people write into forms names people, too, and so do titles: a file with pseudonyms holds neither.
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Protocol

from engine import SYSTEM

_PURPOSE = b"hankepolku: pseudonyms of exported histories"


class Masks(Protocol):
    """What is told of people."""

    @property
    def tells_contents(self) -> bool:
        """Whether titles and what was written into forms are told."""

    def of(self, person: str) -> str:
        """What a person is called."""


@dataclass(frozen=True)
class Named:
    """People by the ids that the history knows them by; contents are told."""

    tells_contents: bool = True

    def of(self, person: str) -> str:
        """The id itself."""
        return person


class Pseudonyms:
    """The same person is the same in every file of an installation, and nobody without its secret can tell who."""

    tells_contents = False

    def __init__(self, secret: str) -> None:
        self._key = hmac.digest(secret.encode(), _PURPOSE, hashlib.sha256)

    def of(self, person: str) -> str:
        """Twelve hexadecimal digits; what the program itself did stays told as that."""
        if person == SYSTEM.id:
            return person
        return "p-" + hmac.digest(self._key, person.encode(), hashlib.sha256).hex()[:12]
