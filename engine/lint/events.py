"""Rules about events: what starts, interrupts and ends."""

from collections import Counter
from collections.abc import Iterator

from engine.lint.drawing import Drawing
from engine.lint.parts import Node
from engine.lint.rules import ERROR, WARNING, Fault, rule
from engine.lint.supported import ERROR as ERROR_EVENT
from engine.lint.supported import EVENT_SUBPROCESS_START, TRIGGERS
from engine.lint.tags import ACTIVITIES
from engine.lint.words import Term


@rule(
    "drawing",
    "event-unsupported",
    ERROR,
    why="The engine would pass over this event without a word.",
    en='Expected an event that can be run, but the {kind} "{label}" bears: {trigger}.',
    fi='Tapahtuman pitää olla sellainen, jonka moottori suorittaa, mutta osassa "{label}" ({kind}) on {trigger}.',
    sv='Händelsen ska vara en som motorn kan köra, men "{label}" ({kind}) har: {trigger}.',
)
def event_unsupported(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        for trigger in sorted(node.triggers - _supported(node)):
            yield Fault(node, {"kind": node.term, "label": node.label, "trigger": Term(trigger)})


@rule(
    "drawing",
    "event-several-triggers",
    ERROR,
    why="An event that waits for two things is drawn as two events behind an event gateway.",
    en='Expected one trigger at the {kind} "{label}", but it has {count}.',
    fi='Tapahtumalla "{label}" ({kind}) saa olla yksi laukaisija, mutta niitä on {count}.',
    sv='"{label}" ({kind}) ska ha en utlösare, men har {count}.',
)
def event_several_triggers(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        count = len(node.definitions)
        if count > 1:
            yield Fault(node, {"kind": node.term, "label": node.label, "count": count})


@rule(
    "drawing",
    "event-without-trigger",
    ERROR,
    why="An event that waits for nothing is passed at once.",
    en='Expected the {kind} "{label}" to say what it waits for, but it does not; choose a timer or a message.',
    fi='Tapahtuman "{label}" ({kind}) pitää kertoa, mitä odotetaan, mutta se ei kerro; valitse ajastin tai sanoma.',
    sv='"{label}" ({kind}) ska säga vad den väntar på, men gör det inte; välj en timer eller ett meddelande.',
)
def event_without_trigger(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if node.kind in ("intermediateCatchEvent", "boundaryEvent") and not node.definitions:
            yield Fault(node, {"kind": node.term, "label": node.label})


@rule(
    "drawing",
    "boundary-unattached",
    ERROR,
    why="A boundary event watches the step it sits on.",
    en='Expected the boundary event "{label}" to sit on a task or sub-process, but it sits on nothing of the kind.',
    fi='Reunatapahtuman "{label}" pitää olla kiinni tehtävässä tai osaprosessissa, mutta se ei ole.',
    sv='Kanthändelsen "{label}" ska sitta på en uppgift eller delprocess, men det gör den inte.',
)
def boundary_unattached(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        host = node.attached_to
        if node.kind == "boundaryEvent" and (host is None or host.kind not in ACTIVITIES or host.scope != node.scope):
            yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "boundary-error-goes-on",
    ERROR,
    why="After an error the step it happened in cannot go on.",
    en='Expected the error event "{label}" to interrupt, but it is drawn dashed (non-interrupting).',
    fi='Virhetapahtuman "{label}" pitää keskeyttää, mutta se on piirretty katkoviivalla (ei keskeytä).',
    sv='Felhändelsen "{label}" ska avbryta, men är ritad streckad (avbryter inte).',
)
def boundary_error_goes_on(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        watches = node.kind in ("boundaryEvent", "startEvent")
        if watches and ERROR_EVENT in node.triggers and not node.is_interrupting:
            yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "error-without-code",
    ERROR,
    why="An error is caught by its code.",
    en='Expected an error with a code at "{label}", but there is none.',
    fi='Virhetapahtumalla "{label}" pitää olla virhe, jolla on koodi, mutta sitä ei ole.',
    sv='"{label}" ska ange ett fel med en kod, men det saknas.',
)
def error_without_code(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        for definition in node.definitions:
            if node.kind == "endEvent" and definition.kind == ERROR_EVENT and not _code(drawing, node):
                yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "error-uncaught",
    WARNING,
    why="An error that nothing catches ends as an incident for an administrator.",
    en='Expected a boundary event that catches the error "{code}", but nothing in this file does.',
    fi='Virheelle "{code}" pitäisi olla reunatapahtuma, joka ottaa sen kiinni, mutta tässä tiedostossa sitä ei ole.',
    sv='Felet "{code}" borde fångas av en kanthändelse, men ingenting i den här filen gör det.',
)
def error_uncaught(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if node.kind == "endEvent" and ERROR_EVENT in node.triggers:
            code = _code(drawing, node)
            if code and not any(caught in ("", code) for caught in _caught_around(drawing, node)):
                yield Fault(node, {"code": code})


@rule(
    "drawing",
    "link-unpaired",
    ERROR,
    why="A link is an arrow cut in two: both halves bear one name.",
    en='Expected the link "{label}" to have one other half of that name in the same process, but there is none.',
    fi='Linkillä "{label}" pitää olla samanniminen vastinpari samassa prosessissa, mutta sitä ei ole.',
    sv='Länken "{label}" ska ha en andra halva med samma namn i samma process, men den saknas.',
)
def link_unpaired(drawing: Drawing) -> Iterator[Fault]:
    for scope in drawing.scopes():
        halves = [(node, name) for node in scope.nodes if (name := node.link_name)]
        caught = Counter(name for node, name in halves if node.kind == "intermediateCatchEvent")
        thrown = Counter(name for node, name in halves if node.kind == "intermediateThrowEvent")
        for node, name in halves:
            other = caught if node.kind == "intermediateThrowEvent" else thrown
            if not other[name] or caught[name] > 1:
                yield Fault(node, {"label": name})


@rule(
    "drawing",
    "condition-missing",
    ERROR,
    why="A conditional event waits until its condition is true.",
    en='Expected a condition at the event "{label}", but there is none.',
    fi='Tapahtumalla "{label}" pitää olla ehto, mutta sitä ei ole.',
    sv='Händelsen "{label}" ska ha ett villkor, men det saknas.',
)
def condition_missing(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        for definition in node.definitions:
            if definition.kind == "conditionalEventDefinition" and not definition.text_of("condition"):
                yield Fault(node, {"label": node.label})


def _supported(node: Node) -> frozenset[str]:
    owner = node.scope.owner
    if node.kind == "startEvent" and isinstance(owner, Node):
        # A trigger on the start of a plain sub-process has a rule of its own.
        return TRIGGERS[EVENT_SUBPROCESS_START] if owner.is_event_subprocess else node.triggers
    return TRIGGERS.get(node.kind, frozenset())


def _code(drawing: Drawing, node: Node) -> str:
    for definition in node.definitions:
        error = drawing.referred(definition, "errorRef")
        if definition.kind == ERROR_EVENT and error is not None:
            return error.element.get("errorCode") or ""
    return ""


def _caught_around(drawing: Drawing, node: Node) -> Iterator[str]:
    """The error codes that the enclosing sub-processes catch, by boundary events or event sub-processes."""
    scope = node.scope
    while scope is not None:
        for other in scope.nodes:
            if other.is_event_subprocess and other.inside is not None:
                yield from (_code(drawing, start) for start in other.inside.starts if ERROR_EVENT in start.triggers)
        if isinstance(scope.owner, Node):
            yield from (_code(drawing, each) for each in scope.owner.boundaries if ERROR_EVENT in each.triggers)
        if scope.parent is None:
            return
        scope = scope.parent
