"""Local passwords: argon2id (RFC 9106), judged by length and by how easy they are to guess (OWASP ASVS 5.0, V6.2).

Easy to guess is what many use, what runs along the alphabet or the digits, what says little but the person's or our own
name, and what is in a list of passwords that were stolen somewhere, where the installation has one.
"""

import gzip
import hashlib
import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 256

# 19 MiB and two passes: OWASP's first choice; about 25 ms on a small server.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# A flood of log-ins must not take the memory of the machine.
_at_once = threading.BoundedSemaphore(4)


# Words of this place: a password may have them, but not be made of them.
OUR_WORDS = (
    "hankepolku", "hanke", "keskisuomi", "keskisuomen", "seutuprove", "salasana", "lösenord", "password", "kunta",
    "kaupunki",
)  # fmt: skip
LEAST_BESIDE = 8  # Characters that are left without such words.


class WeakPassword(Exception):
    """The password is easy to guess; `reason` is `short`, `long`, `common`, `context` or `stolen`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with salt and parameters in it."""
    with _at_once:
        return _hasher.hash(password)


def password_matches(stored: str | None, password: str) -> bool:
    """Whether the password is the one that was hashed; without a hash it takes just as long and is false."""
    with _at_once:
        try:
            _hasher.verify(stored or _nobody(), password)
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


@dataclass(frozen=True)
class Judge:
    """What a new password is judged by: words that belong to its owner, and the list of stolen ones, if there is one.

    The list has a line for each password, in order: the SHA-1 of it in capital hexadecimals, and anything after it (as
    Have I Been Pwned gives it).
    """

    words: tuple[str, ...] = ()
    stolen: Path | None = None

    @classmethod
    def of(cls, name: str, email: str, stolen: Path | None) -> "Judge":
        """For a person's own."""
        parts = email.partition("@")[0].replace(".", " ").split()
        return cls((*name.split(), *parts), stolen)

    def judge(self, password: str) -> None:
        """Raise WeakPassword when the password is too short, too long or easy to guess."""
        if len(password) < SHORTEST:
            raise WeakPassword("short")
        if len(password) > LONGEST:
            raise WeakPassword("long")
        plain = "".join(letter for letter in password.casefold() if letter.isalpha())
        if len(set(password)) < 5 or plain in _common() or _runs(password) or _repeats(plain):
            raise WeakPassword("common")
        if _left(password.casefold(), (*self.words, *OUR_WORDS)) < LEAST_BESIDE:
            raise WeakPassword("context")
        if self.stolen is not None and _is_listed(self.stolen, password):
            raise WeakPassword("stolen")


def _runs(password: str) -> bool:
    """Whether most characters follow their neighbour in the alphabet, among the digits or on the keyboard."""
    text = password.casefold()
    steps = [abs(ord(after) - ord(before)) <= 1 or before + after in _KEYS for before, after in pairwise(text)]
    return sum(steps) > len(steps) * 2 / 3


def _repeats(plain: str) -> bool:
    """Whether the letters are one common word again and again."""
    sizes = range(4, len(plain) // 2 + 1)
    return any(len(plain) % size == 0 and plain == plain[:size] * (len(plain) // size) for size in sizes)


def _left(text: str, words: Iterable[str]) -> int:
    """How many characters stand beside the words, the longest taken first."""
    for word in sorted({word.casefold() for word in words if len(word) > 3}, key=len, reverse=True):
        text = text.replace(word, "")
    return len(text)


def _is_listed(path: Path, password: str) -> bool:
    """Whether a password is in a sorted list of SHA-1 digests, which may be far larger than the memory."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as lines:
        low, high = 0, lines.seek(0, os.SEEK_END)
        while low < high:
            middle = (low + high) // 2
            lines.seek(middle)
            if middle:
                lines.readline()  # The rest of a line that was hit in its middle.
            line = lines.readline()
            if not line or line[:40].upper() > wanted:
                high = middle
            elif line[:40].upper() < wanted:
                low = middle + 1
            else:
                return True
        lines.seek(0)
        return lines.readline()[:40].upper() == wanted


@cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")


@cache
def _common() -> frozenset[str]:
    """Finnish and Swedish ones of our own, and the letters of the 4,000 that are used most in the world."""
    own = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8")
    with gzip.open(Path(__file__).with_name("common_words.txt.gz"), "rt", encoding="utf-8") as others:
        return frozenset(own.split()) | frozenset(others.read().split())


_ROWS = ("qwertyuiopå", "asdfghjklöä", "zxcvbnm", "1234567890", "1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm")
_KEYS = {way[at : at + 2] for row in _ROWS for way in (row, row[::-1]) for at in range(len(row) - 1)}
