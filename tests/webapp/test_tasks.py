"""A task over HTTP, without scripts."""

from tests.webapp.conftest import Visitor
from tests.webapp.world import ERRAND, World


def test_a_task_is_opened_filled_in_and_completed(world: World, anna: Visitor) -> None:
    task_id = world.start_errand()
    assert "Kuvaa asia" in anna.get("/inbox").get_data(as_text=True)

    done = anna.post(f"/tasks/{task_id}/complete", ERRAND, page=f"/tasks/{task_id}")

    assert done.status_code == 303
    groups = anna.get("/inbox?tab=groups").get_data(as_text=True)
    assert "Arvioi asia" in groups
    assert "Kaukolämpö Karstulaan" in groups
