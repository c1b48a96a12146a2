"""Rules about the file as a whole and about where a process begins."""

from collections.abc import Iterator

from engine.lint.drawing import Drawing
from engine.lint.parts import Node, Part, Process, Scope
from engine.lint.rules import ERROR, WARNING, Fault, Spot, rule
from engine.lint.tags import CHOREOGRAPHY, bpmn

MAX_NODES = 2_000
MAX_FLOWS = 4_000


@rule(
    "drawing",
    "process-missing",
    ERROR,
    why="Pools alone show who talks to whom, not what is done.",
    en="Expected a process to run, but the file has none.",
    fi="Tiedostossa pitää olla suoritettava prosessi, mutta siinä ei ole yhtään.",
    sv="Filen ska innehålla en process att köra, men den har ingen.",
)
def process_missing(drawing: Drawing) -> Iterator[Fault]:
    if not drawing.processes:
        yield Fault(_root_spot(drawing))


@rule(
    "drawing",
    "process-empty",
    ERROR,
    why="A process without steps ends before it begins.",
    en='Expected steps in the process "{label}", but it is empty.',
    fi='Prosessissa "{label}" pitää olla vaiheita, mutta se on tyhjä.',
    sv='Processen "{label}" ska ha steg, men den är tom.',
)
def process_empty(drawing: Drawing) -> Iterator[Fault]:
    for process in drawing.processes:
        if process.is_executable and not process.scope.nodes:
            yield Fault(process, {"label": process.label})


@rule(
    "drawing",
    "process-not-executable",
    ERROR,
    why="The author says by this mark that the drawing is meant to run.",
    en='Expected the process "{label}" to be marked executable (isExecutable="true"), but it is only a drawing.',
    fi='Prosessi "{label}" pitää merkitä suoritettavaksi (isExecutable="true"), mutta se on vain piirros.',
    sv='Processen "{label}" ska vara märkt som körbar (isExecutable="true"), men den är bara en ritning.',
)
def process_not_executable(drawing: Drawing) -> Iterator[Fault]:
    if not any(process.is_executable for process in drawing.processes):
        yield from (Fault(process, {"label": process.label}) for process in drawing.processes)


@rule(
    "drawing",
    "process-not-run",
    WARNING,
    why="A second pool may be drawn for its readers; the engine leaves it alone.",
    en='Expected all processes to be executable, but "{label}" is not: it is shown, and never run.',
    fi='Kaikkien prosessien pitäisi olla suoritettavia, mutta "{label}" ei ole: se näytetään, mutta sitä ei suoriteta.',
    sv='Alla processer borde vara körbara, men "{label}" är det inte: den visas men körs aldrig.',
)
def process_not_run(drawing: Drawing) -> Iterator[Fault]:
    if any(process.is_executable for process in drawing.processes):
        for process in drawing.processes:
            if not process.is_executable and process.scope.nodes:
                yield Fault(process, {"label": process.label})


@rule(
    "crowd",
    "too-many-steps",
    ERROR,
    why="A process of so many steps is one that nobody can read; parts of it belong into processes of their own.",
    en="Expected at most {nodes} steps and {flows} arrows in one file, but there are more; divide it into processes.",
    fi="Yhdessä tiedostossa saa olla enintään {nodes} vaihetta ja {flows} nuolta, mutta niitä on enemmän; jaa osiin.",
    sv="En fil får ha högst {nodes} steg och {flows} pilar, men den har fler; dela upp den i processer.",
)
def too_many_steps(drawing: Drawing) -> Iterator[Fault]:
    yield Fault(drawing.processes[0], {"nodes": MAX_NODES, "flows": MAX_FLOWS})


def is_crowd(drawing: Drawing) -> bool:
    """Whether a file draws more than the rules are run over."""
    scopes = list(drawing.scopes())
    nodes, flows = sum(len(scope.nodes) for scope in scopes), sum(len(scope.flows) for scope in scopes)
    return nodes > MAX_NODES or flows > MAX_FLOWS


