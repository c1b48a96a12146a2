"""What all tables share: their names' convention, and the kinds of column that the databases do not have."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, Integer, LargeBinary, MetaData, TypeDecorator
from sqlalchemy.engine import Dialect

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows itself only for a column declared INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")


class Instant(TypeDecorator[datetime]):
    """An instant, kept as whole microseconds since 1970 UTC: it sorts, compares and is small on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"Expected an aware time, but {value} has no zone.")
        delta = value - _EPOCH
        return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        seconds, microseconds = divmod(value, 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=microseconds)


class RequestKey(TypeDecorator[str]):
    """An idempotency key, kept in few bytes: each stands in its row and in an index.

    32 hexadecimal digits, as the pages make them, are kept as the 16 bytes they spell; any other text as it is, after
    16 empty bytes.
    """

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        if len(value) == 32 and not set(value) - set("0123456789abcdef"):
            return bytes.fromhex(value)
        return bytes(16) + value.encode()

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return value.hex() if len(value) == 16 else value[16:].decode()


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
