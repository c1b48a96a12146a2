"""Logging in with a second step, and by the organisation's own log-in service, as people do it."""

import base64
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Served, Tab
from tests.browser.pages import NARROW
from tests.webapp.provider_walk import running_provider
from tests.webapp.test_provider_login import linked_to
from tests.webapp.test_second_factor import code_now
from tests.webapp.world import PASSWORD, World


def test_a_second_step_is_put_into_use_and_asked_by_keyboard_on_a_narrow_screen(
    world: World, open_tab: Callable[..., Tab]
) -> None:
    tab = open_tab(viewport=NARROW, locale="fi").log_in("anna")
    page = tab.page
    page.goto("/account")
    page.get_by_role("link", name="Toinen vaihe").press("Enter")
    page.wait_for_url("**/account/second-factor")
    page.get_by_label("Nykyinen salasana").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="QR-koodi")).to_be_visible()
    assert tab.violations() == []
    assert tab.overflow() <= 0
    seed = base64.b32decode(page.locator("code").inner_text().replace(" ", ""))
    page.get_by_label("Koodi", exact=True).fill("123")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Koodi", exact=True)).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Koodi", exact=True).fill(code_now(world, seed))
    page.keyboard.press("Enter")
    expect(page.locator("code")).to_have_count(10)
    assert tab.violations() == []
    assert tab.overflow() <= 0
    recovery = page.locator("code").first.inner_text()

    later = open_tab(viewport=NARROW, locale="fi")
    page = later.page
    page.goto("/login?next=/projects")
    page.fill("#email", "anna@example.fi")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url("**/login/code**")
    assert later.violations() == []
    page.get_by_label("Koodi", exact=True).fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    assert later.violations() == []
    page.get_by_label("Koodi", exact=True).fill(recovery)
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects")


@pytest.fixture
def linked(served: Served, prepared: Path, tmp_path: Path) -> Iterator[str]:
    """A world served beside a provider, in which Anna comes by the provider; its address."""
    served.stop()
    base = f"http://127.0.0.1:{served.port}"
    folder = tmp_path / "linked"
    folder.mkdir()
    with running_provider(base) as provider, linked_to(provider, prepared, folder) as world:
        there = Served(world, served.port)
        yield base
        there.stop()


def test_the_organisations_log_in_lets_in_and_out(linked: str, open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(base_url=linked, viewport=NARROW, locale="fi")
    page = tab.page
    page.goto("/login?next=/projects")
    assert tab.violations() == []
    page.get_by_role("link", name="organisaation").click()
    page.locator("[name=login]").fill("anna")
    page.locator("[name=password]").fill("any")
    page.locator("[type=submit]").click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/projects")
    assert tab.violations() == []
    page.get_by_role("button", name="Kirjaudu ulos").click()
    page.get_by_role("button", name="Yes").click()
    page.wait_for_url(f"{linked}/login**")
