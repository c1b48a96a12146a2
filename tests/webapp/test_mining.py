"""Histories for process mining: as the standards want them, and as the program that everybody uses reads them."""

import io
import json
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from engine import Actor
from tests.webapp.conftest import Visitor
from tests.webapp.world import ERRAND, World
from webapp.lifecycle.audit_log import Question
from webapp.mining import Named, Pseudonyms, read_steps, write_ocel, write_xes
from webapp.mining.masks import Masks

ODD = "\x00\x01\x1f\x7f\x85\ufffe \U0001f9ed é\u202e <&\"'> ]]> \r\n\t" + "ä" * 100_000
MASKED = Pseudonyms("a secret of the tests, long enough")


@pytest.fixture
def lived(world: World) -> World:
    """Anna and Bo each begin an errand and do its first step; Cecilia takes one of what follows."""
    engine, database = world.here.engine, world.here.database
    for number, person in enumerate(("anna", "bo"), 1):
        instance = database.transact(
            lambda unit, number=number, person=person: engine.start(  # type: ignore[misc]
                unit, "errand", business_key=f"errand/{number}", data={"sender": person, "odd": ODD}, by=Actor(person)
            )
        )
        task = world.task_of(instance)
        database.transact(lambda unit, task=task, who=person: engine.complete(unit, task, ERRAND, by=Actor(who)))  # type: ignore[misc]
        task = world.task_of(instance)
        database.transact(lambda unit, task=task: engine.claim(unit, task, by=Actor("bo", ("advisors",))))  # type: ignore[misc]
    return world


def written(
    world: World,
    write: Callable[..., None],
    masks: Masks = MASKED,
    question: Question = Question(),  # noqa: B008
) -> bytes:
    out = io.BytesIO()
    with world.here.database.read() as connection:
        write(read_steps(connection, world.here.engine, question), masks, out)
    return out.getvalue()


def read_by_pm4py(form: str, content: bytes, folder: Path) -> Any:
    path = folder / {"xes": "log.xes", "ocel": "log.json"}[form]
    path.write_bytes(content)
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.webapp.mined", form, str(path)], capture_output=True, check=False
    )
    assert ran.returncode == 0, ran.stderr.decode()
    return json.loads(ran.stdout.splitlines()[-1])


@pytest.mark.parametrize("masks", [MASKED, Named()])
def test_a_log_in_xes_keeps_the_rules_of_the_standard(lived: World, masks: Masks) -> None:
    assert list(xes_faults(written(lived, write_xes, masks))) == []


@pytest.mark.parametrize("masks", [MASKED, Named()])
def test_a_log_in_ocel_keeps_the_rules_of_the_standard(lived: World, masks: Masks) -> None:
    assert list(ocel_faults(json.loads(written(lived, write_ocel, masks)))) == []


@pytest.mark.parametrize("write", [write_xes, write_ocel])
def test_a_log_in_which_nothing_happened_is_one_all_the_same(world: World, write: Callable[..., None]) -> None:
    content = written(world, write)
    assert list(xes_faults(content) if write is write_xes else ocel_faults(json.loads(content))) == []


def stored_values(world: World) -> dict[str, Any]:
    """What history keeps of each entry of the matters, as JSON has it; by instance and number."""
    with world.here.database.read() as connection:
        events = [(number, one) for number in (1, 2) for one in world.here.engine.timeline(connection, number)]
    found = {f"{number}/{one.sequence}": json.loads(json.dumps(one.value, default=in_words)) for number, one in events}
    assert "12500.50" in json.dumps(found["1/2"])  # What was typed is among it.
    return found


