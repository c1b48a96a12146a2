"""Rules about tasks: each says who or what does it."""

from collections.abc import Iterator

from engine.lint.deployment import Deployment
from engine.lint.drawing import Drawing
from engine.lint.parts import Node
from engine.lint.rules import ERROR, WARNING, Fault, rule
from engine.lint.tags import bpmn

_CALL_BINDINGS = frozenset({"", "latest", "deployment", "version"})


@rule(
    "drawing",
    "task-untyped",
    ERROR,
    why="A task without a type does not say whether a person or a program does it.",
    en='Expected a user task or a service task, but "{label}" is a {kind}; change its type.',
    fi='Tehtävän pitää olla henkilön tehtävä tai palvelutehtävä, mutta "{label}" on {kind}; vaihda tyyppi.',
    sv='Uppgiften ska vara en personuppgift eller tjänsteuppgift, men "{label}" är: {kind}; byt typ.',
)
def task_untyped(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if node.kind in ("task", "manualTask"):
            yield Fault(node, {"label": node.label, "kind": node.term})


@rule(
    "drawing",
    "service-without-topic",
    ERROR,
    why="The topic names the work that the program does here.",
    en='Expected a topic (camunda:topic) at the {kind} "{label}", but there is none, so nothing would be done.',
    fi='Osassa "{label}" ({kind}) pitää olla aihe (camunda:topic), mutta sitä ei ole, joten mitään ei tehtäisi.',
    sv='"{label}" ({kind}) ska ha ett ämne (camunda:topic), men det saknas, så ingenting skulle göras.',
)
def service_without_topic(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        needs = node.kind == "serviceTask" or (node.kind == "sendTask" and not node.element.get("messageRef"))
        if needs and not node.camunda("topic"):
            yield Fault(node, {"kind": node.term, "label": node.label})


@rule(
    "use",
    "topic-unknown",
    ERROR,
    why="Only registered work can be asked for.",
    en='Expected a topic that the application knows, but "{label}" asks for "{topic}"; known are: {known}.',
    fi='Aiheen pitää olla sovelluksen tuntema, mutta "{label}" pyytää aihetta "{topic}"; tunnetut: {known}.',
    sv='Ämnet ska vara känt i programmet, men "{label}" ber om "{topic}"; kända är: {known}.',
)
def topic_unknown(drawing: Drawing, deployment: Deployment) -> Iterator[Fault]:
    known = deployment.known.topics
    for node in drawing.nodes():
        topic = node.camunda("topic")
        if known is not None and topic and topic not in known:
            values = {"label": node.label, "topic": topic, "known": ", ".join(sorted(known))}
            yield Fault(node, values, deployment.outside)


@rule(
    "drawing",
    "receive-without-message",
    ERROR,
    why="A receive task without a message waits for nothing and is passed at once.",
    en='Expected a message that "{label}" waits for, but there is none.',
    fi='Vastaanottotehtävällä "{label}" pitää olla sanoma, jota se odottaa, mutta sitä ei ole.',
    sv='"{label}" ska ha ett meddelande att vänta på, men det saknas.',
)
def receive_without_message(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if node.kind == "receiveTask" and not node.element.get("messageRef"):
            yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "decision-missing",
    ERROR,
    why="A business rule task asks a decision table.",
    en='Expected a decision (camunda:decisionRef) at "{label}", but there is none.',
    fi='Päätöstaulutehtävällä "{label}" pitää olla päätöstaulu (camunda:decisionRef), mutta sitä ei ole.',
    sv='"{label}" ska ange en beslutstabell (camunda:decisionRef), men den saknas.',
)
def decision_missing(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if node.kind == "businessRuleTask" and not node.camunda("decisionRef"):
            yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "called-missing",
    ERROR,
    why="A call activity runs another process.",
    en='Expected "{label}" to say which process it calls (calledElement), but it does not.',
    fi='Kohdan "{label}" pitää kertoa, mitä prosessia se kutsuu (calledElement), mutta se ei kerro.',
    sv='"{label}" ska säga vilken process den anropar (calledElement), men gör det inte.',
)
def called_missing(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if node.kind == "callActivity" and not (node.element.get("calledElement") or "").strip():
            yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "called-binding",
    ERROR,
    why="The binding says which version of the called process is taken when it begins.",
    en='Expected the binding of "{label}" to be latest, deployment, or version with its number, but it is "{binding}".',
    fi='Kohdan "{label}" sidonnan pitää olla latest, deployment tai version ja numero, mutta se on "{binding}".',
    sv='Bindningen i "{label}" ska vara latest, deployment eller version med nummer, men är "{binding}".',
)
def called_binding(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        binding = node.camunda("calledElementBinding")
        lacks_number = binding == "version" and not node.camunda("calledElementVersion").isdigit()
        if node.kind == "callActivity" and (binding not in _CALL_BINDINGS or lacks_number):
            yield Fault(node, {"label": node.label, "binding": binding})


@rule(
    "drawing",
    "ad-hoc",
    ERROR,
    why="Whoever does the steps of an ad-hoc sub-process in any order needs a form that lists them, not arrows.",
    en='Expected a sub-process with a start and arrows, but "{label}" is an ad-hoc sub-process, which cannot be run.',
    fi='Osaprosessissa pitää olla alku ja nuolet, mutta "{label}" on vapaamuotoinen osaprosessi; sitä ei suoriteta.',
    sv='Delprocessen ska ha en start och pilar, men "{label}" är en ad hoc-delprocess, som inte kan köras.',
)
def ad_hoc(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if node.kind == "adHocSubProcess":
            yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "transaction",
    ERROR,
    why="What a transaction would undo when it is cancelled, the engine cannot undo.",
    en='Expected a plain sub-process, but "{label}" is a transaction (double edge), which cannot be run.',
    fi='Osaprosessin pitää olla tavallinen, mutta "{label}" on transaktio (kaksoisreuna), jota ei voi suorittaa.',
    sv='Delprocessen ska vara vanlig, men "{label}" är en transaktion (dubbel kant), som inte kan köras.',
)
def transaction(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if node.kind == "transaction":
            yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "subprocess-empty",
    ERROR,
    why="A sub-process without steps is a task that forgot what it does.",
    en='Expected steps in the sub-process "{label}", but it is empty; draw them, or call a process.',
    fi='Osaprosessissa "{label}" pitää olla vaiheita, mutta se on tyhjä; piirrä ne tai kutsu toista prosessia.',
    sv='Delprocessen "{label}" ska ha steg, men den är tom; rita dem eller anropa en process.',
)
def subprocess_empty(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if node.inside is not None and not node.inside.nodes:
            yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "data-not-moved",
    WARNING,
    why="Process data are there for every step by name; drawn documents and stores are for the reader.",
    en='Expected data to be named in expressions, but "{label}" draws them with an arrow, which moves nothing.',
    fi='Tietoihin pitäisi viitata nimellä lausekkeissa, mutta kohdassa "{label}" on tietonuoli; se ei siirrä mitään.',
    sv='Data borde nämnas i uttryck, men "{label}" ritar dem med en pil, som inte flyttar något.',
)
def data_not_moved(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if _has_data_arrow(node):
            yield Fault(node, {"label": node.label})


def _has_data_arrow(node: Node) -> bool:
    return any(node.element.find(bpmn(name)) is not None for name in ("dataInputAssociation", "dataOutputAssociation"))
