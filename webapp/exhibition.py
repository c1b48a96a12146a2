"""The demonstration's own installation: its database, secret, diagrams and region, made when they are missing."""

import os
import secrets
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, select

from engine import Actor, UnitOfWork
from engine.deployments import read_deployment
from webapp.accounts.account import change_password
from webapp.config import Config
from webapp.demonstration import DEMONSTRATORS, load_demonstration
from webapp.deployment import read_folder
from webapp.drafting.drafts import newest_deployment
from webapp.drafting.published import published_since
from webapp.lifecycle.schema import person
from webapp.migrations import upgrade
from webapp.runtime import Runtime, open_runtime

PASSWORD = "kolme pientä porsasta"  # noqa: S105 - the log-in page of the demonstration shows it
DEPLOYER = "system"


def open_demonstration(folder: Path, address: str) -> Runtime:
    """The demonstration's runtime, everything made that is missing: the second time this takes a moment only."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder.resolve() / "hankepolku.db"
    config = Config(
        secret_key=_secret(folder / "secret_key"),
        database_url=f"sqlite:///{kept}",
        base_url=address,
        smtp_url=os.environ.get("HANKEPOLKU_SMTP_URL", ""),
        public_decisions=True,
        demonstration=True,
    )
    if not kept.exists():
        _make(kept, config)
    here = open_runtime(config)
    upgrade(here.database)
    _deploy(here)
    return here


def _make(kept: Path, config: Config) -> None:
    """Make all of it under another name first: whoever is interrupted begins anew, and finds nothing half done."""
    unfinished = kept.with_name(f"{kept.name}.unfinished")
    for left in kept.parent.glob(f"{unfinished.name}*"):
        left.unlink()
    here = open_runtime(replace(config, database_url=f"sqlite:///{unfinished}"))
    upgrade(here.database)
    load_demonstration(here.database, read_folder(config.diagrams), config.zone, here.clock.now())
    here.database.transact(_open_accounts)
    here.database.close()
    unfinished.rename(kept)


def log_ins(connection: Connection) -> list[tuple[str, str]]:
    """Name and address of everybody invented who may log in."""
    statement = select(person.c.name, person.c.email).where(person.c.is_demo, person.c.active).order_by(person.c.name)
    return [(row.name, row.email) for row in connection.execute(statement)]


def _secret(path: Path) -> str:
    """The demonstration's own secret, readable by its owner only."""
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
    return path.read_text(encoding="ascii")


def _deploy(here: Runtime) -> None:
    """Deploy the folder of diagrams, unless that is what was deployed last; what visitors published stays."""
    with here.database.read() as connection:
        deployed = read_deployment(connection, newest_deployment(connection))
        published = published_since(connection)
    wanted = {**read_folder(here.config.diagrams), **published}
    resources = {path: content for path, content in wanted.items() if content is not None}
    if deployed != resources:
        here.database.transact(
            lambda unit: here.engine.deploy(unit, resources, by=Actor(DEPLOYER), note="Demonstration")
        )


def _open_accounts(unit: UnitOfWork) -> None:
    connection = unit.write()
    for person_id in DEMONSTRATORS:
        change_password(connection, person_id, PASSWORD)
