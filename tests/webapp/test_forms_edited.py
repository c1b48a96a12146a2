"""Forms changed on their pages: a label in three languages, a new field, the order, and what two do at once."""

import re
from collections.abc import Callable

from sqlalchemy import insert

from tests.webapp.conftest import Visitor
from tests.webapp.world import World
from webapp.drafting.drafts import read_draft, save_file
from webapp.lifecycle.schema import group_membership

FORM = "/processes/errand/forms/errand"
PATH = "errand/errand.form.json"


def field_page(visitor: Visitor, label: str) -> str:
    page = visitor.get(FORM).get_data(as_text=True)
    found = re.search(rf'href="([^"]+)">{label}<', page)
    assert found, label
    return found[1]


def inputs(page: str) -> dict[str, str]:
    """What a browser would send back."""
    main = page.partition("<main")[2]
    found = dict(re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', main))
    found |= {
        name: text.replace("\n", "", 1)
        for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', main)
    }
    for name, _ in re.findall(r'type="checkbox" name="([^"]+)"( checked)', main):
        found[name] = "on"
    for name, value in re.findall(r'type="radio" name="([^"]+)" value="([^"]+)" checked', main):
        found[name] = value
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', main, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[0] if chosen else ""
    found.pop("csrf_token", None)
    return {name: value.replace("&#34;", '"').replace("&quot;", '"') for name, value in found.items()}


def send(visitor: Visitor, path: str, **changes: str):  # type: ignore[no-untyped-def]
    typed = inputs(visitor.get(path).get_data(as_text=True)) | {
        name.replace("__", "."): value for name, value in changes.items()
    }
    return visitor.post(path, {name: [value] for name, value in typed.items()}, page=path)


def files(world: World) -> dict[str, bytes]:
    with world.here.database.read() as connection:
        return read_draft(connection, "errand").files


def test_a_label_is_renamed_in_three_languages_with_one_save(world: World, cecilia: Visitor) -> None:
    path = field_page(cecilia, "Asia")
    answer = send(cecilia, path, label__fi="Mitä asia koskee", label__sv="Vad gäller det", label__en="Subject matter")
    assert answer.status_code == 303
    now = files(world)
    assert '"Mitä asia koskee"' in now[PATH].decode()
    assert 'msgid "Mitä asia koskee"\nmsgstr "Vad gäller det"' in now["errand/texts.sv.po"].decode()
    assert 'msgstr "Subject matter"' in now["errand/texts.en.po"].decode()
    shown = cecilia.get(f"{FORM}?shown=sv").get_data(as_text=True)
    assert "Vad gäller det" in shown.partition('id="preview"')[2]
    cecilia.post("/processes/errand/draft/back", {}, page=FORM)
    assert "errand/texts.en.po" not in files(world)


def test_a_field_saved_without_a_change_changes_nothing(world: World, cecilia: Visitor) -> None:
    before = files(world)
    for place in ("1", "2", "4", "4-1", "6", "7", "8", "9-2", "10"):
        assert send(cecilia, f"{FORM}/fields/{place}").status_code == 303, place
    now = files(world)
    assert now["errand/texts.sv.po"] == before["errand/texts.sv.po"]


def test_a_new_field_comes_where_it_was_wanted_and_leaves_again(world: World, cecilia: Visitor) -> None:
    answer = cecilia.post(
        f"{FORM}/add", {"kind": ["money"], "label": ["Omarahoitus"], "where": ["2"], "revision": ["0"]}, page=FORM
    )
    assert answer.headers["Location"].endswith("/fields/2")
    shown = cecilia.get(FORM).get_data(as_text=True)
    assert shown.index("Omarahoitus") < shown.index(">Asia<")
    revision = inputs(shown)["revision"]
    assert cecilia.post(f"{FORM}/order", {"down": ["2"], "revision": [revision]}, page=FORM).status_code == 303
    shown = cecilia.get(FORM).get_data(as_text=True)
    assert shown.index("Omarahoitus") > shown.index(">Asia<")
    cecilia.post(f"{FORM}/order", {"remove": ["3"], "revision": [inputs(shown)["revision"]]}, page=FORM)
    assert "Omarahoitus" not in files(world)[PATH].decode()
    wrong = cecilia.post(f"{FORM}/add", {"kind": [""], "label": [""], "where": ["1"]}, page=FORM)
    assert wrong.status_code == 422


def test_whoever_was_second_keeps_what_they_typed(world: World, cecilia: Visitor) -> None:
    path = field_page(cecilia, "Tarve")
    typed = inputs(cecilia.get(path).get_data(as_text=True)) | {"label.fi": "Tarve tarkemmin"}
    content = files(world)[PATH].replace(b'"Henkil', b'"Montako henkil')
    now = world.clock.now()
    world.here.database.transact(lambda unit: save_file(unit.write(), "errand", PATH, content, 0, "bo", now))
    stale = cecilia.post(f"{FORM}/order", {"up": ["2"], "revision": ["0"]}, page=FORM)
    assert stale.status_code == 303
    assert files(world)[PATH] == content, "an order given for what is no longer there is not carried out"
    answer = cecilia.post(path, {name: [value] for name, value in typed.items()}, page=path)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Tarve tarkemmin" in page
    again = cecilia.post(path, {name: [value] for name, value in inputs(page).items()}, page=path)
    assert again.status_code == 303
    assert "Montako henkil" in files(world)[PATH].decode(), "the other's field stays"
    assert "Tarve tarkemmin" in files(world)[PATH].decode()


def test_what_is_wrong_is_told_at_its_input(cecilia: Visitor) -> None:
    path = field_page(cecilia, "Asia")
    answer = send(cecilia, path, when="feel", hide="kind = = 3", key="Väärä avain", longest="pitkä")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for name in ("hide", "key", "longest"):
        assert f'id="{name}-error"' in page
        assert f'href="#{name}"' in page


def test_a_key_that_somebody_reads_is_changed_only_on_purpose(world: World, cecilia: Visitor) -> None:
    path = field_page(cecilia, "Laji")
    answer = send(cecilia, path, key="sort")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Aiempi asia" in page
    assert send(cecilia, path, key="sort", sure="on").status_code == 303
    assert '"sort"' in files(world)[PATH].decode()


def test_options_are_added_moved_and_left_out(world: World, cecilia: Visitor) -> None:
    path = field_page(cecilia, "Alue")
    page = send(cecilia, path, **{"order": "up-1", "option-2__fi": "Länsi", "option-2__sv": "Väst"})
    typed = inputs(page.get_data(as_text=True))
    assert [typed[f"option-{number}.fi"] for number in range(3)] == ["Etelä", "Pohjoinen", "Länsi"]
    assert cecilia.post(path, {name: [value] for name, value in typed.items()}, page=path).status_code == 303
    form = files(world)[PATH].decode()
    assert form.index('"south"') < form.index('"north"') < form.index('"lansi"')
    assert 'msgid "Länsi"\nmsgstr "Väst"' in files(world)["errand/texts.sv.po"].decode()


def test_the_form_is_tried_without_sending_anything(world: World, cecilia: Visitor) -> None:
    before = files(world)
    answer = cecilia.post(f"{FORM}/try", {"subject": [""]}, page=FORM)
    assert answer.status_code == 422
    assert 'id="field-subject-error"' in answer.get_data(as_text=True)
    answers = {"subject": ["Silta"], "need": ["Kaide"], "cost": ["12,50"], "kind": ["new"], "sure": ["true"]}
    page = cecilia.post(f"{FORM}/try", answers, page=FORM).get_data(as_text=True)
    assert "<dt>subject</dt>" in page
    assert files(world) == before


def test_a_form_is_begun_and_its_name_is_its_own(world: World, cecilia: Visitor) -> None:
    forms = "/processes/errand/forms"
    assert cecilia.post(forms, {"name": ["Jälkikysely"]}, page=forms).status_code == 303
    assert "errand/jalkikysely.form.json" in files(world)
    assert cecilia.post(forms, {"name": ["Errand"]}, page=forms).status_code == 422
    assert cecilia.post(forms, {"name": [""]}, page=forms).status_code == 422
    assert "jalkikysely" in cecilia.get(forms).get_data(as_text=True)


def test_a_form_that_steps_show_is_not_deleted_and_one_that_none_shows_is(world: World, cecilia: Visitor) -> None:
    refused = cecilia.post(f"{FORM}/delete", {"revision": ["0"]}, page=FORM)
    assert refused.status_code == 409
    assert "these steps show it: «Kuvaa asia»" in refused.get_data(as_text=True)
    assert PATH in files(world)
    cecilia.post("/processes/errand/forms", {"name": ["Lisätiedot"]}, page="/processes/errand/forms")
    path = "/processes/errand/forms/lisatiedot"
    revision = inputs(cecilia.get(path).get_data(as_text=True))["revision"]
    assert cecilia.post(f"{path}/delete", {"revision": ["0"]}, page=path).status_code == 303
    assert "errand/lisatiedot.form.json" in files(world), "somebody was first"
    assert cecilia.post(f"{path}/delete", {"revision": [revision]}, page=path).status_code == 303
    assert "errand/lisatiedot.form.json" not in files(world)
    assert cecilia.get(path).status_code == 404
    cecilia.post("/processes/errand/draft/back", {}, page="/processes/errand/draft")
    assert cecilia.get(path).status_code == 200


def test_an_expression_that_cannot_be_read_is_told_in_the_reader_s_language(
    world: World, as_person: Callable[[str], Visitor]
) -> None:
    belongs = {"person_id": "anna", "group_key": "administrator", "valid_from": world.here.today()}
    world.here.database.transact(lambda unit: unit.write().execute(insert(group_membership).values(**belongs)))
    anna = as_person("anna")
    path = field_page(anna, "Asia")
    answer = send(anna, path, when="feel", hide="kind = ")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "tässä kohdassa pitäisi olla arvo, mutta teksti loppuu" in page
    assert "Expected" not in page
