"""The inbox as a page: the server's time for it, beside the same template with its rows at hand."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import Flask, g, template_rendered
from flask.testing import FlaskClient

from bench.databases import Target
from bench.figures import Figure, at_most
from bench.http import migrated
from bench.inbox import fill, settle
from bench.ours import Ours
from bench.samples import Samples, ratio_of
from bench.sizes import Sizes
from engine import UnitOfWork
from webapp.accounts.sessions import open_session
from webapp.application import create_app
from webapp.config import Config
from webapp.lifecycle.schema import group_membership, person, person_group
from webapp.runtime import open_runtime

GROUP = "group_1"
PATHS = ("/inbox?tab=mine", "/inbox?tab=groups")


def measure_inbox_page(target: Target, sizes: Sizes) -> Iterator[Figure]:
    """GET the inbox of somebody who is logged in; without the server's own sockets, which are the same for both."""
    ours = settle(Ours(target.make("inbox_page"), make=migrated), partial(fill, tasks=sizes.tasks))
    session = ours.database.transact(partial(_account, ours))
    config = Config(secret_key="a secret of the bench's, long enough", database_url=ours.url)  # noqa: S106 - guards nothing
    here = open_runtime(config, ours.clock)
    app = create_app(here)
    client = app.test_client()
    client.set_cookie("session_id", session)
    for path in PATHS:
        bare = _bare(app, client, path)
        pages, floors = Samples(), Samples()
        for _ in range(sizes.rounds + 1):
            for samples, address in ((pages, path), (floors, bare)):
                samples.begin_round()
                for _ in range(sizes.samples):
                    answer = samples.time(partial(client.get, address, buffered=True))
                    assert answer.status_code == 200
                    assert answer.get_data(as_text=True).count("data-row") == 25
        ratio = ratio_of(pages.per_round()[1:], floors.per_round()[1:])
        name = f"{target.name}: GET {path} at {sizes.tasks:,} open tasks / its template with the rows at hand"
        yield at_most(name, f"{pages.p50:.2f} ms", f"{floors.p50:.2f} ms", ratio, 1.5)
    here.database.close()
    ours.close()


def _bare(app: Flask, client: FlaskClient, path: str) -> str:
    """An address that renders what the page rendered, without asking the database for anything of it."""
    seen: list[tuple[Any, dict[str, Any]]] = []

    def keep(_sender: object, template: Any, context: dict[str, Any], **_: object) -> None:
        seen.append((template, {**context, "names": g.get("names", {})}))

    with template_rendered.connected_to(keep, app):
        client.get(path)
    template, context = seen[0]
    address = f"/bare/{path.rpartition('=')[2]}"

    def show() -> str:
        g.names = context["names"]
        page: str = template.render(context | {"person": g.person})
        return page

    app._got_first_request = False  # Else Flask takes no routes once it has answered.
    app.add_url_rule(address, address, show)
    app._got_first_request = True
    return address


def _account(ours: Ours, unit: UnitOfWork) -> str:
    """Bertta, logged in; the session's secret."""
    connection = unit.write()
    who = {"id": "person_1", "name": "Bertta", "email": "bertta@example.fi", "language": "fi"}
    connection.execute(sa.insert(person).values(**who, active=True, is_demo=True))
    connection.execute(sa.insert(person_group).values(key=GROUP, name="Ryhmä"))
    belongs = {"person_id": "person_1", "group_key": GROUP, "valid_from": date(2020, 1, 1)}
    connection.execute(sa.insert(group_membership).values(**belongs))
    return open_session(connection, "person_1", ours.clock.now())
