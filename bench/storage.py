"""What a finished lifecycle weighs: tables and indexes, its whole history among them, after VACUUM."""

from collections.abc import Iterator

import sqlalchemy as sa

from bench.databases import Target
from bench.figures import Figure, count_at_most
from bench.ours import Ours, time_our_steps
from bench.samples import Samples
from bench.sizes import Sizes

LIMIT = 6_000

_RELATIONS = sa.text(
    "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = 'public' AND c.relkind = 'r'"
)


def measure_storage(target: Target, sizes: Sizes) -> Iterator[Figure]:
    """Bytes for each finished instance, over what the empty tables take."""
    ours = Ours(target.make("storage"))
    empty = _weigh(ours.url)
    samples = Samples()
    samples.begin_round()
    time_our_steps(ours, samples, sizes.finished)
    each = (_weigh(ours.url) - empty) / sizes.finished
    ours.close()
    yield count_at_most(f"{target.name}: bytes of a finished lifecycle, history included", each, LIMIT, "bytes")


def _weigh(url: str) -> int:
    pool = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with pool.connect() as connection:
        if pool.dialect.name == "sqlite":
            connection.exec_driver_sql("VACUUM")
            size = connection.scalar(sa.text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"))
        else:
            connection.exec_driver_sql("VACUUM FULL")
            size = connection.scalar(_RELATIONS)
    pool.dispose()
    return int(size or 0)
