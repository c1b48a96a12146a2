"""Diagrams to walk through at random.

Each user task writes its own name and a fate of its own (`fate_a` for the task `a`, 0 to 3), and the conditions read
the fate of a task that has just been done: so SpiffWorkflow's copies of data and our shared data decide alike.
"""

from collections.abc import Callable
from xml.sax.saxutils import quoteattr

from tests.engine.diagram import Diagram, Shapes

Made = tuple[Shapes, ...]


def many(collection: str, *, sequential: bool = False, number: str = "", enough: str = "", results: str = "") -> str:
    """Multi-instance characteristics in BPMN's own words, which both engines read."""
    content = f"<loopCardinality>{number}</loopCardinality>" if number else ""
    if collection:
        content += f"<loopDataInputRef>{collection}</loopDataInputRef><inputDataItem id='item' name='item'/>"
    content += f"<loopDataOutputRef>answers</loopDataOutputRef><outputDataItem id='{results}'/>" if results else ""
    content += f"<completionCondition>{enough}</completionCondition>" if enough else ""
    order = f" isSequential={quoteattr(str(sequential).lower())}"
    return f"<multiInstanceLoopCharacteristics{order}>{content}</multiInstanceLoopCharacteristics>"


def again(condition: str = "", maximum: int = 0, *, before: bool = False) -> str:
    """Standard loop characteristics."""
    attributes = f" testBefore={quoteattr(str(before).lower())}" + (f' loopMaximum="{maximum}"' if maximum else "")
    content = f"<loopCondition>{condition}</loopCondition>" if condition else ""
    return f"<standardLoopCharacteristics{attributes}>{content}</standardLoopCharacteristics>"


def sequence() -> Made:
    return (Diagram().start().user("a", "b", "c").end().flows("start -> a -> b -> c -> end"),)


def exclusive() -> Made:
    diagram = Diagram().start().user("a", "b", "c", "d").xor("g", "m").end()
    return (diagram.flows("start -> a -> g", "g -> b: fate_a = 0", "g -> c: fate_a = 1", "g -> d: default",
                          "b -> m", "c -> m", "d -> m -> end"),)  # fmt: skip


def exclusive_loop() -> Made:
    diagram = Diagram().start().user("a", "b").xor("m", "g").end()
    return (diagram.flows("start -> m -> a -> b -> g", "g -> m: fate_b > 0", "g -> end: default"),)


def nested_loops() -> Made:
    diagram = Diagram().start().user("a", "b", "c").xor("m1", "m2", "g1", "g2").end()
    return (diagram.flows("start -> m1 -> a -> m2 -> b -> g1", "g1 -> m2: fate_b > 1", "g1 -> c: default",
                          "c -> g2", "g2 -> m1: fate_c > 1", "g2 -> end: default"),)  # fmt: skip


def parallel() -> Made:
    diagram = Diagram().start().both("f", "j").user("a", "b", "c", "z").end()
    return (diagram.flows("start -> f -> a -> j", "f -> b -> j", "f -> c -> j -> z -> end"),)


def parallel_long() -> Made:
    diagram = Diagram().start().both("f", "j").user("a", "b", "c", "d", "e", "z").end()
    return (diagram.flows("start -> f -> a -> b -> j", "f -> c -> d -> e -> j -> z -> end"),)


def parallel_nested() -> Made:
    diagram = Diagram().start().both("f", "j", "f2", "j2").user("a", "b", "c", "d", "z").end()
    return (diagram.flows("start -> f -> f2 -> a -> j2", "f2 -> b -> j2 -> c -> j", "f -> d -> j -> z -> end"),)


def parallel_with_choice() -> Made:
    diagram = Diagram().start().both("f", "j").user("a", "b", "c", "d").xor("g", "m").end()
    return (diagram.flows("start -> f -> a -> g", "g -> b: fate_a < 2", "g -> c: default", "b -> m", "c -> m -> j",
                          "f -> d -> j -> end"),)  # fmt: skip


def parallel_with_a_loop_inside() -> Made:
    diagram = Diagram().start().both("f", "j").user("a", "b", "c").xor("m", "g").end()
    return (
        diagram.flows("start -> f -> m -> a -> g", "g -> m: fate_a > 1", "g -> j: default", "f -> b -> j -> c -> end"),
    )


def parallel_without_join() -> Made:
    return (Diagram().start().both("f").user("a", "b", "c").end("e1").end("e2").flows(
        "start -> f -> a -> e1", "f -> b -> c -> e2"),)  # fmt: skip


def review_loop() -> Made:
    diagram = Diagram().start().both("f", "j").user("a", "b", "c").xor("m", "g").end()
    return (diagram.flows("start -> m -> f", "f -> a -> j", "f -> b -> j -> c -> g", "g -> m: fate_c > 0",
                          "g -> end: default"),)  # fmt: skip


