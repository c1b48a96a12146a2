"""A matter is put right by the keyboard alone, in the administrator's own language."""

from collections.abc import Callable

from tests.browser.conftest import Tab
from tests.webapp.world import World


def test_a_value_is_set_right_and_taken_back_by_the_keyboard_alone(world: World, open_tab: Callable[..., Tab]) -> None:
    world.start_errand()
    page = open_tab().log_in("cecilia").page
    page.goto("/projects/1/repair")

    def go_to(role: str, name: str) -> None:
        """Press Tab until it has the focus."""
        wanted = page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
        for _ in range(60):
            page.keyboard.press("Tab")
            if wanted.evaluate("one => one === document.activeElement"):
                return
        raise AssertionError(f"Expected to reach {name!r} by Tab, but did not.")

    go_to("link", "Set data right")
    page.keyboard.press("Enter")
    page.wait_for_url("**act=set")
    go_to("combobox", "Name of the value, as the diagram has it")
    page.keyboard.type("cost")
    go_to("textbox", "New value")
    page.keyboard.type("12.5")
    go_to("button", "Show what would happen")
    page.keyboard.press("Enter")
    page.get_by_text("cost: empty → 12.5").wait_for()
    go_to("textbox", "Reason")
    page.keyboard.type("It was typed wrong")
    page.keyboard.press("Enter")
    page.get_by_text("Done, and written into the history.").wait_for()
    go_to("link", "Take the last repair back")
    page.keyboard.press("Enter")
    page.get_by_text("cost: 12.5 → empty").wait_for()
    go_to("textbox", "Reason")
    page.keyboard.type("It was right after all")
    go_to("button", "Take the last repair back")
    page.keyboard.press("Enter")
    page.get_by_text("Done, and written into the history.").wait_for()
    with world.here.database.read() as connection:
        assert "cost" not in world.here.engine.instance(connection, 1).data
