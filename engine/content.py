"""Values as text: what process data may hold, kept exactly, in the state's own JSON."""

from typing import Any

from engine.spiff import decode, encode


def write_data(value: object) -> str:
    """A value as JSON text; the same value gives the same text.

    Raises TypeError for what process data may not hold.
    """
    return encode(value).decode()


def read_data(text: str) -> Any:
    """The value again, equal and of the same types."""
    return decode(text.encode())