def inclusive() -> Made:
    diagram = Diagram().start().any("f", "j").user("a", "b", "c", "d", "z").end()
    return (diagram.flows("start -> a -> f", "f -> b: fate_a > 0", "f -> c: fate_a > 1", "f -> d: default",
                          "b -> j", "c -> j", "d -> j -> z -> end"),)  # fmt: skip


def inclusive_loop() -> Made:
    diagram = Diagram().start().any("f", "j").user("a", "b", "c", "d").xor("m", "g").end()
    return (diagram.flows("start -> m -> a -> f", "f -> b: fate_a > 0", "f -> c: fate_a > 1", "f -> d: default",
                          "b -> j", "c -> j", "d -> j -> g", "g -> m: fate_a > 1", "g -> end: default"),)  # fmt: skip


def inclusive_after_parallel() -> Made:
    diagram = Diagram().start().both("f").any("j").user("a", "b", "c", "z").xor("g").end("e1").end("e2")
    return (diagram.flows("start -> f -> a -> j -> z -> e1", "f -> b -> g", "g -> j: fate_b > 1", "g -> c: default",
                          "c -> e2"),)  # fmt: skip


def sub_process() -> Made:
    diagram = Diagram().start().user("a", "z").end()
    with diagram.sub("sub") as sub:
        sub.start("s").user("b", "c").end("e").flows("s -> b -> c -> e")
    return (diagram.flows("start -> a -> sub -> z -> end"),)


def sub_process_loop() -> Made:
    diagram = Diagram().start().user("z").xor("m", "g").end()
    with diagram.sub("sub") as sub:
        sub.start("s").both("f", "j").user("b", "c").end("e").flows("s -> f -> b -> j", "f -> c -> j -> e")
    return (diagram.flows("start -> m -> sub -> z -> g", "g -> m: fate_z > 0", "g -> end: default"),)


def sub_processes_nested() -> Made:
    diagram = Diagram().start().user("z").end()
    with diagram.sub("outer") as outer:
        outer.start("s1").both("f", "j").user("a").end("e1")
        with outer.sub("inner") as inner:
            inner.start("s2").user("b", "c").end("e2").flows("s2 -> b -> c -> e2")
        outer.flows("s1 -> f -> inner -> j", "f -> a -> j -> e1")
    return (diagram.flows("start -> outer -> z -> end"),)


def call() -> Made:
    called = Diagram("called").start().user("x", "y").end().flows("start -> x -> y -> end")
    return (
        Diagram("caller").start().user("a", "z").call("c", "called").end().flows("start -> a -> c -> z -> end"),
        called,
    )


def call_twice_in_parallel() -> Made:
    called = Diagram("called").start().user("x").end().flows("start -> x -> end")
    diagram = Diagram("caller").start().both("f", "j").call("c", "called").user("a", "z").end()
    return (diagram.flows("start -> f -> c -> j", "f -> a -> j -> z -> end"), called)


def call_in_a_loop() -> Made:
    called = Diagram("called").start().user("x").xor("m", "g").end()
    called.flows("start -> m -> x -> g", "g -> m: fate_x > 2", "g -> end: default")
    diagram = Diagram("caller").start().xor("m", "g").call("c", "called").user("z").end()
    return (diagram.flows("start -> m -> c -> z -> g", "g -> m: fate_z > 1", "g -> end: default"), called)


def many_at_once() -> Made:
    return (Diagram().start().user("a", inside=many("items")).user("z").end().flows("start -> a -> z -> end"),)


def many_in_turn() -> Made:
    diagram = Diagram().start().user("a", inside=many("items", sequential=True, results="fate_a")).user("z").end()
    return (diagram.flows("start -> a -> z -> end"),)


def many_counted() -> Made:
    return (Diagram().start().user("a", inside=many("", number="3")).user("z").end().flows("start -> a -> z -> end"),)


def many_until_enough() -> Made:
    diagram = Diagram().start().user("a", inside=many("items", enough="fate_a > 1")).user("z").end()
    return (diagram.flows("start -> a -> z -> end"),)


def many_sub_processes() -> Made:
    diagram = Diagram().start().user("z").end()
    with diagram.sub("sub", inside=many("items")) as sub:
        sub.start("s").user("b", "c").end("e").flows("s -> b -> c -> e")
    return (diagram.flows("start -> sub -> z -> end"),)


def standard_loop() -> Made:
    diagram = Diagram().start().user("a", inside=again("fate_a > 0", 4)).user("z").end()
    return (diagram.flows("start -> a -> z -> end"),)


def standard_loop_of_sub_process() -> Made:
    diagram = Diagram().start().user("z").end()
    with diagram.sub("sub", inside=again(maximum=3)) as sub:
        sub.start("s").user("b", "c").end("e").flows("s -> b -> c -> e")
    return (diagram.flows("start -> sub -> z -> end"),)


