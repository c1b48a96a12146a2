"""Values as text: what process data may hold, kept exactly, in the state's own JSON."""

from typing import Any

from engine.errors import InvalidInput
from engine.spiff import decode, encode
from engine.spiff.scopes import storable


def write_data(value: object) -> str:
    """A value as JSON text; the same value gives the same text.

    Raises InvalidInput for what process data may not hold.
    """
    return encode(storable(value)).decode()


def read_data(text: str) -> Any:
    """The value again, equal and of the same types."""
    return decode(text.encode())


def shown(value: object) -> object:
    """A value to be told of: what process data may not hold (a range, a function) is told as text."""
    try:
        return storable(value)
    except InvalidInput:
        return str(value)
