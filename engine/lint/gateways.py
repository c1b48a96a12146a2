"""Rules about gateways: every instance finds its way, and one way only where one is meant."""

from collections.abc import Iterator

from engine.lint.drawing import Drawing
from engine.lint.parts import Flow, Node
from engine.lint.rules import ERROR, WARNING, Fault, rule
from engine.lint.supported import CONDITION, MESSAGE, SIGNAL, TIMER
from engine.lint.tags import ACTIVITIES, GATEWAYS

_CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})
_AWAITED = frozenset({MESSAGE, SIGNAL, TIMER, CONDITION})


@rule(
    "drawing",
    "gateway-complex",
    ERROR,
    why="The standard leaves it to each engine what a complex gateway does.",
    en='Expected an exclusive, inclusive or parallel gateway, but "{label}" is a complex one.',
    fi='Haaran pitää olla valinta, monivalinta tai rinnakkaishaara, mutta "{label}" on monimutkainen haara.',
    sv='Gatewayen ska vara exklusiv, inklusiv eller parallell, men "{label}" är komplex.',
)
def gateway_complex(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if node.kind == "complexGateway":
            yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "gateway-condition-missing",
    ERROR,
    why="The engine cannot guess when this way is taken.",
    en='Expected a condition on the arrow "{label}" out of the gateway "{gateway}", but there is none; '
    "write one or mark the arrow as the default.",
    fi='Haarasta "{gateway}" lähtevällä nuolella "{label}" pitää olla ehto, mutta sitä ei ole; '
    "kirjoita ehto tai merkitse nuoli oletukseksi.",
    sv='Pilen "{label}" från "{gateway}" ska ha ett villkor, men det saknas; '
    "skriv ett eller märk pilen som standardväg.",
)
def gateway_condition_missing(drawing: Drawing) -> Iterator[Fault]:
    for gateway, flow in _choices(drawing):
        if len(gateway.outgoing) > 1 and not flow.condition and flow.id != gateway.default_ref:
            yield Fault(flow, {"label": flow.label, "gateway": gateway.label})


