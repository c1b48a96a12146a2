"""The portfolio: its pages among fifty projects, and among very many with long histories."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from flask.testing import FlaskClient

from bench.databases import Target
from bench.figures import Figure, at_most
from bench.http import SECRET, account, migrated
from bench.ours import Ours
from bench.samples import Samples, ratio_of
from bench.sizes import Sizes
from webapp.accounts.sessions import open_session
from webapp.application import create_app
from webapp.config import Config
from webapp.runtime import Runtime

FEW = 50
TASKS_EACH = 40  # Open tasks of a project, half of them in people's hands.
EVENTS_EACH = 400  # Entries of a project's history.
OCCURRENCES = 366  # On the annual clock: one every other day of two years.
LIMIT = 3.0
PATHS = {
    "portfolio": "/portfolio",
    "portfolio's list": "/portfolio/list",
    "portfolio of a fund": "/portfolio?fund=1",
    "project": "/projects/1",
    "project's sheet": "/portfolio/1/sheet",
    "annual clock": "/calendar",
}


@dataclass(frozen=True)
class House:
    """A site with so many projects."""

    ours: Ours
    client: FlaskClient

    def get(self, path: str) -> None:
        """Open a page."""
        answer = self.client.get(path, buffered=True)
        assert answer.status_code == 200, (path, answer.status_code)


def measure_portfolio(target: Target, sizes: Sizes) -> Iterator[Figure]:
    """Each page with many projects, beside the same with fifty."""
    small, large = (_house(target, f"portfolio_{count}", count) for count in (FEW, sizes.projects))
    for name, path in PATHS.items():
        few, many = Samples(), Samples()
        for _ in range(sizes.rounds + 1):
            for samples, house in ((few, small), (many, large)):
                samples.begin_round()
                for _ in range(3):
                    samples.time(partial(house.get, path))
        ratio = ratio_of(many.per_round()[1:], few.per_round()[1:])  # The first round warms up.
        what = f"{target.name}: {name} page at {sizes.projects:,} projects / at {FEW}"
        yield at_most(what, f"{many.p50:.1f} ms", f"{few.p50:.1f} ms", ratio, LIMIT)
    for house in (small, large):
        house.ours.close()


def _house(target: Target, name: str, projects: int) -> House:
    ours = Ours(target.make(name), make=migrated)
    ours.database.transact(partial(account, ours))
    session = ours.database.transact(lambda unit: open_session(unit.write(), "bertta", ours.clock.now()))
    instance = ours.start()  # The project whose page is opened is a real one.
    pool = sa.create_engine(ours.url)
    with pool.begin() as connection:
        _fill(connection, projects, instance, ours.clock.now())
    with pool.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if pool.dialect.name == "sqlite" else "VACUUM ANALYZE")
    pool.dispose()
    config = Config(secret_key=SECRET, database_url=ours.url)
    app = create_app(Runtime(config, ours.clock, ours.database, ours.engine))
    client = app.test_client()
    client.set_cookie("session_id", session)
    return House(ours, client)


def _fill(connection: sa.Connection, projects: int, instance: int, now: datetime) -> None:
    """Projects with what belongs to them; written in bulk, for it is the reading that is timed."""
    definition = connection.scalar(sa.text("SELECT definition_id FROM instance WHERE id = :id"), {"id": instance})
    values = {"projects": projects, "tasks": projects * TASKS_EACH, "events": projects * EVENTS_EACH,
              "occurrences": OCCURRENCES, "now": round(now.timestamp()) * 1_000_000, "definition": definition,
              "first": instance, "hash": bytes(32)}  # fmt: skip
    days = (r"\1", r"CAST(\1 AS DATE)")[connection.dialect.name == "postgresql"]
    for statement in _ROWS:
        written = re.sub(r"DAY(\([^()]*\([^()]*\)[^()]*\))", days, statement)
        for name in ("projects", "tasks", "events", "occurrences"):
            written = written.replace(name.upper(), _UP_TO.format(name))
        wanted = {name: value for name, value in values.items() if f":{name}" in written}
        connection.execute(sa.text(written), wanted)


_UP_TO = """WITH RECURSIVE numbers (n) AS
    (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < :{})"""
_ROWS = (
    """INSERT INTO organisation (key, name, short_name, kind) VALUES
        ('witas', 'WITAS', 'WITAS', 'development_company'), ('karstula', 'Karstula', 'Karstula', 'municipality'),
        ('kinnula', 'Kinnula', 'Kinnula', 'municipality')""",
    """INSERT INTO area (key, name, owner, position) VALUES
        ('area0', 'Alue 0', 'witas', 1), ('area1', 'Alue 1', 'witas', 2), ('area2', 'Alue 2', 'witas', 3)""",
    """INSERT INTO classification (id, kind, name) VALUES (1, 'fund', 'EAKR'), (2, 'fund', 'ESR+'), (3, 'fund', 'AKKE'),
        (4, 'programme', 'Ohjelma'), (5, 'theme', 'Teema'), (6, 'strategy', 'Strategia')""",
    """INSERT INTO appropriation (year, amount) VALUES (2020, 9000000), (2021, 9000000), (2022, 9000000),
        (2023, 9000000), (2024, 9000000), (2025, 9000000), (2026, 9000000), (2027, 9000000)""",
    "INSERT INTO audience (id, key) VALUES (900000, 'group:everybody')",
    "UPDATE instance SET business_key = 'project/1', phase_since = started_at, phase = 'Toteutus' WHERE id = :first",
    """INSERT INTO instance (id, definition_id, business_key, status, title, phase, phase_since, started_at)
        PROJECTS SELECT n + :first, :definition, 'project/' || (n + 1),
        CASE WHEN n % 5 = 0 THEN 'completed' ELSE 'active' END, 'Hanke ' || (n + 1),
        'Vaihe ' || (n % 9), 1760000000000000 + n * 86400000000 % 30000000000000, 1700000000000000
        FROM numbers WHERE n < :projects""",
    """INSERT INTO idea (id, title, business_key, origin, area, need, status, proposed_at)
        PROJECTS SELECT n, 'Hanke ' || n, 'idea/' || n, 'person', 'area' || (n % 3), 'Tarve',
        CASE WHEN n % 4 = 0 THEN 'open' ELSE 'project' END, 1700000000000000 FROM numbers""",
    """INSERT INTO project (id, name, business_key, idea_id, area, status, origin, total_cost, starts_on, ends_on,
        summary)
        PROJECTS SELECT n, 'Hanke ' || (n * 7919 % 1000003), 'project/' || n, n, 'area' || (n % 3),
        CASE WHEN n % 5 = 0 THEN 'ended' ELSE 'active' END, 'process', 100000 + n % 1000,
        DAY((2020 + n % 7) || '-03-01'), DAY((2022 + n % 9) || '-09-30'), 'Tiivistelmä.'
        FROM numbers""",
    """INSERT INTO financing (project_id, position, source, kind, amount, granted)
        PROJECTS SELECT n, 1, 'Kunnat', 'municipal', 60000, CASE WHEN n % 3 > 0 THEN 50000 END FROM numbers""",
    """INSERT INTO financing (project_id, position, source, kind, amount, applied, granted)
        PROJECTS SELECT n, 2, 'EAKR', 'external', 40000, 40000, CASE WHEN n % 2 = 0 THEN 30000 END FROM numbers""",
    """INSERT INTO appropriation_entry (year, idea_id, kind, amount, entered_at)
        PROJECTS SELECT 2020 + n % 8, n, 'granted', 60000, 1700000000000000 FROM numbers""",
    """INSERT INTO report (project_id, kind, number, opens_on, due_on, recorded_at, situation, summary, spent)
        PROJECTS SELECT n, 'status', k, DAY((2023 + k) || '-01-01'), DAY((2023 + k - n % 10 / 9) || '-03-01'),
        CASE WHEN k < 4 THEN 1700000000000000 + n * 100000007 + k END, CASE WHEN k < 4 THEN 'on_schedule' END,
        'Etenee.', CASE WHEN k < 4 THEN k * 1000 END
        FROM numbers CROSS JOIN (SELECT 1 AS k UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4
        UNION ALL SELECT 5) AS reports""",
    """INSERT INTO payment (report_id, position, source, claimed, received)
        SELECT id, 1, 'Kunnat', 9000, 8000 FROM report WHERE recorded_at IS NOT NULL""",
    """INSERT INTO project_classification (project_id, classification_id)
        PROJECTS SELECT n, n % 3 + 1 FROM numbers UNION ALL SELECT n, n % 3 + 4 FROM numbers""",
    """INSERT INTO project_municipality (project_id, municipality)
        PROJECTS SELECT n, 'karstula' FROM numbers UNION ALL SELECT n, 'kinnula' FROM numbers WHERE n % 2 = 0""",
    """INSERT INTO user_task (id, instance_id, token, definition_id, element, name, audience_id, assignee, due_at,
        due_order, priority, created_at)
        TASKS SELECT 1000000 + n, (n - 1) / 40 + :first, 1000 + n % 40, :definition, 'report_status', 'Raportoi',
        900000, CASE WHEN n % 2 = 0 THEN 'person_' || n % 50 END, 1800000000000000 + n, 1800000000000000 + n, 50,
        1800000000000000 FROM numbers WHERE n > 40""",
    """INSERT INTO history (instance_id, sequence, at, kind, actor, definition_id, element, hash)
        EVENTS SELECT (n - 1) / 400 + :first, 1000 + n % 400, 1700000000000000 + n, 'completed',
        'person_' || n % 50, :definition, 'report_status', :hash FROM numbers WHERE n > 400""",
    """INSERT INTO occurrence (key, element, occurs_at, planned_at, due_at, instance_id, changed_by)
        OCCURRENCES SELECT CASE WHEN n % 2 = 0 THEN 'bench_lifecycle' ELSE 'bench_loop' END,
        CASE WHEN n % 2 = 0 THEN 'idea_received' ELSE 'begun' END, :now + (n - 183) * 172800000000,
        :now + (n - 183) * 172800000000 + n % 10 / 9 * 86400000000,
        CASE WHEN n > 183 THEN :now + (n - 183) * 172800000000 END,
        CASE WHEN n <= 183 THEN n % 49 + :first END, CASE WHEN n % 10 = 9 THEN 'bertta' END FROM numbers""",
)
"""What fills a house, in order.

`PROJECTS`, `TASKS`, `EVENTS` and `OCCURRENCES` stand for the numbers `n` from one to as many; `DAY(…)` for a text that
each database takes for a day in its own way.
"""
