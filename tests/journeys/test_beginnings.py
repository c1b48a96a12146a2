"""A new stage and a new body come into use without a developer, and work."""

import re

import pytest
from flask.testing import FlaskClient

from engine import Actor
from tests.webapp.conftest import Visitor
from webapp.accounts.account import change_password
from webapp.application import create_app
from webapp.config import Config
from webapp.demonstration import Stage
from webapp.drafting.drafts import read_draft
from webapp.drafting.publishing import findings_of
from webapp.lifecycle.bodies import convenor_of, find_body
from webapp.runtime import Runtime

PASSWORD = "kolme pientä porsasta"
NAMES = {"name_fi": ["Oikeudellinen tarkistus"], "name_sv": ["Juridisk granskning"], "name_en": ["Legal check"]}


@pytest.fixture
def administrator(stage: Stage) -> Visitor:
    stage.database.transact(lambda unit: change_password(unit.write(), "yllapito", PASSWORD))
    address = str(stage.database.pool.url)
    here = Runtime(Config(secret_key="x" * 40, database_url=address), stage.clock, stage.database, stage.engine)
    visitor = Visitor(create_app(here).test_client())
    answer = visitor.post("/login", {"email": ["yllapito@esimerkki.invalid"], "password": [PASSWORD]})
    assert answer.status_code == 303
    return visitor


def said(client: FlaskClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def test_a_stage_is_begun_from_a_pattern_without_a_finding_published_and_run(
    stage: Stage, administrator: Visitor
) -> None:
    asked = NAMES | {"key": ["legal_check"], "group": ["coordinator"], "days": ["14"]}
    assert administrator.post("/processes/new/stage", asked).status_code == 303
    with stage.database.read() as connection:
        assert findings_of(connection, stage.engine, read_draft(connection, "legal_check")) == []
    again = administrator.post("/processes/new/stage", asked)
    assert again.status_code == 422, "one key, one process"

    note = {"note": ["Uusi vaihe"], "when": ["now"]}
    answer = administrator.post("/processes/legal_check/publish", note)
    assert answer.status_code == 303, re.findall(r"<li>[^<]*", answer.get_data(as_text=True))
    by = Actor("yllapito")
    begun = stage.database.transact(
        lambda unit: stage.engine.start(unit, "legal_check", business_key="errand/1", data={}, by=by)
    )
    with stage.database.read() as connection:
        (task,) = stage.engine.instance(connection, begun).tasks
    assert task.audience == {"group:coordinator"}
    assert (task.due_at - stage.clock.now()).days == 14  # type: ignore[operator]


def test_a_body_is_founded_with_its_rotation_and_a_calendar_without_a_finding(
    stage: Stage, administrator: Visitor
) -> None:
    names = {"name_fi": ["Nuorten foorumi"], "name_sv": ["Ungdomsforum"], "name_en": ["Youth forum"]}
    rules = {"chair": ["coordinator"], "secretary": ["coordinator"], "first": ["1.3.2027"], "days": ["60"]}
    asked = names | rules | {"key": ["youth_forum"], "rotation": ["meeting"], "turn": ["ks", "", "poke"]}
    refused = administrator.post("/processes/new/body", asked | {"turn": [""]})
    assert refused.status_code == 422
    assert "Nuorten foorumi" in refused.get_data(as_text=True), "what was typed stays"
    assert administrator.post("/processes/new/body", asked).status_code == 303
    with stage.database.read() as connection:
        assert findings_of(connection, stage.engine, read_draft(connection, "youth_forum")) == []
        body = find_body(connection, "youth_forum")
        order = [convenor_of(connection, body, number, stage.clock.now().date()).group for number in (1, 2, 3)]
    assert order == ["convenor_ks", "convenor_poke", "convenor_ks"]
    assert administrator.post("/processes/youth_forum/publish", {"note": ["x"], "when": ["now"]}).status_code == 303
    with stage.database.read() as connection:
        days = [
            one.planned_at.date().isoformat()
            for one in stage.engine.occurrences(connection, stage.clock.now(), stage.clock.now().replace(month=12))
            if one.key == "youth_forum" and one.planned_at
        ]
    assert days[:2] == ["2027-03-01", "2027-04-30"]
