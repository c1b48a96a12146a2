"""Beside the drawing: reminders, translations, messages, and words that are offered while one types."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from engine.texts import parse_catalogue
from tests.browser.conftest import Tab
from tests.browser.drawing_steps import CHECKED, choose, open_drawing, saved
from tests.webapp.world import World
from webapp.drafting.drafts import read_draft, save_file

DIAGRAM = "errand/errand.bpmn"


def drafted(world: World, path: str = DIAGRAM) -> bytes:
    with world.here.database.read() as connection:
        return read_draft(connection, "errand").files[path]


def test_a_reminder_is_added_to_a_task_undone_and_says_what_is_missing(
    world: World, open_tab: Callable[..., Tab]
) -> None:
    tab = open_tab(locale="en").log_in("cecilia")
    page = open_drawing(tab)
    choose(page, "judge")
    page.get_by_label("Name", exact=True).fill("Arvioi asia hyvin")
    page.get_by_text("Add a reminder or deadline").click()
    page.locator("#reminder-time").fill("P14D")
    page.locator("#reminder-label").fill("14 pv kulunut")
    page.get_by_role("button", name="Add to the drawing").click()
    expect(page.locator("#reminder-subject-error")).to_be_visible()
    expect(page.locator("#reminder-subject")).to_be_focused()
    assert tab.violations() == []
    page.locator("#reminder-subject").fill("Arvio odottaa")
    page.keyboard.press("Enter")

    expect(page.locator("#properties [data-title]")).to_have_text("14 pv kulunut", timeout=CHECKED)
    saved(page)
    text = drafted(world).decode()
    assert re.search(r'<bpmn:boundaryEvent [^>]*cancelActivity="false"[^>]*attachedToRef="judge"', text)
    assert "<bpmn:timeDuration" in text
    assert 'name="Arvioi asia hyvin"' in text
    expect(page.locator("#findings-list .chip.bad")).to_have_count(0)
    assert tab.violations() == []

    page.locator("#undo").click()
    saved(page)
    assert "boundaryEvent" not in drafted(world).decode()
    assert 'name="Arvioi asia hyvin"' in drafted(world).decode()


def test_a_reminder_for_a_task_without_a_group_is_refused_with_the_reason(
    world: World, open_tab: Callable[..., Tab]
) -> None:
    page = open_drawing(open_tab(locale="en").log_in("cecilia"))
    choose(page, "describe")
    page.get_by_text("Add a reminder or deadline").click()
    for name, words in (("time", "P14D"), ("label", "14 pv kulunut"), ("subject", "Kuvaus odottaa")):
        page.locator(f"#reminder-{name}").fill(words)
    page.get_by_role("button", name="Add to the drawing").click()
    expect(page.locator("#reminder-group-error")).to_contain_text("No reminder fits here")
    expect(page.locator("#reminder-time")).to_have_value("P14D")
    assert "boundaryEvent" not in drafted(world).decode()


def test_what_a_step_is_called_in_other_languages_is_kept_in_the_folders_texts(
    world: World, open_tab: Callable[..., Tab]
) -> None:
    tab = open_tab(locale="en").log_in("cecilia")
    page = open_drawing(tab)
    choose(page, "judge")
    page.get_by_text("In Swedish and English").click()
    expect(page.get_by_label("Name in Swedish")).to_have_value("Bedöm ärendet")
    page.get_by_label("Name in Swedish").fill("Värdera ärendet")
    page.get_by_label("Name in English").fill("Judge the errand")
    page.get_by_label("Name in English").blur()
    expect(page.locator("#translations [role=status]")).to_have_text("Saved in the draft.")
    assert parse_catalogue(drafted(world, "errand/texts.sv.po"), "")["Arvioi asia"] == "Värdera ärendet"
    assert parse_catalogue(drafted(world, "errand/texts.en.po"), "")["Arvioi asia"] == "Judge the errand"
    assert parse_catalogue(drafted(world, "errand/texts.sv.po"), "")["Kuvaa asia"] == "Beskriv ärendet"
    assert tab.violations() == []

    choose(page, "describe")
    expect(page.get_by_label("Name in Swedish")).to_have_value("Beskriv ärendet")
    page.get_by_label("Instruction in English").fill("Tell **briefly** what it is about.")
    page.get_by_label("Instruction in English").blur()
    expect(page.locator("#translations [role=status]")).to_have_text("Saved in the draft.")
    assert "Tell **briefly** what it is about." in parse_catalogue(drafted(world, "errand/texts.en.po"), "").values()


def test_a_translation_that_another_changed_meanwhile_is_not_written_over(
    world: World, open_tab: Callable[..., Tab]
) -> None:
    page = open_drawing(open_tab(locale="en").log_in("cecilia"))
    theirs = drafted(world, "errand/texts.sv.po").replace("Bedöm ärendet".encode(), b"Annat")
    now = world.clock.now()
    world.here.database.transact(
        lambda unit: save_file(unit.write(), "errand", "errand/texts.sv.po", theirs, 0, "anna", now)
    )
    choose(page, "judge")
    page.get_by_text("In Swedish and English").click()
    page.get_by_label("Name in Swedish").fill("Mitt")
    page.get_by_label("Name in Swedish").blur()
    expect(page.locator("#translations [role=status]")).to_contain_text("Anna Ahonen")
    assert drafted(world, "errand/texts.sv.po") == theirs


def test_a_message_is_made_and_chosen_again(world: World, open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(locale="en").log_in("cecilia")
    page = open_drawing(tab)
    for element in ("describe", "judge"):
        choose(page, element)
        page.locator("#canvas svg[tabindex]").first.focus()
        page.keyboard.press("r")
        page.keyboard.type("receive")
        page.keyboard.press("Enter")
        message = page.get_by_label("Message", exact=True)
        if element == "describe":
            message.fill("answer_come")
        else:
            message.press_sequentially("ans")
            expect(message).to_have_attribute("aria-expanded", "true")
            message.press("ArrowDown")
            message.press("Enter")
            expect(message).to_have_value("answer_come")
        message.blur()
        saved(page)
    text = drafted(world).decode()
    assert re.findall(r"<bpmn:message [^>]*>", text) == ['<bpmn:message id="message_answer_come" name="answer_come" />']
    assert text.count('messageRef="message_answer_come"') == 2


def test_words_are_offered_while_one_types_and_taken_by_keyboard(world: World, open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(locale="en").log_in("cecilia")
    page = open_drawing(tab)
    choose(page, "back_label")
    condition = page.get_by_label("When this way is taken", exact=True)
    condition.fill("")
    condition.press_sequentially("= judg")
    options = page.locator("#says-condition-suggestions [role=option]")
    expect(options.first).to_have_text("judgement")
    condition.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(condition).to_have_attribute("aria-activedescendant", "says-condition-suggestions-0")
    assert tab.violations() == []
    condition.press("Enter")
    condition.press_sequentially(' = "sup')
    expect(options.first).to_be_hidden()
    condition.press_sequentially('plement" and coun')
    condition.press("ArrowDown")
    condition.press("Enter")
    condition.press_sequentially("grounds")
    condition.press("Escape")
    expect(condition).to_have_value('= judgement = "supplement" and count(grounds)')
    condition.press("End")
    condition.press_sequentially(" > ")
    condition.press("Escape")
    condition.press_sequentially("0")
    condition.press("Tab")
    saved(page)
    assert "count(grounds) &gt; 0" in drafted(world).decode()

    choose(page, "judge")
    due = page.get_by_label("Due", exact=True)
    due.fill("")
    due.press_sequentially("= today(")
    due.press("Tab")
    expect(page.locator("#findings-here")).to_be_visible(timeout=CHECKED)
    group = page.get_by_label("Whose task it is", exact=True)
    group.fill("")
    group.press("Control+ ")
    expect(page.locator("#says-camunda-candidateGroups-suggestions [role=option]").first).to_be_visible()
    group.press("Escape")
    expect(page.locator("#says-camunda-candidateGroups-suggestions")).to_be_hidden()
    expect(page.locator("#properties")).to_be_visible()
