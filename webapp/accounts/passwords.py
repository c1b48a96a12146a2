"""Local passwords: argon2id (RFC 9106), judged by length and by how common they are (OWASP ASVS 5.0, V6.2)."""

import threading
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 256

# 19 MiB and two passes: OWASP's first choice; about 25 ms on a small server.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# A flood of log-ins must not take the memory of the machine.
_at_once = threading.BoundedSemaphore(4)


class WeakPassword(Exception):
    """The password is too short, too long or too common; `reason` is `short`, `long` or `common`."""

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


def judge_password(password: str) -> None:
    """Raise WeakPassword when the password is too short, too long or too common."""
    if len(password) < SHORTEST:
        raise WeakPassword("short")
    if len(password) > LONGEST:
        raise WeakPassword("long")
    plain = "".join(letter for letter in password.casefold() if letter.isalpha())
    if len(set(password)) < 5 or plain in _common():
        raise WeakPassword("common")


@cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")


@cache
def _common() -> frozenset[str]:
    words = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(words.split())
