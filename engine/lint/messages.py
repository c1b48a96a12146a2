"""Rules about messages and signals: what is sent can arrive, and what is waited for can come."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.lint.deployment import Deployment
from engine.lint.drawing import Drawing
from engine.lint.parts import Node, Process
from engine.lint.rules import ERROR, WARNING, Fault, rule
from engine.lint.supported import MESSAGE, SIGNAL
from engine.lint.words import Term

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SENDERS = frozenset({"endEvent", "intermediateThrowEvent", "implicitThrowEvent", "sendTask"})


@dataclass(frozen=True, slots=True)
class Exchange:
    """A node that sends or awaits a message or signal."""

    node: Node
    name: str
    kind: str
    sends: bool


@rule(
    "drawing",
    "message-missing",
    ERROR,
    why="A message or signal is known by its name.",
    en='Expected the {kind} "{label}" to name a {what}, but it names none.',
    fi='Osan "{label}" ({kind}) pitää nimetä {what}, mutta se ei nimeä.',
    sv='"{label}" ({kind}) ska namnge: {what}, men gör det inte.',
)
def message_missing(drawing: Drawing) -> Iterator[Fault]:
    for exchange in exchanges(drawing):
        if not exchange.name:
            node = exchange.node
            what = Term("message" if exchange.kind == MESSAGE else "signal")
            yield Fault(node, {"kind": node.term, "label": node.label, "what": what})


@rule(
    "drawing",
    "message-name",
    WARNING,
    why="Message names travel between diagrams and programs; labels are for people.",
    en='Expected a message name of small letters, digits and "_", but "{name}" is none.',
    fi='Sanoman nimessä saa olla pieniä kirjaimia a–z, numeroita ja merkki "_", mutta se on "{name}".',
    sv='Meddelandets namn ska bestå av små bokstäver a–z, siffror och "_", men är "{name}".',
)
def message_name(drawing: Drawing) -> Iterator[Fault]:
    seen: set[str] = set()
    for exchange in exchanges(drawing):
        if exchange.name and exchange.name not in seen and not _NAME.fullmatch(exchange.name):
            seen.add(exchange.name)
            yield Fault(exchange.node, {"name": exchange.name})


@rule(
    "use",
    "message-without-correlation",
    ERROR,
    why="Without a key nobody can tell which of the waiting instances is meant.",
    en='Expected a correlationKey at "{label}", but there is none, so the message "{message}" finds nobody.',
    fi='Osassa "{label}" pitää olla correlationKey, mutta sitä ei ole, joten sanoma "{message}" ei löydä perille.',
    sv='"{label}" ska ha en correlationKey, men den saknas, så meddelandet "{message}" hittar ingen.',
)
def message_without_correlation(drawing: Drawing, deployment: Deployment) -> Iterator[Fault]:
    starts = deployment.remember(_starting)
    for exchange in exchanges(drawing):
        sends_message = exchange.sends and exchange.kind == MESSAGE and exchange.name
        if sends_message and exchange.name not in starts and not exchange.node.properties.get("correlationKey"):
            yield Fault(exchange.node, {"label": exchange.node.label, "message": exchange.name})


@rule(
    "use",
    "message-to-nobody",
    WARNING,
    why="A message that nothing awaits is kept for a while and then forgotten.",
    en='Expected something to await "{message}", sent by "{label}", but nothing in these files does.',
    fi='Jonkin pitäisi odottaa sanomaa "{message}", jonka "{label}" lähettää, mutta näissä tiedostoissa ei odoteta.',
    sv='Något borde vänta på "{message}" som "{label}" sänder, men inget i de här filerna gör det.',
)
def message_to_nobody(drawing: Drawing, deployment: Deployment) -> Iterator[Fault]:
    awaited = deployment.remember(_awaited)
    known = deployment.known.messages or frozenset()
    for exchange in exchanges(drawing):
        arrives = (exchange.kind, exchange.name) in awaited or exchange.name in known
        if exchange.sends and exchange.name and not arrives:
            yield Fault(exchange.node, {"label": exchange.node.label, "message": exchange.name})


@rule(
    "use",
    "message-from-nobody",
    WARNING,
    why="An instance that awaits what is never sent stands still for ever.",
    en='Expected something to send "{message}", which "{label}" awaits, but nothing known here does.',
    fi='Jonkin pitäisi lähettää sanoma "{message}", jota "{label}" odottaa, mutta mikään tunnettu ei lähetä.',
    sv='Något borde sända "{message}" som "{label}" väntar på, men inget känt gör det.',
)
def message_from_nobody(drawing: Drawing, deployment: Deployment) -> Iterator[Fault]:
    known = deployment.known.messages
    if known is None:
        return  # The application may send it.
    sent = deployment.remember(_sent)
    for exchange in exchanges(drawing):
        comes = (exchange.kind, exchange.name) in sent or exchange.name in known
        if not exchange.sends and exchange.name and not comes:
            yield Fault(exchange.node, {"label": exchange.node.label, "message": exchange.name})


@rule(
    "drawing",
    "start-message-twice",
    ERROR,
    why="One message would start two things, and nobody could tell which was meant.",
    en='Expected one start event for the message "{message}" in a process, but "{label}" is the second.',
    fi='Sanomalla "{message}" saa olla prosessissa yksi alkutapahtuma, mutta "{label}" on toinen.',
    sv='Meddelandet "{message}" ska ha en starthändelse i en process, men "{label}" är den andra.',
)
def start_message_twice(drawing: Drawing) -> Iterator[Fault]:
    seen: set[tuple[int, str, str]] = set()
    for exchange in exchanges(drawing):
        if exchange.name and not exchange.sends and _starts_process(exchange.node):
            key = (id(exchange.node.scope), exchange.kind, exchange.name)
            if key in seen:
                yield Fault(exchange.node, {"label": exchange.node.label, "message": exchange.name})
            seen.add(key)


def exchanges(drawing: Drawing) -> list[Exchange]:
    """Every node that sends or awaits a message or signal, with its name (empty where it names none)."""
    return [exchange for process in drawing.processes for exchange in process.remember(exchanges_of)]


def exchanges_of(process: Process) -> list[Exchange]:
    """The same for one process."""
    return [exchange for node in process.scope.all_nodes() for exchange in _exchanges_at(node)]


def _exchanges_at(node: Node) -> Iterator[Exchange]:
    drawing, sends = node.scope.drawing, node.kind in _SENDERS
    for definition in node.definitions:
        if definition.kind in (MESSAGE, SIGNAL):
            yield Exchange(node, drawing.trigger_name(definition), definition.kind, sends)
    if node.kind in ("sendTask", "receiveTask") and node.element.get("messageRef"):
        message = drawing.referred(node, "messageRef")
        yield Exchange(node, message.name if message is not None else "", MESSAGE, sends)


def _awaited(deployment: Deployment) -> set[tuple[str, str]]:
    return {(each.kind, each.name) for each in _all_exchanges(deployment) if not each.sends}


def _sent(deployment: Deployment) -> set[tuple[str, str]]:
    return {(each.kind, each.name) for each in _all_exchanges(deployment) if each.sends}


def _starting(deployment: Deployment) -> set[str]:
    """The messages that start processes."""
    found = _all_exchanges(deployment)
    return {each.name for each in found if each.kind == MESSAGE and not each.sends and _starts_process(each.node)}


def _all_exchanges(deployment: Deployment) -> Iterator[Exchange]:
    for drawing in deployment.drawings:
        yield from exchanges(drawing)


def _starts_process(node: Node) -> bool:
    return node.kind == "startEvent" and not isinstance(node.scope.owner, Node)
