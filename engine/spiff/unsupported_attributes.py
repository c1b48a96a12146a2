"""Attributes and extensions that another engine would obey and this one would not."""

from collections.abc import Callable, Iterator

from lxml import etree

from engine.spiff.elements import CAMUNDA, camunda_properties, child_text, children_of

_EXTENSIONS = {
    "inputOutput": "Expected properties named in:…, but it has an input/output mapping.",
    "in": "Expected a call that passes all data, but it has a mapping of its own.",
    "out": "Expected a call that gives back all data, but it has a mapping of its own.",
    "executionListener": "Expected a service task, but it has an execution listener.",
    "taskListener": "Expected a service task, but it has a task listener.",
    "connector": "Expected a topic, but it has a connector.",
    "formData": "Expected camunda:formKey, but it has form fields of its own.",
    "field": "Expected properties named in:…, but it has injected fields.",
    "script": "Expected FEEL, but it has a script.",
}
_ATTRIBUTES = {
    "class": "Expected camunda:topic, but it names a class.",
    "expression": "Expected camunda:topic, but it has an expression to run.",
    "delegateExpression": "Expected camunda:topic, but it has a delegate expression.",
    "formRef": "Expected camunda:formKey, but it has camunda:formRef.",
    "errorCodeVariable": "Expected the property resultVariable, but it has camunda:errorCodeVariable.",
    "errorMessageVariable": "Expected the property resultVariable, but it has camunda:errorMessageVariable.",
    "variableMappingClass": "Expected a call that passes all data, but it names a mapping class.",
    "caseRef": "Expected a called process, but it calls a case.",
    "resource": "Expected the script in the diagram, but it names a file.",
}
_BINDINGS = {None, "latest", "deployment", "version"}


def of(node: etree._Element, kind: str) -> Iterator[str]:
    """The sentences about one element."""
    for name in node.attrib:
        local = str(name).removeprefix(f"{{{CAMUNDA}}}")
        if local != name and local in _ATTRIBUTES:
            yield _ATTRIBUTES[local]
    for extensions in children_of(node, "extensionElements"):
        for extension in extensions.iterchildren(f"{{{CAMUNDA}}}*"):
            local = etree.QName(extension).localname
            if local in _EXTENSIONS:
                yield _EXTENSIONS[local]
    if kind in _BY_KIND:
        yield from _BY_KIND[kind](node)


def _script_task(node: etree._Element) -> Iterator[str]:
    written = (node.get("scriptFormat") or "").lower()
    if written != "feel":
        yield f"Expected a script in FEEL, but its format is {written or 'not given'!r}."
    if not node.get(f"{{{CAMUNDA}}}resultVariable"):
        yield "Expected camunda:resultVariable for the script's result, but there is none."


def _business_rule_task(node: etree._Element) -> Iterator[str]:
    if not node.get(f"{{{CAMUNDA}}}decisionRef"):
        yield "Expected camunda:decisionRef with a decision, but there is none."


def _service_task(node: etree._Element) -> Iterator[str]:
    if not node.get(f"{{{CAMUNDA}}}topic"):
        yield "Expected camunda:topic with a registered service, but there is none."


def _call_activity(node: etree._Element) -> Iterator[str]:
    called = node.get("calledElement") or ""
    if not called or called.startswith(("=", "${", "#{")):
        yield "Expected the key of a process in calledElement, but it has none."
    binding = node.get(f"{{{CAMUNDA}}}calledElementBinding")
    if binding not in _BINDINGS:
        yield f"Expected the binding latest, deployment or version, but it is {binding!r}."


def _multi_instance(node: etree._Element) -> Iterator[str]:
    given = [
        node.get(f"{{{CAMUNDA}}}collection") or child_text(node, "loopDataInputRef"),
        child_text(node, "loopCardinality"),
    ]
    if sum(text is not None for text in given) != 1:
        yield "Expected either a collection or a number of instances, but it has both or neither."
    if node.get("behavior") not in {None, "All"}:
        yield f"Expected an activity that throws no events of its own, but its behaviour is {node.get('behavior')!r}."
    outer = node.getparent()
    properties = camunda_properties(outer) if outer is not None else {}
    if properties.get("resultElement") and not properties.get("resultCollection"):
        yield "Expected the property resultCollection beside resultElement, but there is none."


def _standard_loop(node: etree._Element) -> Iterator[str]:
    if not child_text(node, "loopCondition") and not node.get("loopMaximum"):
        yield "Expected a condition or a maximum for the loop, but it has neither."
    if node.get("loopMaximum") and not (node.get("loopMaximum") or "").isdigit():
        yield f"Expected a whole number as the loop's maximum, but it is {node.get('loopMaximum')!r}."


def _expression(node: etree._Element) -> Iterator[str]:
    language = node.get("language") or ""
    if language and "feel" not in language.lower() and "dmn" not in language.lower():
        yield f"Expected FEEL, but the expression is marked as {language!r}."


_BY_KIND: dict[str, Callable[[etree._Element], Iterator[str]]] = {
    "scriptTask": _script_task,
    "businessRuleTask": _business_rule_task,
    "serviceTask": _service_task,
    "callActivity": _call_activity,
    "multiInstanceLoopCharacteristics": _multi_instance,
    "standardLoopCharacteristics": _standard_loop,
    "conditionExpression": _expression,
    "condition": _expression,
    "completionCondition": _expression,
    "loopCondition": _expression,
}