def boundary_message() -> Made:
    diagram = Diagram().start().user("a", "b", "z").boundary("m", "a", "message:stop").xor("x").end()
    return (diagram.flows("start -> a -> x", "m -> b -> x", "x -> z -> end"),)


def boundary_on_sub_process() -> Made:
    diagram = Diagram().start().user("c", "z").boundary("m", "sub", "message:stop").xor("x").end()
    with diagram.sub("sub") as sub:
        sub.start("s").both("f", "j").user("a", "b").end("e").flows("s -> f -> a -> j", "f -> b -> j -> e")
    return (diagram.flows("start -> sub -> x", "m -> c -> x", "x -> z -> end"),)


def boundary_timer() -> Made:
    diagram = Diagram().start().user("a", "b").boundary("t", "a", 'timer:duration = "PT5H"').end("e1").end("e2")
    return (diagram.flows("start -> a -> e1", "t -> b -> e2"),)


def reminder() -> Made:
    diagram = Diagram().start().user("a", "b").end("e1").end("e2")
    diagram.boundary("t", "a", 'timer:duration = "PT5H"', interrupting=False)
    return (diagram.flows("start -> a -> e1", "t -> b -> e2"),)


def receive() -> Made:
    diagram = Diagram().start().both("f", "j").user("a", "z").receive("r", "news").end()
    return (diagram.flows("start -> f -> a -> j", "f -> r -> j -> z -> end"),)


def timer_in_between() -> Made:
    diagram = Diagram().start().user("a", "z").catch("t", 'timer:duration = "PT5H"').end()
    return (diagram.flows("start -> a -> t -> z -> end"),)


def event_gateway() -> Made:
    diagram = Diagram().start().user("a", "b", "c").first("g").catch("t", 'timer:duration = "PT5H"')
    diagram.catch("m", "message:news").end("e1").end("e2")
    return (diagram.flows("start -> a -> g", "g -> t -> b -> e1", "g -> m -> c -> e2"),)


def terminate() -> Made:
    diagram = Diagram().start().both("f").user("a", "b", "c").end("e").end("stop", "terminate")
    return (diagram.flows("start -> f -> a -> e", "f -> b -> c -> stop"),)


def escalation() -> Made:
    diagram = Diagram().start().user("z", "told").boundary("x", "sub", "escalation:late").end("e1").end("e2")
    with diagram.sub("sub") as sub:
        sub.start("s").user("a", "b").throw("up", "escalation:late").end("e").flows("s -> a -> up -> b -> e")
    return (diagram.flows("start -> sub -> z -> e1", "x -> told -> e2"),)


def error_end() -> Made:
    diagram = Diagram().start().user("z", "told").boundary("x", "sub", "error:bad").end("e1").end("e2")
    with diagram.sub("sub") as sub:
        sub.start("s").user("a", "b").xor("g").end("bad", "error:bad").end("e")
        sub.flows("s -> a -> g", "g -> bad: fate_a > 1", "g -> b: default", "b -> e")
    return (diagram.flows("start -> sub -> z -> e1", "x -> told -> e2"),)


def lifecycle() -> Made:
    diagram = Diagram().start().user("idea", "decide", "fund", "report", "supplement").both("f", "j")
    diagram.user("r1", "r2").xor("m", "g", "m2", "g2").end("no").end("done")
    return (diagram.flows("start -> m -> idea -> f", "f -> r1 -> j", "f -> r2 -> j -> decide -> g",
                          "g -> supplement: fate_decide = 1", "supplement -> m", "g -> no: fate_decide = 0",
                          "g -> fund: default", "fund -> m2 -> report -> g2", "g2 -> m2: fate_report > 0",
                          "g2 -> done: default"),)  # fmt: skip


STOCK: tuple[Callable[[], Made], ...] = (
    sequence, exclusive, exclusive_loop, nested_loops, parallel, parallel_long, parallel_nested, parallel_with_choice,
    parallel_with_a_loop_inside, parallel_without_join, inclusive, inclusive_after_parallel, sub_process,
    sub_process_loop, sub_processes_nested, call, call_twice_in_parallel, call_in_a_loop, many_at_once, many_in_turn,
    many_counted, many_until_enough, many_sub_processes, standard_loop, standard_loop_of_sub_process, boundary_message,
    boundary_on_sub_process, boundary_timer, reminder, receive, timer_in_between, event_gateway, terminate, escalation,
    error_end,
)  # fmt: skip
"""What SpiffWorkflow as it comes runs as BPMN says."""

LOSING = {sub_process_loop}
"""Of these, where SpiffWorkflow joins with an old copy and loses a newer answer: only the way is the same."""

BEYOND: tuple[Callable[[], Made], ...] = (review_loop, inclusive_loop, lifecycle)
"""Where SpiffWorkflow as it comes stops with an exception: a join within a loop."""