@rule(
    "drawing",
    "choreography",
    ERROR,
    why="Choreographies and conversations describe an agreement between parties; nobody runs them.",
    en='Expected steps of a process, but "{label}" is a {kind}, which cannot be run.',
    fi='Kaaviossa pitää olla prosessin vaiheita, mutta "{label}" on {kind}, jota ei voi suorittaa.',
    sv='Diagrammet ska ha steg i en process, men "{label}" är en {kind}, som inte kan köras.',
)
def choreography(drawing: Drawing) -> Iterator[Fault]:
    for kind in (*sorted(CHOREOGRAPHY), "callConversation", "conversation", "subConversation"):
        for element in drawing.root.iter(bpmn(kind)):
            part = Part(element)
            yield Fault(part, {"kind": part.term, "label": part.label})


@rule(
    "drawing",
    "start-missing",
    ERROR,
    why="The engine begins at a start event, nowhere else.",
    en='Expected a start event in "{label}", but there is none; draw one and an arrow from it to the first step.',
    fi='Kohdassa "{label}" pitää olla alkutapahtuma, mutta sitä ei ole; piirrä se ja nuoli siitä eteenpäin.',
    sv='"{label}" ska ha en starthändelse, men den saknas; rita en och en pil från den till det första steget.',
)
def start_missing(drawing: Drawing) -> Iterator[Fault]:
    for scope in drawing.scopes():
        if scope.nodes and not scope.starts and not _is_ad_hoc(scope):
            yield Fault(scope.owner, {"label": scope.owner.label})


@rule(
    "drawing",
    "start-several",
    ERROR,
    why="With two plain starts nobody can say where an instance begins.",
    en='Expected one start event without a trigger in "{label}", but there are {count}.',
    fi='Kohdassa "{label}" saa olla yksi tavallinen alkutapahtuma, mutta niitä on {count}.',
    sv='"{label}" ska ha en enda vanlig starthändelse, men har {count}.',
)
def start_several(drawing: Drawing) -> Iterator[Fault]:
    for scope in drawing.scopes():
        plain = [start for start in scope.starts if not start.definitions]
        allowed = plain if isinstance(scope.owner, Process) else scope.starts
        if len(allowed) > 1:
            yield Fault(allowed[1], {"label": scope.owner.label, "count": len(allowed)})


@rule(
    "drawing",
    "start-trigger",
    ERROR,
    why="A sub-process begins when its arrow is reached; one that an event starts is drawn with a dotted edge.",
    en='Expected a start without a trigger in the sub-process "{label}", but it has one; '
    "make it an event sub-process or remove the trigger.",
    fi='Osaprosessin "{label}" alkutapahtumassa ei saa olla laukaisijaa, mutta siinä on; '
    "poista se tai muuta tapahtuman käynnistämäksi osaprosessiksi.",
    sv='Delprocessen "{label}" ska börja utan utlösare, men har en; ta bort den eller gör en händelsestyrd delprocess.',
)
def start_trigger(drawing: Drawing) -> Iterator[Fault]:
    for start, host in _inner_starts(drawing):
        if start.definitions and not host.is_event_subprocess:
            yield Fault(start, {"label": host.label})


@rule(
    "drawing",
    "start-without-trigger",
    ERROR,
    why="An event sub-process without an event would never begin, or begin at once.",
    en='Expected an event that starts "{label}", but its start has none; choose a message, timer, error or escalation.',
    fi='Osaprosessilla "{label}" pitää olla käynnistävä tapahtuma, mutta sitä ei ole; valitse esimerkiksi sanoma.',
    sv='"{label}" ska ha en händelse som startar den, men har ingen; välj meddelande, timer, fel eller eskalering.',
)
def start_without_trigger(drawing: Drawing) -> Iterator[Fault]:
    for start, host in _inner_starts(drawing):
        if not start.definitions and host.is_event_subprocess:
            yield Fault(start, {"label": host.label})


def _inner_starts(drawing: Drawing) -> Iterator[tuple[Node, Node]]:
    for scope in drawing.scopes():
        if isinstance(scope.owner, Node):
            for start in scope.starts:
                yield start, scope.owner


def _is_ad_hoc(scope: Scope) -> bool:
    return scope.owner.kind == "adHocSubProcess"


def _root_spot(drawing: Drawing) -> Spot:
    return Spot(int(drawing.root.sourceline or 1), drawing.root.get("id") or "", drawing.root.get("name") or "")
