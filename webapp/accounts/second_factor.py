"""The second factor of a local account: an authenticator app, and recovery codes for the day the telephone is lost.

The secret is kept encrypted with a key made from the installation's own; recovery codes only as their digests.
"""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, delete, func, insert, or_, select, update

from webapp.accounts.one_time_codes import new_seed, step_of
from webapp.accounts.schema import recovery_code, second_factor
from webapp.accounts.secrets import digest

RECOVERY_CODES = 10


class Proof(StrEnum):
    """By what somebody has shown the second factor."""

    APP = "app"
    RECOVERY = "recovery code"


@dataclass(frozen=True)
class Standing:
    """How a person's second factor stands."""

    is_confirmed: bool
    codes_left: int


def begin(connection: Connection, person_id: str, secret_key: str) -> None:
    """Make a secret that is to be confirmed; one that is confirmed already stays."""
    unconfirmed = (second_factor.c.person_id == person_id) & second_factor.c.confirmed_at.is_(None)
    connection.execute(delete(second_factor).where(unconfirmed))
    if find_standing(connection, person_id) is None:
        sealed = _vault(secret_key).encrypt(new_seed())
        connection.execute(insert(second_factor).values(person_id=person_id, sealed=sealed))


def confirm(connection: Connection, person_id: str, code: str, secret_key: str, now: datetime) -> Sequence[str] | None:
    """Put the factor into use if the app's code is right; the recovery codes, which nobody sees again, else None."""
    if _used(connection, person_id, code, secret_key, now) is None:
        return None
    mine = second_factor.c.person_id == person_id
    connection.execute(update(second_factor).where(mine).values(confirmed_at=now))
    return renew_codes(connection, person_id)


def renew_codes(connection: Connection, person_id: str) -> Sequence[str]:
    """New recovery codes in place of those before."""
    connection.execute(delete(recovery_code).where(recovery_code.c.person_id == person_id))
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    connection.execute(
        insert(recovery_code), [{"person_id": person_id, "digest": _code_digest(person_id, code)} for code in codes]
    )
    return codes


def prove(connection: Connection, person_id: str, code: str, secret_key: str, now: datetime) -> Proof | None:
    """Use a code of the app or a recovery code up; None where it is neither, or was used before."""
    if _used(connection, person_id, code, secret_key, now) is not None:
        return Proof.APP
    spent = delete(recovery_code).where(
        recovery_code.c.person_id == person_id, recovery_code.c.digest == _code_digest(person_id, code)
    )
    return Proof.RECOVERY if connection.execute(spent).rowcount else None


def find_standing(connection: Connection, person_id: str) -> Standing | None:
    """How it stands; None for whoever has none."""
    row = connection.execute(
        select(second_factor.c.confirmed_at).where(second_factor.c.person_id == person_id)
    ).one_or_none()
    if row is None:
        return None
    mine = recovery_code.c.person_id == person_id
    left = connection.scalar(select(func.count()).select_from(recovery_code).where(mine))
    return Standing(row.confirmed_at is not None, left or 0)


def is_asked(connection: Connection, person_id: str) -> bool:
    """Whether a code is asked at log-in."""
    found = find_standing(connection, person_id)
    return found is not None and found.is_confirmed


def unconfirmed_seed(connection: Connection, person_id: str, secret_key: str) -> bytes | None:
    """The secret to be shown to its owner; None when there is none, or it is in use and shown no more."""
    row = connection.execute(select(second_factor).where(second_factor.c.person_id == person_id)).one_or_none()
    return _open(row.sealed, secret_key) if row is not None and row.confirmed_at is None else None


def remove(connection: Connection, person_id: str) -> None:
    """Ask for no code any more."""
    connection.execute(delete(recovery_code).where(recovery_code.c.person_id == person_id))
    connection.execute(delete(second_factor).where(second_factor.c.person_id == person_id))


def _used(connection: Connection, person_id: str, code: str, secret_key: str, now: datetime) -> int | None:
    """The step of a right code, which counts once: neither it nor an earlier one is taken again."""
    sealed = connection.scalar(select(second_factor.c.sealed).where(second_factor.c.person_id == person_id))
    seed = _open(sealed, secret_key) if sealed is not None else None
    step = step_of(seed, code, now) if seed is not None else None
    if step is None:
        return None
    fresh = or_(second_factor.c.last_step.is_(None), second_factor.c.last_step < step)
    mine = second_factor.c.person_id == person_id
    counted = connection.execute(update(second_factor).where(mine, fresh).values(last_step=step)).rowcount
    return step if counted else None


def _vault(secret_key: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"hankepolku second factor").derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def _open(sealed: bytes, secret_key: str) -> bytes | None:
    """The secret; None where it was sealed by another key: then only a recovery code opens."""
    try:
        return _vault(secret_key).decrypt(bytes(sealed))
    except InvalidToken:
        return None


def _new_code() -> str:
    """120 random bits in six groups: so many that a plain digest of them is enough (ASVS 5.0, V6.5.2)."""
    text = base64.b32encode(secrets.token_bytes(15)).decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, 24, 4))


def _code_digest(person_id: str, code: str) -> bytes:
    plain = "".join(letter for letter in code.casefold() if letter.isalnum())
    return digest(f"{person_id}:{plain}")