def in_words(value: object) -> object:
    """A value that JSON does not have."""
    if isinstance(value, Mapping):
        return dict(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def test_pm4py_reads_xes(lived: World, tmp_path: Path) -> None:
    found = read_by_pm4py("xes", written(lived, write_xes, Named()), tmp_path)
    assert found["traces"] == {
        "errand/1": [["Asia herää", "complete", "anna"], ["Kuvaa asia", "complete", "anna"],
                     ["Arvioi asia", "start", "bo"]],
        "errand/2": [["Asia herää", "complete", "bo"], ["Kuvaa asia", "complete", "bo"],
                     ["Arvioi asia", "start", "bo"]],
    }  # fmt: skip
    assert found["starts"] == {"Asia herää": 2}
    writable = json.dumps(stored_values(lived), ensure_ascii=False).replace("\ufffe", "\ufffd")
    assert found["values"] == json.loads(writable)


def test_pm4py_reads_ocel(lived: World, tmp_path: Path) -> None:
    found = read_by_pm4py("ocel", written(lived, write_ocel, Named()), tmp_path)
    assert found["events"] == 6
    assert found["objects"] == {"matter": 2, "task": 4, "person": 2}
    assert found["relations"] == ["done by", "matter", "task"]
    assert found["types"] == ["matter", "person", "task"]
    assert found["values"] == stored_values(lived)


def test_lines_of_json_hold_what_is_stored(lived: World, as_person: Callable[[str], Visitor]) -> None:
    taken = as_person("cecilia").get("/log/export.jsonl").text
    lines = [json.loads(line) for line in taken.removesuffix("\n").split("\n")]
    assert {f"{one['instance']}/{one['sequence']}": one["value"] for one in lines if one["instance"]} == (
        stored_values(lived)
    )


def test_pseudonyms_are_the_same_everywhere_and_tell_nothing_of_people(lived: World) -> None:
    for write in (write_xes, write_ocel):
        text = written(lived, write).decode()
        assert MASKED.of("anna") in text
        for told in ("anna", "Karstulaan", "ä" * 100):
            assert told not in text
    assert MASKED.of("anna") != Pseudonyms("another secret of the tests, long").of("anna")


def test_what_is_asked_of_the_log_is_asked_here_too(lived: World) -> None:
    found = etree.fromstring(written(lived, write_xes, Named(), Question(matter="errand/2", kind="completed")))
    assert [one.get("value") for one in found.iterfind("{*}trace/{*}event/{*}string[@key='org:resource']")] == ["bo"]
    assert not etree.fromstring(written(lived, write_xes, question=Question(process="nothing"))).findall("{*}trace")


def test_every_character_is_told_or_replaced(lived: World) -> None:
    root = etree.fromstring(written(lived, write_xes, Named()), etree.XMLParser(huge_tree=True))
    values = [one.get("value") or "" for one in root.iterfind(".//{*}string[@key='hankepolku:values']")]
    assert json.loads(values[0])["data"]["odd"] == ODD.replace("\x00", "\x00").replace("\ufffe", "\ufffd")
    told = json.loads(written(lived, write_ocel, Named()))["events"][0]["attributes"]
    assert json.loads(next(one["value"] for one in told if one["name"] == "values"))["data"]["odd"] == ODD


def test_what_is_written_is_not_held_in_memory(lived: World) -> None:
    with lived.here.database.read() as connection:
        steps = list(read_steps(connection, lived.here.engine, Question()))

    class Nowhere(io.RawIOBase):
        def write(self, content: Any) -> int:
            return len(content)

        def writable(self) -> bool:
            return True

    def many() -> Iterator[Any]:
        for _ in range(300):
            yield from steps[:3]

    for write in (write_xes, write_ocel):
        tracemalloc.start()
        write(many(), Named(), Nowhere())  # type: ignore[arg-type]
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 8_000_000, write.__name__


def test_an_administrator_takes_them_out_and_the_log_says_how(
    lived: World, as_person: Callable[[str], Visitor]
) -> None:
    cecilia = as_person("cecilia")
    assert b"anna" not in cecilia.get("/log/export.xes?process=errand").data
    assert b'value="anna"' in cecilia.get("/log/export.xes?people=named").data
    assert list(ocel_faults(json.loads(cecilia.get("/log/export.ocel?matter=errand/1").data))) == []
    told = [json.loads(line) for line in cecilia.get("/log/export.jsonl?kind=exported").text.splitlines()]
    assert [line["value"].get("people") for line in reversed(told)] == ["pseudonyms", "named", "pseudonyms", None]
    assert as_person("anna").get("/log/export.xes").status_code == 403


# The rules of IEEE 1849-2016 (the metamodel, its serialisation in XML, and its standard extensions).
ATTRIBUTES = {"string", "date", "int", "float", "boolean", "id", "list", "container"}
ORDER = ["extension", "global", "classifier", "attribute", "trace", "event"]
STANDARD = {"schedule", "assign", "withdraw", "reassign", "start", "suspend", "resume", "pi_abort", "ate_abort",
            "complete", "autoskip", "manualskip", "unknown"}  # fmt: skip
KNOWN = {"concept": {"name", "instance"}, "lifecycle": {"model", "transition", "state"}, "time": {"timestamp"},
         "org": {"resource", "role", "group"}}  # fmt: skip


def xes_faults(content: bytes) -> Iterator[str]:
    """What the standard does not allow."""
    root = etree.fromstring(content, etree.XMLParser(huge_tree=True))
    if root.tag != "{http://www.xes-standard.org/}log":
        yield f"the root is {root.tag}"
    float(root.get("xes.version", "none"))
    kinds = [ORDER.index("attribute" if name in ATTRIBUTES else name) for name in map(local, root)]
    if kinds != sorted(kinds):
        yield "the parts of the log stand in another order"
    prefixes = {one.get("prefix") for one in root.iterfind("{*}extension")}
    if any(
        not one.get("name") or not (one.get("uri") or "").startswith("http") for one in root.iterfind("{*}extension")
    ):
        yield "an extension is not declared"
    wanted = {one.get("scope"): {inner.get("key") for inner in one} for one in root.iterfind("{*}global")}
    keys = {key for one in root.iterfind("{*}classifier") for key in (one.get("keys") or "").split()}
    if not keys <= wanted["event"]:
        yield "a classifier goes by what not every event has"
    for part in [root, *root.iterfind("{*}trace"), *root.iterfind("{*}trace/{*}event")]:
        yield from part_faults(part, wanted.get(local(part), set()), prefixes)


def part_faults(part: Any, wanted: set[Any], prefixes: set[Any]) -> Iterator[str]:
    own = [one for one in part if local(one) in ATTRIBUTES]
    named = [one.get("key") for one in own]
    if len(named) != len(set(named)):
        yield f"a key twice: {named}"
    if not wanted <= set(named):
        yield f"something that every {local(part)} has is missing: {named}"
    for one in own:
        yield from attribute_faults(one, prefixes)


def attribute_faults(one: Any, prefixes: set[Any]) -> Iterator[str]:
    key, value = one.get("key"), one.get("value")
    prefix, _, name = key.partition(":")
    if prefix in KNOWN and (prefix not in prefixes or name not in KNOWN[prefix]):
        yield f"{key} is of no declared extension"
    if key == "lifecycle:transition" and value not in STANDARD:
        yield f"{value} is no standard transition"
    try:
        {"date": datetime.fromisoformat, "int": int, "string": str}[local(one)](value)
    except (ValueError, TypeError, KeyError):
        yield f"{key} is no {local(one)}: {value}"


def local(one: Any) -> str:
    return str(etree.QName(one).localname)


# The rules of OCEL 2.0 (its metamodel, and its exchange in JSON).
TYPES: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
}