@rule(
    "drawing",
    "gateway-without-default",
    WARNING,
    why="When no condition is true, the instance stops as an incident.",
    en='Expected a default way out of the gateway "{label}", but there is none: should no condition hold, it stops.',
    fi='Haarasta "{label}" pitäisi lähteä oletusnuoli, mutta sitä ei ole: jos mikään ehto ei täyty, pysähdytään.',
    sv='"{label}" borde ha en standardväg, men den saknas: om inget villkor gäller stannar processen.',
)
def gateway_without_default(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        chooses = node.kind in _CHOOSING and len(node.outgoing) > 1
        if chooses and not node.default_ref and all(flow.condition for flow in node.outgoing):
            yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "default-with-condition",
    ERROR,
    why="The default way is taken when no other is; a condition on it would never be asked.",
    en='Expected no condition on the default arrow "{label}", but it has one.',
    fi='Oletusnuolella "{label}" ei saa olla ehtoa, mutta sillä on.',
    sv='Standardpilen "{label}" ska inte ha något villkor, men har ett.',
)
def default_with_condition(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        for flow in node.outgoing:
            if flow.condition and flow.id == node.default_ref:
                yield Fault(flow, {"label": flow.label})


@rule(
    "drawing",
    "default-elsewhere",
    ERROR,
    why="A default that is no arrow of this step is no default.",
    en='Expected the default of "{label}" to be one of its own arrows, but "{default}" is not.',
    fi='Kohdan "{label}" oletusnuolen pitää lähteä siitä, mutta "{default}" ei lähde.',
    sv='Standardpilen för "{label}" ska utgå därifrån, men "{default}" gör det inte.',
)
def default_elsewhere(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if node.default_ref and node.default_ref not in {flow.id for flow in node.outgoing}:
            yield Fault(node, {"label": node.label, "default": node.default_ref})


@rule(
    "drawing",
    "condition-ignored",
    ERROR,
    why="A parallel gateway takes every way, an event gateway the first that happens: neither asks conditions.",
    en='Expected no condition on the arrow "{label}", but it has one, and it leaves the {kind} "{gateway}", '
    "which asks none.",
    fi='Nuolella "{label}" ei saa olla ehtoa, mutta sillä on, ja sen lähtöpaikka "{gateway}" ({kind}) ei kysy ehtoja.',
    sv='Pilen "{label}" ska inte ha något villkor, men har ett, och "{gateway}" ({kind}) frågar inga.',
)
def condition_ignored(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if node.kind in ("parallelGateway", "eventBasedGateway"):
            for flow in node.outgoing:
                if flow.condition:
                    yield Fault(flow, {"label": flow.label, "kind": node.term, "gateway": node.label})


@rule(
    "drawing",
    "gateway-superfluous",
    WARNING,
    why="A gateway with one arrow in and one out decides nothing.",
    en='Expected the gateway "{label}" to split or join, but it has one arrow in and one out.',
    fi='Haaran "{label}" pitäisi haarautua tai yhdistää, mutta siihen tulee ja siitä lähtee yksi nuoli.',
    sv='"{label}" borde dela eller förena, men har en pil in och en ut.',
)
def gateway_superfluous(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if node.kind in GATEWAYS and len(node.incoming) == 1 and len(node.outgoing) == 1:
            yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "gateway-joins-and-splits",
    WARNING,
    why="A gateway that does both is read in two ways.",
    en='Expected the gateway "{label}" either to join or to split, but it does both; draw two.',
    fi='Haaran "{label}" pitäisi joko yhdistää tai haarautua, mutta se tekee molemmat; piirrä kaksi.',
    sv='"{label}" borde antingen förena eller dela, men gör båda; rita två.',
)
def gateway_joins_and_splits(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        both = len(node.incoming) > 1 and len(node.outgoing) > 1
        # An event gateway never joins: whatever arrives there waits anew.
        if both and node.kind in GATEWAYS and node.kind != "eventBasedGateway":
            yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "event-gateway-target",
    ERROR,
    why="An event gateway takes the way whose event happens first.",
    en='Expected an event or a receive task after the event gateway "{gateway}", but "{label}" is a {kind}.',
    fi='Tapahtumahaaran "{gateway}" jälkeen pitää olla odottava tapahtuma, mutta "{label}" on {kind}.',
    sv='Efter "{gateway}" ska en väntande händelse följa, men "{label}" är: {kind}.',
)
def event_gateway_target(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if node.kind == "eventBasedGateway":
            for flow in node.outgoing:
                target = flow.target
                if target is not None and not _is_awaited(target):
                    yield Fault(target, {"gateway": node.label, "label": target.label, "kind": target.term})


@rule(
    "drawing",
    "event-gateway-starts",
    ERROR,
    why="Here a process begins at start events; several of them may wait for messages.",
    en='Expected start events, but the {kind} "{label}" is to start the process.',
    fi='Prosessi pitää aloittaa alkutapahtumasta, mutta sen aloittaa "{label}" ({kind}).',
    sv='Processen ska börja med starthändelser, men "{label}" ({kind}) ska starta den.',
)
def event_gateway_starts(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if node.kind in ("eventBasedGateway", "receiveTask") and node.element.get("instantiate") == "true":
            yield Fault(node, {"kind": node.term, "label": node.label})


@rule(
    "drawing",
    "join-never-complete",
    ERROR,
    why="A parallel join waits for all its arrows; of an exclusive choice only one is ever taken.",
    en='Expected the parallel gateway "{label}" to join parallel ways, but two of them come from the choice "{split}", '
    "so it would wait for ever; join them with an exclusive gateway.",
    fi='Rinnakkaishaaran "{label}" pitää yhdistää rinnakkaisia polkuja, mutta kaksi tulee valinnasta "{split}", '
    "joten se odottaisi ikuisesti; yhdistä ne valinnalla.",
    sv='"{label}" ska förena parallella vägar, men två av dem kommer från valet "{split}", '
    "så den skulle vänta för evigt; förena dem med en exklusiv gateway.",
)
def join_never_complete(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if node.kind == "parallelGateway":
            split = _shared_origin(node, ("exclusiveGateway", "eventBasedGateway"))
            if split is not None:
                yield Fault(node, {"label": node.label, "split": split.label})


@rule(
    "drawing",
    "parallel-not-joined",
    WARNING,
    why="What follows is done once for each parallel way that arrives.",
    en='Expected a parallel gateway before "{label}", but two parallel ways from "{split}" arrive there: '
    "it is done twice.",
    fi='Ennen kohtaa "{label}" pitäisi olla yhdistävä rinnakkaishaara, mutta kaksi polkua haarasta "{split}" '
    "tulee suoraan siihen: se tehdään kahdesti.",
    sv='Före "{label}" borde en parallell gateway förena, men två vägar från "{split}" möts: det görs två gånger.',
)
def parallel_not_joined(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if node.kind == "exclusiveGateway" or node.kind in ACTIVITIES:
            split = _shared_origin(node, ("parallelGateway",))
            if split is not None:
                yield Fault(node, {"label": node.label, "split": split.label})


def _choices(drawing: Drawing) -> Iterator[tuple[Node, Flow]]:
    for node in drawing.nodes():
        if node.kind in _CHOOSING:
            yield from ((node, flow) for flow in node.outgoing)


def _is_awaited(node: Node) -> bool:
    if node.kind == "receiveTask":
        return True
    return node.kind == "intermediateCatchEvent" and bool(node.triggers & _AWAITED)


def _shared_origin(join: Node, kinds: tuple[str, ...]) -> Node | None:
    """The split that two arrows into `join` come from, each by an unbranched way of its own."""
    seen: dict[Node, Flow] = {}
    for flow in join.incoming:
        first = _unbranched(flow)
        split = first.source
        if split is None or split.kind not in kinds or len(split.outgoing) < 2:
            continue
        if split in seen and seen[split] is not first:
            return split
        seen[split] = first
    return None


def _unbranched(flow: Flow) -> Flow:
    """The first arrow of the way that leads, without joins, splits or boundary events, to this one."""
    for _ in range(1_000):
        node = flow.source
        if node is None or len(node.incoming) != 1 or len(node.outgoing) != 1 or node.boundaries:
            return flow
        flow = node.incoming[0]
    return flow
