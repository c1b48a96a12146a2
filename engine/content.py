"""Values as text: what process data may hold, kept exactly, in the state's own JSON."""

import zlib
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


# What the values of history have in common; an end that was written once must be read for ever, so a better one gets
# the next number and this one stays.
_COMMON = (
    b'{"data":{},"trigger":["message","payload":{"name":,"timers":[["incident":,"reason":,"sentence":,"from":null,"to":"'
    b'services":[{"element":"result":null,"failure":"error":"called":["decision","rules":[{"hit_policy":"UNIQUE",'
    b'"rule":,"rule_id":,"inputs":{"outputs":{"condition",{"expression":"values":{"outcome":true}],"outcome":false}],'
    b'{"token":1,"values":{"comment":"":null,"":false,"":true},"process":{},"followed":["],"request":"'
)
_NUMBER = b"\x01"


def pack(text: str) -> bytes:
    """JSON text in few bytes: deflated against what such texts have in common."""
    # A window of 4 kB and little memory: the texts are short, and this is on everybody's way.
    deflate = zlib.compressobj(9, zlib.DEFLATED, -12, 5, zdict=_COMMON)
    return _NUMBER + deflate.compress(text.encode()) + deflate.flush()


def unpack(packed: bytes) -> str:
    """The text again.

    Raises ValueError for what `pack` did not make.
    """
    inflate = zlib.decompressobj(-12, zdict=_COMMON)
    try:
        text = inflate.decompress(packed[1:])
    except zlib.error as error:
        raise ValueError(f"Expected a packed text, but {error}.") from error
    if packed[:1] != _NUMBER or not inflate.eof:
        raise ValueError("Expected a packed text, but it is none, or cut off.")
    return text.decode()


def shown(value: object) -> object:
    """A value to be told of: what process data may not hold (a range, a function) is told as text."""
    try:
        return storable(value)
    except InvalidInput:
        return str(value)
