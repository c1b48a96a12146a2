"""Files as others' tools and people save them, with all their troubles; each of our own making."""

from collections.abc import Callable, Mapping

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SCRIPT = "<script>alert(1)</script>"
TYPED = "&lt;script&gt;alert(1)&lt;/script&gt;"
"""A label as somebody typed it, in XML."""

_DI = (
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
)
_WAY = (
    '<startEvent id="s"/><userTask id="t" name="{}"/><endEvent id="e"/>'
    '<sequenceFlow id="f" sourceRef="s" targetRef="t"/><sequenceFlow id="g" sourceRef="t" targetRef="e"/>'
)


def _file(content: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>', more: str = "") -> str:
    return f'{head}<definitions xmlns="{BPMN}" {_DI} targetNamespace="t" {more}>{content}</definitions>'


def _process(inner: str = "", name: str = "Tee", key: str = "p") -> str:
    return f'<process id="{key}" isExecutable="true">{_WAY.format(name)}{inner}</process>'


def _picture(*shapes: str) -> str:
    plane = f'<bpmndi:BPMNPlane bpmnElement="p">{"".join(shapes)}</bpmndi:BPMNPlane>'
    return f"<bpmndi:BPMNDiagram>{plane}</bpmndi:BPMNDiagram>"


def _shape(element: str, x: str = "0", more: str = "") -> str:
    bounds = f'<dc:Bounds x="{x}" y="0" width="100" height="80"/>'
    return f'<bpmndi:BPMNShape id="{element}_di" bpmnElement="{element}" {more}>{bounds}</bpmndi:BPMNShape>'


def _edge(flow: str) -> str:
    points = '<di:waypoint x="36" y="18"/><di:waypoint x="100" y="18"/>'
    return f'<bpmndi:BPMNEdge id="{flow}_di" bpmnElement="{flow}">{points}</bpmndi:BPMNEdge>'


def _drawn() -> str:
    return _picture(_shape("s"), _shape("t", "150"), _shape("e", "300"), _edge("f"), _edge("g"))


def _with_script() -> bytes:
    note = (
        f'<textAnnotation id="n"><text>{TYPED}</text></textAnnotation><association id="a" sourceRef="t" targetRef="n"/>'
    )
    lanes = f'<laneSet id="ls"><lane id="l" name="{TYPED}"><flowNodeRef>t</flowNodeRef></lane></laneSet>'
    process = f'<process id="p" name="{TYPED}" isExecutable="true">{lanes}{_WAY.format(TYPED)}{note}</process>'
    named = process.replace('<sequenceFlow id="f"', f'<sequenceFlow id="f" name="{TYPED}"')
    return _file(named + _drawn()).encode()


def _of_vendors() -> bytes:
    spaces = " ".join(
        f'xmlns:{prefix}="{space}"'
        for prefix, space in (
            ("zeebe", "http://camunda.org/schema/zeebe/1.0"),
            ("flowable", "http://flowable.org/bpmn"),
            ("signavio", "http://www.signavio.com"),
            ("bizagi", "http://www.bizagi.com/bpmn20"),
        )
    )
    extensions = (
        '<extensionElements><zeebe:taskDefinition type="x"/><signavio:signavioMetaData metaKey="bgcolor" '
        'metaValue="#ffffcc"/><bizagi:BizagiExtensions><bizagi:BizagiProperties/></bizagi:BizagiExtensions>'
        "</extensionElements>"
    )
    inner = f'<serviceTask id="v" flowable:class="com.example.Work" name="Työ">{extensions}</serviceTask>'
    return _file(_process(inner) + _drawn(), more=spaces).encode()


def _of_artefacts() -> bytes:
    inner = (
        '<dataObject id="d"/><dataObjectReference id="dr" dataObjectRef="d" name="Hakemus"/>'
        '<dataStoreReference id="ds" name="Rekisteri"/><textAnnotation id="n"><text>Huomaa</text></textAnnotation>'
        '<association id="a" sourceRef="t" targetRef="n"/><group id="gr" categoryValueRef="cv"/>'
    )
    category = '<category id="c"><categoryValue id="cv" value="Valmistelu"/></category>'
    places = _shape("dr"), _shape("ds"), _shape("n"), _shape("gr")
    return _file(category + _process(inner) + _picture(*places)).encode()


def _folded() -> bytes:
    inner = (
        '<subProcess id="sub" name="Osa"><startEvent id="si"/><userTask id="ti" name="Sisällä"/>'
        '<sequenceFlow id="fi" sourceRef="si" targetRef="ti"/></subProcess>'
    )
    other = _picture(_shape("si"), _shape("ti")).replace('bpmnElement="p"', 'bpmnElement="sub"')
    return _file(_process(inner) + _picture(_shape("sub", more='isExpanded="false"')) + other).encode()


def _nameless() -> bytes:
    """Steps and flows without ids, as some engines' own tests have them."""
    inner = (
        '<subProcess triggeredByEvent="true"><startEvent id="es"/><sequenceFlow sourceRef="es" targetRef="ee"/>'
        '<endEvent id="ee"/></subProcess><userTask name="Nimetön"/>'
    )
    return _file(_process(inner)).encode()


def _several() -> bytes:
    parts = '<participant id="pa" processRef="p"/><participant id="pb" name="Toinen"/>'
    parts += '<messageFlow id="m" sourceRef="t" targetRef="pb"/>'
    other = f'<process id="q">{_WAY.format("Muu")}</process>'.replace('id="', 'id="q_').replace('Ref="', 'Ref="q_')
    return _file(f'<collaboration id="k">{parts}</collaboration>' + _process() + other).encode()


def _huge() -> bytes:
    steps = "".join(f'<userTask id="t{number}" name="Vaihe {number}"/>' for number in range(300))
    flows = "".join(
        f'<sequenceFlow id="f{number}" sourceRef="t{number}" targetRef="t{number + 1}"/>' for number in range(299)
    )
    places = "".join(_shape(f"t{number}", str(number * 150)) for number in range(300))
    return _file(f'<process id="p" isExecutable="true">{steps}{flows}</process>' + _picture(places)).encode()


OPENED: Mapping[str, Callable[[], bytes]] = {
    "not drawn": lambda: _file(_process()).encode(),
    "scripts for labels": _with_script,
    "other vendors' extensions": _of_vendors,
    "data, notes and groups": _of_artefacts,
    "a folded sub-process": _folded,
    "steps without ids": _nameless,
    "several processes": _several,
    "a picture nowhere": lambda: _file(_process() + _picture(_shape("t", "NaN"), _shape("e", "1e300"))).encode(),
    "ids given twice": lambda: _file(_process('<userTask id="t" name="Sama"/>') + _drawn()).encode(),
    "Latin letters, declared": lambda: _file(
        _process(name="Päätä"), '<?xml version="1.0" encoding="ISO-8859-1"?>'
    ).encode("latin-1"),
    "two bytes a letter": lambda: _file(_process(name="Päätä"), '<?xml version="1.0" encoding="UTF-16"?>').encode(
        "utf-16"
    ),
    "huge": _huge,
    "no process": lambda: _file("<collaboration id='k'/>").encode(),
    "prefixes of its own": lambda: (
        _file(_process())
        .replace("<", "<x:")
        .replace("<x:/", "</x:")
        .replace("<x:?", "<?")
        .replace("xmlns=", "xmlns:x=")
        .encode()
    ),
}
"""What can be opened, whatever the check says of it."""

REFUSED: Mapping[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "blank": lambda: b" \n ",
    "binary": lambda: bytes(range(256)) * 40,
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(64),
    "Latin letters, not declared": lambda: _file(_process(name="Päätä")).encode("latin-1"),
    "an entity": lambda: _file(_process(name="&e;"), '<!DOCTYPE d [<!ENTITY e "x">]>').encode(),
    "a file of the machine": lambda: _file(
        _process(name="&e;"), '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    ).encode(),
    "a thousand laughs": lambda: _file(
        _process(name="&c;"),
        '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>',
    ).encode(),
    "a table of the document type": lambda: _file(_process(), '<!DOCTYPE d SYSTEM "http://x.invalid/d.dtd">').encode(),
    "another namespace": lambda: _file(_process()).replace(BPMN, "http://example.invalid/BPMN").encode(),
    "no namespace": lambda: b'<definitions><process id="p"/></definitions>',
    "a page": lambda: b"<html><body>Hei</body></html>",
    "cut off": lambda: _file(_process()).encode()[:-40],
    "JSON": lambda: b'{"id": "p"}',
    "very deep": lambda: _file("<a>" * 5000 + "</a>" * 5000).encode(),
}
"""What is refused in a sentence."""
