"""Signatures as Standard Webhooks has them: HMAC-SHA256 over the event's id, the time of sending, and the body.

A web hook's secret is worked out of a salt and the site's own secret: who reads the database alone can sign nothing.
"""

import base64
import hashlib
import hmac
import os
from datetime import datetime

MARK = "whsec_"


def new_salt() -> bytes:
    """What makes a secret another one."""
    return os.urandom(16)


def secret_of(site_secret: str, salt: bytes) -> str:
    """The secret that both sides know, as its receiver is given it."""
    key = hmac.new(site_secret.encode(), b"web hook\0" + salt, hashlib.sha256).digest()
    return MARK + base64.b64encode(key).decode()


def sign(secret: str, event_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers that prove where an event comes from, and when it was sent."""
    stamp = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix(MARK))
    signed = hmac.new(key, f"{event_id}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": event_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }
