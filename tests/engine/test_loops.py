"""A loop of many turns costs the same at its end as at its beginning."""

from engine import InstanceStatus
from tests.engine.drawings import drawing, element, end, field, flows, form, start, user_task
from tests.engine.play import Play
from tests.sizes import SIZE

LOOP = {
    "loop/loop.bpmn": drawing(
        "loop",
        start(),
        element("exclusiveGateway", "back"),
        user_task("act", formKey="turn"),
        element("exclusiveGateway", "choice"),
        end(),
        flows("begin > back > act > choice", "choice > [more] back", "choice > [not(more)] over"),
    ),
    "loop/turn.form.json": form("turn", field("more", "checkbox", process=True)),
}


def test_a_loop_of_many_turns_stays_as_small_as_it_was(play: Play) -> None:
    turns = SIZE.pick(300, 10_000)
    play.deploy(LOOP)
    number = play.start("loop")
    sizes = []
    for _ in range(turns):
        task = play.rows("SELECT id FROM user_task")[0][0]
        play.complete_task(task, more="true")
        sizes.append(len(play.content(number)))
    play.complete(number, "act")

    assert play.instance(number).status is InstanceStatus.COMPLETED
    assert max(sizes[10:]) - min(sizes[10:]) < 20, "Only the numbers of its tokens grow."
    play.demand_sound()
