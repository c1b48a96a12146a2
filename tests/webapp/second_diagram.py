"""A second diagram beside the errand's, in the same folder's draft."""

from tests.webapp.world import World
from webapp.drafting.drafts import read_draft, save_file

SECOND = "second.bpmn"


def draft_second(world: World) -> None:
    """The errand once more, as a process of its own whose judging step is called otherwise."""
    with world.here.database.read() as connection:
        first = read_draft(connection, "errand").files["errand/errand.bpmn"].decode()
    second = first.replace('"errand"', '"second"').replace('name="Arvioi asia"', 'name="Arvioi toinen"')
    now = world.clock.now()
    world.here.database.transact(
        lambda unit: save_file(unit.write(), "errand", f"errand/{SECOND}", second.encode(), 0, "bo", now)
    )
