"""The names of BPMN: namespaces, kinds of element, and how attributes refer."""

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DI = "http://www.omg.org/spec/DD/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"

TASKS = frozenset({"task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask"}) | {
    "businessRuleTask",
    "callActivity",
}
CONTAINERS = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | CONTAINERS
GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway"})
EVENTS = frozenset(
    {
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "implicitThrowEvent",
        "boundaryEvent",
    }
)
CHOREOGRAPHY = frozenset({"choreographyTask", "subChoreography", "callChoreography"})
NODES = ACTIVITIES | GATEWAYS | EVENTS | CHOREOGRAPHY

# Parts of a part: nobody sees them in the drawing by themselves.
INNER = ("Definition", "Expression", "Characteristics", "Specification", "Set", "dataInput", "dataOutput", "Owner")


def bpmn(name: str) -> str:
    """The tag of a BPMN element."""
    return f"{{{BPMN}}}{name}"


def camunda(name: str) -> str:
    """The name of an attribute or element of Camunda's namespace."""
    return f"{{{CAMUNDA}}}{name}"


def local(element: etree._Element) -> str:
    """The local name of an element."""
    return etree.QName(element).localname


def reference(element: etree._Element, attribute: str) -> str:
    """The id that an attribute refers to, without a namespace prefix; empty where there is none."""
    return (element.get(attribute) or "").strip().rpartition(":")[2]