def ocel_faults(log: dict[str, Any]) -> Iterator[str]:
    """What the standard does not allow."""
    if set(log) != {"objectTypes", "eventTypes", "objects", "events"}:
        yield f"the parts are {sorted(log)}"
    ids = {one["id"] for one in log["objects"]} | {one["id"] for one in log["events"]}
    if len(ids) != len(log["objects"]) + len(log["events"]):
        yield "an id is used twice"
    objects = {one["id"] for one in log["objects"]}
    for part, types in (("objects", "objectTypes"), ("events", "eventTypes")):
        declared = {one["name"]: {of["name"]: of["type"] for of in one["attributes"]} for one in log[types]}
        if len(declared) != len(log[types]):
            yield f"a type among the {types} is declared twice"
        for one in log[part]:
            yield from (f"{part}: {fault}" for fault in one_faults(one, declared, objects))
            if part == "events" and (not one["relationships"] or not is_moment(one["time"])):
                yield f"{one['id']} is of no object or at no time"


def one_faults(one: dict[str, Any], declared: dict[str, dict[str, str]], objects: set[str]) -> Iterator[str]:
    if one["type"] not in declared:
        yield f"{one['type']} is not declared"
        return
    for told in one["attributes"]:
        kind = declared[one["type"]].get(told["name"])
        if kind is None or not TYPES[kind](told["value"]):
            yield f"{told['name']} of {one['id']} is not as declared: {told['value']}"
        if "time" in told and not is_moment(told["time"]):
            yield f"{told['time']} is no moment"
    for link in one["relationships"]:
        if link["objectId"] not in objects or not link["qualifier"]:
            yield f"{link} leads nowhere"


def is_moment(text: str) -> bool:
    return datetime.fromisoformat(text).tzinfo is not None
