"""The levels of a score, what its points mean in words, are changed as options in the form editor."""

import json

from tests.webapp.conftest import Visitor
from tests.webapp.test_forms_edited import FORM, PATH, field_page, files, send
from tests.webapp.world import World


def test_a_level_gets_other_words_and_its_points_stay_a_number(world: World, cecilia: Visitor) -> None:
    revision = {"kind": ["score"], "label": ["Arviointi"], "where": ["1"], "revision": ["0"]}
    added = cecilia.post(f"{FORM}/add", revision, page=FORM)
    assert added.status_code == 303
    page = cecilia.get(added.headers["Location"]).get_data(as_text=True)
    assert "Asked in each row:" in page
    path = field_page(cecilia, "Pisteet")
    assert f'href="{path}"' in page
    changes = {"option-0__fi": "0 – ei täyty", "option-0__sv": "0 – uppfylls inte"}
    assert send(cecilia, path, **changes).status_code == 303
    form = json.loads(files(world)[PATH])
    (score,) = [one for one in form["components"] if one.get("label") == "Arviointi"]
    assert score["components"][1]["values"][0] == {"value": 0, "label": "0 – ei täyty"}
    assert "0 – uppfylls inte" in files(world)["errand/texts.sv.po"].decode()
