"""Random secrets that travel, and what is kept of them."""

import hashlib
import secrets


def new_secret() -> str:
    """256 random bits, fit for a cookie or a link."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """What is kept of a secret: nobody who reads the database can use it."""
    return hashlib.sha256(secret.encode()).digest()
