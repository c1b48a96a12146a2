"""Codes of an authenticator app: TOTP as RFC 6238 has it, with SHA-1, six digits and half a minute."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

STEP = 30
DIGITS = 6
_SECRET_BYTES = 20  # As long as SHA-1's output (RFC 4226, section 4).
_SKEW = 1  # Clocks may differ by half a minute, and people type slowly.


def new_seed() -> bytes:
    """A secret that the app and we share."""
    return secrets.token_bytes(_SECRET_BYTES)


def as_text(seed: bytes) -> str:
    """The secret for whoever types it: base32 without padding."""
    return base64.b32encode(seed).decode().rstrip("=")


def as_address(seed: bytes, issuer: str, account: str) -> str:
    """The secret for whoever shows the app a picture."""
    label = quote(f"{issuer}:{account}")
    return f"otpauth://totp/{label}?{urlencode({'secret': as_text(seed), 'issuer': issuer})}"


def code_at(seed: bytes, step: int) -> str:
    """The code of a step."""
    mac = hmac.new(seed, step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = mac[-1] & 15
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(seed: bytes, code: str, now: datetime) -> int | None:
    """The step whose code this is, of those that are near; None for a wrong code."""
    current, typed = int(now.timestamp()) // STEP, "".join(code.split())
    near = range(current - _SKEW, current + _SKEW + 1)
    matching = [step for step in near if hmac.compare_digest(code_at(seed, step).encode(), typed.encode())]
    return matching[-1] if matching else None
