"""A form with every type of field, shown by the one task of a process."""

import json

from sqlalchemy import insert

from engine import Actor, UnitOfWork
from tests.engine.drawings import drawing, end, flows, start, user_task
from tests.webapp.world import World
from webapp.lifecycle.schema import organisation, person

ANNA = Actor("anna", frozenset({"advisors"}))
MONEY = {"kind": "money", "process": True}
NEEDED = {"required": True}
WORDS = {0: "ei täyty", 3: "täyttyy", 5: "hyvin"}
LEVELS = [{"value": points, "label": f"{points} – {word}"} for points, word in WORDS.items()]
CRITERIA = [
    {"value": "need", "label": "Tarve", "weight": 2, "levels": "0: ei tarvetta. 5: laaja tarve."},
    {"value": "impact", "label": "Vaikutus", "weight": 1, "levels": "0: ei hyötyä. 5: hyöty koko seudulle."},
]
FORM = {
    "schemaVersion": 1,
    "type": "default",
    "id": "survey",
    "components": [
        {"type": "textfield", "key": "name", "label": "Nimi", "validate": NEEDED, "properties": {"process": True}},
        {"type": "textarea", "key": "why", "label": "Miksi", "description": "Muutamalla lauseella."},
        {"type": "number", "key": "heads", "label": "Henkilöitä", "decimalDigits": 0},
        {"type": "number", "key": "price", "label": "Hinta", "properties": MONEY},
        {"type": "datetime", "subtype": "date", "key": "begins", "label": "Alkaa"},
        {"type": "select", "key": "owner", "label": "Vastuuhenkilö",
         "properties": {"list": "all_people", "process": True}},
        {"type": "select", "key": "body", "label": "Organisaatio",
         "properties": {"list": "all_organisations", "process": True}},
        {"type": "radio", "key": "size", "label": "Koko", "values": [{"value": "s", "label": "Pieni"},
                                                                     {"value": "l", "label": "Suuri"}]},
        {"type": "checklist", "key": "themes", "label": "Teemat", "values": [{"value": "work", "label": "Työ"},
                                                                            {"value": "nature", "label": "Luonto"}]},
        {"type": "checkbox", "key": "public", "label": "Julkinen"},
        {"type": "filepicker", "key": "plan", "label": "Suunnitelma", "properties": {"process": True}},
        {"type": "dynamiclist", "path": "costs", "label": "Kustannusarvio", "components": [
            {"type": "select", "key": "line", "label": "Laji", "validate": NEEDED,
             "values": [{"value": "pay", "label": "Palkat"}, {"value": "buy", "label": "Ostot"}]},
            {"type": "number", "key": "amount", "label": "Euroa", "validate": NEEDED, "properties": MONEY},
            {"type": "datetime", "subtype": "date", "key": "due", "label": "Maksetaan"},
            {"type": "checkbox", "key": "sure", "label": "Varma"}],
         "properties": {"process": True}},
        {"type": "expression", "key": "total", "label": "Kustannukset yhteensä",
         "expression": "= sum(costs.amount)", "properties": MONEY},
        {"type": "dynamiclist", "path": "scores", "label": "Pisteet", "components": [
            {"type": "select", "key": "criterion", "label": "Kriteeri", "valuesExpression": "= criteria",
             "validate": NEEDED},
            {"type": "radio", "key": "score", "label": "Pisteet 0–5", "values": LEVELS, "validate": NEEDED}],
         "properties": {"kind": "score", "process": True}},
        {"type": "dynamiclist", "path": "partners", "label": "Kumppanit", "components": [
            {"type": "textfield", "key": "who", "label": "Kuka"},
            {"type": "textarea", "key": "task", "label": "Mitä tekee"}]},
    ],
}  # fmt: skip
ANSWERS = {
    "name": ["Kysely"],
    "scores.0.criterion": ["need"],
    "scores.0.score": ["5"],
    "scores.1.criterion": ["impact"],
    "scores.1.score": ["3"],
}
"""Answers that it takes."""


def start_survey(world: World) -> int:
    """Draw the process, begin it; the number of its task.  There are more people than a list of choices shows."""
    engine = world.here.engine
    steps = drawing(
        "survey", start(), user_task("answer", formKey="survey"), end(), flows("begin > answer > over"), title="Kysely"
    )
    resources = {"survey.bpmn": steps.encode(), "survey.form.json": json.dumps(FORM, ensure_ascii=False).encode()}

    def act(unit: UnitOfWork) -> int:
        connection = unit.write()
        kinds = {"kind": "development_company"}
        named = [{"key": "poke", "name": "Pohjoisen Keski-Suomen oppimiskeskus", "short_name": "POKE", **kinds}]
        connection.execute(insert(organisation), named)
        common = {"language": "fi", "active": True, "is_demo": False, "organisation": "poke"}
        for number in range(20):
            values = {"id": f"p{number}", "name": f"Henkilö {number}", "email": f"p{number}@example.fi"}
            connection.execute(insert(person).values(values | common))
        engine.deploy(unit, resources, by=Actor("cecilia", frozenset({"administrator"})), note="For the tests")
        return engine.start(unit, "survey", business_key="survey/1", data={"criteria": CRITERIA}, by=ANNA)

    return world.task_of(world.here.database.transact(act))


ASKED_AT_START = [
    {"type": "select", "key": "owner", "label": "Vastuuhenkilö", "validate": NEEDED,
     "properties": {"list": "all_people", "process": True}},
    {"type": "dynamiclist", "path": "days", "label": "Päivät", "components": [
        {"type": "datetime", "subtype": "date", "key": "day", "label": "Päivä"}], "properties": {"process": True}},
]  # fmt: skip


def offer_survey(world: World) -> None:
    """Deploy a process whose start asks."""
    begins = '<startEvent id="begin" name="Begin" camunda:formKey="beginning"/>'
    steps = drawing("asked", begins, user_task("answer"), end(), flows("begin > answer > over"), title="Kysely")
    form = {"id": "beginning", "components": ASKED_AT_START}
    resources = {"asked.bpmn": steps.encode(), "asked.form.json": json.dumps(form, ensure_ascii=False).encode()}
    by = Actor("cecilia", frozenset({"administrator"}))
    world.here.database.transact(lambda unit: world.here.engine.deploy(unit, resources, by=by, note="For the tests"))
