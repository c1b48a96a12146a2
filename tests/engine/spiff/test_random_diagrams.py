"""Diagrams drawn at random, walked at random: never stuck, never parked, the same whether stored or not."""

import random

import pytest

from engine.spiff import Workflow
from tests.engine.diagram import Diagram, Shapes
from tests.engine.spiff.catalogue import again, many
from tests.engine.spiff.stage import Play, Stage
from tests.engine.spiff.stock import Stock
from tests.engine.spiff.test_walks import ITEMS, make, mirror, moves
from tests.sizes import SIZE

LONGEST = 400


class Artist:
    """Draws well-nested diagrams: each block has one way in and one way out."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.count = chance, 0
        self.kinds = [getattr(self, name) for name in dir(type(self)) if name.startswith("draw_")]

    def draw(self) -> Diagram:
        diagram = Diagram().start().end()
        first, last = self.block(diagram, 4)
        diagram.flows(f"start -> {first}", f"{last} -> end")
        return diagram

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def block(self, shapes: Shapes, depth: int) -> tuple[str, str]:
        """The first and the last element of something drawn."""
        kind = self.chance.choice(self.kinds) if depth else self.task
        found: tuple[str, str] = kind(shapes, depth - 1)
        return found

    def task(self, shapes: Shapes, depth: int) -> tuple[str, str]:
        name = self.name("task")
        shapes.user(name)
        return name, name

    def draw_sequence(self, shapes: Shapes, depth: int) -> tuple[str, str]:
        (first, middle), (then, last) = self.block(shapes, depth), self.block(shapes, depth)
        shapes.flows(f"{middle} -> {then}")
        return first, last

    def _branches(self, shapes: Shapes, depth: int) -> list[tuple[str, str]]:
        return [self.block(shapes, depth) for _ in range(self.chance.randint(2, 3))]

    def draw_parallel(self, shapes: Shapes, depth: int) -> tuple[str, str]:
        fork, join = self.name("fork"), self.name("join")
        shapes.both(fork, join)
        for first, last in self._branches(shapes, depth):
            shapes.flows(f"{fork} -> {first}", f"{last} -> {join}")
        return fork, join

    def draw_choice(self, shapes: Shapes, depth: int) -> tuple[str, str]:
        asks, _ = self.task(shapes, depth)
        split, merge = self.name("split"), self.name("merge")
        getattr(shapes, self.chance.choice(["xor", "any"]))(split, merge)
        shapes.flows(f"{asks} -> {split}")
        for number, (first, last) in enumerate(self._branches(shapes, depth)):
            shapes.flows(
                f"{split} -> {first}: {f'fate_{asks} > {number}' if number else 'default'}", f"{last} -> {merge}"
            )
        return asks, merge

    def draw_loop(self, shapes: Shapes, depth: int) -> tuple[str, str]:
        merge, split = self.name("back"), self.name("out")
        shapes.xor(merge, split)
        (first, last), (asks, _) = self.block(shapes, depth), self.task(shapes, depth)
        leave, _ = self.task(shapes, depth)
        shapes.flows(f"{merge} -> {first}", f"{last} -> {asks} -> {split}")
        shapes.flows(f"{split} -> {merge}: fate_{asks} > 2", f"{split} -> {leave}: default")
        return merge, leave

    def draw_sub_process(self, shapes: Shapes, depth: int) -> tuple[str, str]:
        name, start = self.name("sub"), self.name("start")
        repeated = self.chance.choice(["", "", many("items"), many("items", sequential=True), again(maximum=2)])
        with shapes.sub(name, inside=repeated) as inner:
            first, _ = self.block(inner.start(start), depth)
            inner.flows(f"{start} -> {first}")
            if self.chance.random() < 0.3:
                self._listen(inner)
        return name, name

    def _listen(self, shapes: Shapes) -> None:
        interrupting = self.chance.choice([None, "false"])
        with shapes.sub(self.name("event"), triggeredByEvent="true") as inner:
            start, handle = self.name("begins"), self.name("handle")
            inner.start(start, f"message:{start}", isInterrupting=interrupting).user(handle).flows(
                f"{start} -> {handle}"
            )

    def draw_boundary(self, shapes: Shapes, depth: int) -> tuple[str, str]:
        name, merge = self.name("guarded"), self.name("merge")
        with shapes.sub(name) as inner:
            start = self.name("start")
            first, _ = self.block(inner.start(start), depth)
            inner.flows(f"{start} -> {first}")
        about = self.chance.choice([f"message:{name}", f"timer:duration PT{self.count}H"])
        event, (then, last) = self.name("event"), self.task(shapes, depth)
        shapes.boundary(event, name, about).xor(merge)
        shapes.flows(f"{name} -> {merge}", f"{event} -> {then}", f"{last} -> {merge}")
        return name, merge

    def draw_reminder(self, shapes: Shapes, depth: int) -> tuple[str, str]:
        name, event, then = self.name("task"), self.name("event"), self.name("reminded")
        shapes.user(name, then).boundary(event, name, "timer:cycle R2/P1D", interrupting=False)
        shapes.flows(f"{event} -> {then}")
        return name, name

    def draw_event_gateway(self, shapes: Shapes, depth: int) -> tuple[str, str]:
        gateway, merge = self.name("first"), self.name("merge")
        shapes.first(gateway).xor(merge)
        for about in (f"message:{gateway}", f"timer:duration P{self.count}D"):
            event, (then, last) = self.name("event"), self.block(shapes, depth)
            shapes.catch(event, about).flows(f"{gateway} -> {event} -> {then}", f"{last} -> {merge}")
        return gateway, merge

    def draw_many(self, shapes: Shapes, depth: int) -> tuple[str, str]:
        name = self.name("task")
        shapes.user(name, inside=many("items", sequential=self.chance.choice([True, False])))
        return name, name


@pytest.mark.parametrize("seed", range(SIZE.pick(120, 3000)))
def test_a_random_diagram_is_walked_to_its_end(seed: int) -> None:
    chance = random.Random(seed)
    diagram = Artist(chance).draw()
    stored, stage = Stage(diagram).play(items=ITEMS), Stage(diagram)
    kept = Play(stage, Workflow.start(1, {"items": ITEMS}, stage), stored=False)
    for step in range(LONGEST):
        possible = moves(stored)
        if not possible:
            break
        move = chance.choice(possible)
        # The longer the walk, the less it goes round, so that it comes to an end.
        values = {move[1]: step, f"fate_{move[1]}": chance.randrange(4 if step < LONGEST / 4 else 3)}
        make(stored, move, values)
        make(kept, move, values)
        assert stored.workflow.standing == kept.workflow.standing
        assert stored.parked == {}
    assert stored.workflow.dump() == kept.workflow.dump()
    assert stored.done or moves(stored)


class PlainArtist(Artist):
    """Draws what SpiffWorkflow as it comes runs as BPMN says: a join within a loop it fires too early, or fails at."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__(chance)
        self.kinds = [
            self.draw_sequence, self.draw_parallel, self.draw_choice, self.draw_short_loop, self.draw_ended_sub_process,
            self.draw_stoppable,
        ]  # fmt: skip

    def draw_short_loop(self, shapes: Shapes, depth: int) -> tuple[str, str]:
        return self.draw_loop(shapes, 0)

    def draw_ended_sub_process(self, shapes: Shapes, depth: int) -> tuple[str, str]:
        name, start, end = self.name("sub"), self.name("start"), self.name("end")
        with shapes.sub(name) as inner:
            first, last = self.block(inner.start(start).end(end), depth)
            inner.flows(f"{start} -> {first}", f"{last} -> {end}")
        return name, name

    def draw_stoppable(self, shapes: Shapes, depth: int) -> tuple[str, str]:
        (name, _), merge, event = self.draw_ended_sub_process(shapes, depth), self.name("merge"), self.name("event")
        (then, last) = self.task(shapes, depth)
        shapes.boundary(event, name, f"message:{name}").xor(merge)
        shapes.flows(f"{name} -> {merge}", f"{event} -> {then}", f"{last} -> {merge}")
        return name, merge


@pytest.mark.parametrize("seed", range(SIZE.pick(80, 2000)))
def test_a_random_diagram_goes_as_in_spiffworkflow(seed: int) -> None:
    chance = random.Random(seed)
    diagram = PlainArtist(chance).draw()
    play, stock = Stage(diagram).play(items=ITEMS), Stock(diagram, items=ITEMS)
    for step in range(LONGEST):
        assert (play.open, play.done) == (stock.open, stock.done)
        possible = moves(play)
        if not possible:
            break
        move = chance.choice(possible)
        values = {move[1]: step, f"fate_{move[1]}": chance.randrange(4 if step < LONGEST / 4 else 3)}
        mirror(stock, play, move, values)
        make(play, move, values)
    assert play.done
