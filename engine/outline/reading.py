"""From a drawing to its outline: numbers, names and ways."""

from engine.lint.drawing import Drawing
from engine.lint.parts import Flow, Node, Process, Scope
from engine.outline.facts import facts_of
from engine.outline.model import Outline, ProcessOutline, Step, Way
from engine.outline.order import reading_order
from engine.outline.voice import Voice

_CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})


def read_outline(drawing: Drawing, voice: Voice) -> Outline:
    """The outline of a drawing, told by a voice."""
    own = {process.participant.id for process in drawing.processes if process.participant}
    others = [voice.said(pool.label) for pool in drawing.participants if pool.id not in own]
    messages = [_message(flow, drawing, voice) for flow in drawing.message_flows]
    return Outline(
        language=voice.language,
        processes=tuple(_Reader(process, drawing, voice).process() for process in drawing.processes),
        pools=tuple(others),
        messages=tuple(messages),
    )


class _Reader:
    """Reads one process; the numbers are given first, for a step may name a later one."""

    def __init__(self, process: Process, drawing: Drawing, voice: Voice) -> None:
        self._process, self._drawing, self._voice = process, drawing, voice
        self._numbers: dict[Node, str] = {}
        self._orders: dict[Scope, list[Node]] = {}
        self._number(process.scope, "")

    def process(self) -> ProcessOutline:
        """The outline of the process."""
        process = self._process
        return ProcessOutline(
            id=process.id,
            name=self._voice.said(process.label),
            pool=self._voice.said(process.participant.label) if process.participant else "",
            documentation=self._voice.said(process.documentation),
            is_executable=process.is_executable,
            lanes=tuple(self._voice.said(lane.label) for lane in process.lanes),
            steps=self._steps(process.scope),
        )

    def _number(self, scope: Scope, prefix: str) -> None:
        self._orders[scope] = [node for node in reading_order(scope) if not _only_merges(node)]
        for index, node in enumerate(self._orders[scope], 1):
            self._numbers[node] = number = f"{prefix}{index}"
            for letter, event in enumerate(node.boundaries):
                self._numbers[event] = f"{number}{_letters(letter)}"
            if node.inside is not None:
                self._number(node.inside, f"{number}.")

    def _steps(self, scope: Scope) -> tuple[Step, ...]:
        return tuple(self._step(node) for node in self._orders[scope])

    def _step(self, node: Node) -> Step:
        return Step(
            number=self._numbers[node],
            id=node.id,
            name=self._voice.said(node.name),
            kind=node.kind,
            kind_word=self._voice.kind(node.term),
            lane=self._voice.said(node.lane_path[-1].label) if node.lane_path else "",
            facts=facts_of(node, self._drawing, self._voice),
            ways=tuple(self._way(flow, node) for flow in node.outgoing),
            documentation=self._voice.said(node.documentation),
            events=tuple(self._step(event) for event in node.boundaries if event in self._numbers),
            inside=self._steps(node.inside) if node.inside is not None else (),
        )

    def _way(self, flow: Flow, source: Node) -> Way:
        target = _beyond_merges(flow.target)
        words = self._words(flow, source)
        if target is None or target not in self._numbers:
            return Way(words, flow.condition, "", self._voice.phrase("nowhere"), "")
        name = self._voice.said(target.name) or self._voice.kind(target.term)
        return Way(words, flow.condition, self._numbers[target], name, target.id)

    def _words(self, flow: Flow, source: Node) -> str:
        if flow.id and flow.id == source.default_ref:
            key = "otherwise_words" if flow.name else "otherwise"
            return self._voice.phrase(key, words=self._voice.said(flow.name))
        words = self._voice.said(flow.name) or flow.condition.removeprefix("=").strip()
        if words and (source.kind in _CHOOSING or flow.condition):
            return self._voice.phrase("if", words=words)
        return words


def _message(flow: Flow, drawing: Drawing, voice: Voice) -> str:
    ends = [drawing.by_id.get(ref) for ref in (flow.source_ref, flow.target_ref)]
    source, target = (voice.said(end.label) if end else "?" for end in ends)
    name = voice.said(flow.name) or voice.phrase("unnamed")
    return voice.phrase("from_to", source=source, target=target, name=name)


def _only_merges(node: Node) -> bool:
    """Whether a gateway without a name only leads several arrows into one: a reader misses nothing."""
    merges = node.kind == "exclusiveGateway" and len(node.incoming) > 1 and len(node.outgoing) == 1
    flow = node.outgoing[0] if merges else None
    return flow is not None and not node.name and flow.target is not None and flow.target is not node


def _beyond_merges(node: Node | None) -> Node | None:
    for _ in range(1_000):
        if node is None or not _only_merges(node):
            return node
        node = node.outgoing[0].target
    return None


def _letters(index: int) -> str:
    """0 -> a, 25 -> z, 26 -> aa."""
    letters = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return letters
