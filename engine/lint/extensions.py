"""Rules about what other engines add to BPMN: it would be passed over here, so it is said aloud."""

from collections.abc import Iterator, Mapping

from lxml import etree

from engine.lint.drawing import Drawing
from engine.lint.rules import ERROR, Fault, rule
from engine.lint.supported import ELSEWISE
from engine.lint.tags import CAMUNDA, bpmn, camunda, local

# What Camunda does with them -> what is written here instead.
_IGNORED_ATTRIBUTES: Mapping[str, str] = {
    "class": "camunda:topic",
    "delegateExpression": "camunda:topic",
    "expression": "camunda:topic",
    "formRef": "camunda:formKey",
    "resource": "script",
    "skipExpression": "exclusiveGateway",
    "variableMappingClass": "camunda:topic",
    "variableMappingDelegateExpression": "camunda:topic",
    "caseRef": "calledElement",
    "errorCodeVariable": 'camunda:property "resultVariable"',
    "errorMessageVariable": 'camunda:property "resultVariable"',
}
_IGNORED_ELEMENTS: Mapping[str, str] = {
    "executionListener": "camunda:topic",
    "taskListener": "camunda:topic",
    "inputOutput": 'camunda:property "in:…"',
    "connector": "camunda:topic",
    "formData": "camunda:formKey",
    "field": 'camunda:property "in:…"',
    "script": "FEEL",
    "in": "",
    "out": "",
}
_ENGINES: Mapping[str, str] = {
    "http://activiti.org/bpmn": "Activiti",
    "http://flowable.org/bpmn": "Flowable",
    "http://operaton.org/schema/1.0/bpmn": "Operaton",
    "http://camunda.org/schema/zeebe/1.0": "Camunda 8 (Zeebe)",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "SpiffWorkflow",
    "http://www.jboss.org/drools": "jBPM",
    "http://www.omg.org/bpmn20/drools": "jBPM",
    "http://activiti.com/modeler": "Activiti",
}


@rule(
    "drawing",
    "extension-ignored",
    ERROR,
    why="Camunda would run this; here it would silently be passed over.",
    en='Expected only what is run here, but "{label}" carries camunda:{what}{instead}.',
    fi='Kaaviossa saa olla vain täällä suoritettavaa, mutta osassa "{label}" on camunda:{what}{instead}.',
    sv='Diagrammet ska bara innehålla sådant som körs här, men "{label}" har camunda:{what}{instead}.',
)
def extension_ignored(drawing: Drawing) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for element in drawing.root.iter():
        for what, instead in _ignored(element):
            part = drawing.holder(element)
            if (part.id, what) not in seen:
                seen.add((part.id, what))
                hint = f" (-> {instead})" if instead else ""
                yield Fault(part, {"label": part.label, "what": what, "instead": hint})


@rule(
    "drawing",
    "extension-foreign",
    ERROR,
    why="What is written for another engine would silently be passed over here.",
    en='Expected extensions of the camunda namespace, but "{label}" has some for {engine}; they are not run here.',
    fi='Lisämääreiden pitää olla camunda-nimiavaruudessa, mutta osassa "{label}" on niitä ohjelmistolle {engine}; '
    "niitä ei suoriteta täällä.",
    sv='Tillägg ska finnas i namnrymden camunda, men "{label}" har sådana för {engine}; de körs inte här.',
)
def extension_foreign(drawing: Drawing) -> Iterator[Fault]:
    seen: set[str] = set()
    for element in drawing.root.iter():
        for engine in _engines_of(element):
            if engine not in seen:  # One sentence for each engine: there would be hundreds.
                seen.add(engine)
                part = drawing.holder(element)
                yield Fault(part, {"label": part.label, "engine": engine})


@rule(
    "drawing",
    "element-unsupported",
    ERROR,
    why="The engine says these things in another way and would pass over this one.",
    en='Expected {instead} at "{label}", but there is <{what}>, which is not run.',
    fi='Osassa "{label}" pitää olla {instead}, mutta siinä on <{what}>, jota ei suoriteta.',
    sv='"{label}" ska ha {instead}, men har <{what}>, som inte körs.',
)
def element_unsupported(drawing: Drawing) -> Iterator[Fault]:
    for kind, instead in ELSEWISE.items():
        for element in drawing.root.iter(bpmn(kind)):
            part = drawing.holder(element)
            yield Fault(part, {"label": part.label, "what": kind, "instead": instead})


def _ignored(element: etree._Element) -> Iterator[tuple[str, str]]:
    namespace = etree.QName(element).namespace
    if namespace == CAMUNDA:
        name = local(element)
        if name in _IGNORED_ELEMENTS:
            yield name, _IGNORED_ELEMENTS[name]
        return
    for name, instead in _IGNORED_ATTRIBUTES.items():
        if element.get(camunda(name)) is not None:
            yield name, instead


def _engines_of(element: etree._Element) -> Iterator[str]:
    names = (element.tag, *element.attrib)
    for name in names:
        engine = _ENGINES.get(etree.QName(name).namespace or "")
        if engine:
            yield engine
