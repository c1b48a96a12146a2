"""The inbox: its first page among a thousand open tasks, and among very many."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Literal

import sqlalchemy as sa

from bench.databases import Target
from bench.figures import Figure, at_most
from bench.ours import Ours
from bench.samples import Samples, ratio_of
from bench.sizes import Sizes
from engine import Actor
from engine.schema import audience, audience_member, definition

FEW = 1_000
SHARES = 10  # Groups, and people: each has a tenth of what is theirs to have, so that a page is full either way.
TASKS_EACH = 20  # Open tasks of one instance.
BERTTA = Actor("person_1", frozenset({"group_1"}))

BEGUN = 40  # Matters that she began, in either house: what she waits for is found from these.

_TABS: tuple[Literal["mine", "groups", "waiting"], ...] = ("mine", "groups", "waiting")


def measure_inbox(target: Target, sizes: Sizes) -> Iterator[Figure]:
    """A page of 25 of each tab, in a full house beside a small one."""
    small, large = (_house(target, f"inbox_{count}", count) for count in (FEW, sizes.tasks))
    for tab in _TABS:
        few, many = Samples(), Samples()
        for _ in range(sizes.rounds + 1):
            for samples, ours in ((few, small), (many, large)):
                samples.begin_round()
                with ours.database.read() as connection:
                    for _ in range(sizes.samples):
                        page = samples.time(partial(ours.engine.inbox, connection, BERTTA, tab))
                        assert len(page.rows) == 25
        ratio = ratio_of(many.per_round()[1:], few.per_round()[1:])  # The first round warms up.
        name = f"{target.name}: inbox page '{tab}' at {sizes.tasks:,} open tasks / at {FEW:,}"
        yield at_most(name, f"{many.p50:.3f} ms", f"{few.p50:.3f} ms", ratio, 1.3)
    small.close()
    large.close()


def _house(target: Target, name: str, tasks: int) -> Ours:
    ours = Ours(target.make(name))
    return settle(ours, partial(fill, tasks=tasks))


def settle(ours: Ours, write: Callable[[sa.Connection], None]) -> Ours:
    """Write something in bulk, let the database know what it has, and open it again.

    Meanwhile nobody else has it open: two SQLite libraries in one process take each other's locks away.
    """
    ours.close()
    pool = sa.create_engine(ours.url)
    with pool.begin() as connection:
        write(connection)
    with pool.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if pool.dialect.name == "sqlite" else "VACUUM ANALYZE")
    pool.dispose()
    return Ours.opened(ours.url)


def fill(connection: sa.Connection, tasks: int) -> None:
    """Open tasks, half of them in people's hands; written in bulk, for it is the reading that is timed."""
    definition_id = connection.scalar(sa.select(sa.func.min(definition.c.id)))
    groups = range(1, SHARES + 1)
    connection.execute(audience.insert(), [{"id": each, "key": f"group:group_{each}"} for each in groups])
    connection.execute(
        audience_member.insert(), [{"audience_id": each, "member": f"group:group_{each}"} for each in groups]
    )
    instances = {"definition": definition_id, "instances": tasks // TASKS_EACH}
    connection.execute(sa.text(_INSTANCES), instances)
    shares = {"definition": definition_id, "tasks": tasks, "each": TASKS_EACH, "shares": SHARES}
    connection.execute(sa.text(_TASKS), shares)
    connection.execute(sa.text(_BEGUN), {"definition": definition_id, "begun": BEGUN, "hash": bytes(32)})


_INSTANCES = """
INSERT INTO instance (id, definition_id, business_key, status, title, phase, started_at)
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :instances)
SELECT n, :definition, 'project/' || n, 'active', 'Hanke ' || n, 'Toteutus', 1800000000000000 FROM numbers
"""

# Due dates are spread by a multiplier that shares no factor with the modulus, as work comes in no order of its own.
_TASKS = """
INSERT INTO user_task
    (id, instance_id, token, definition_id, element, name, audience_id, assignee, due_at, due_order, priority,
     created_at)
WITH RECURSIVE numbers (n) AS
    (SELECT CAST(0 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :tasks)
SELECT n + 1, n / :each + 1, n % :each, :definition, 'report_status', 'Raportoi tilanne', n % :shares + 1,
    CASE WHEN n / :shares % 2 = 0 THEN 'person_' || (n % :shares + 1) END,
    1800000000000000 + (n * 7919) % 1000003 * 60000000, 1800000000000000 + (n * 7919) % 1000003 * 60000000, 50,
    1800000000000000
FROM numbers
"""

_BEGUN = """
INSERT INTO history (instance_id, sequence, at, kind, actor, definition_id, hash)
SELECT id, 1, started_at, 'started', 'person_1', :definition, :hash FROM instance WHERE id <= :begun
"""
