"""Whoever works with a process tells its owner what should be otherwise, and hears what came of it."""

from tests.webapp.conftest import Visitor
from tests.webapp.world import World
from webapp.lifecycle.notices import Delivery, Kind, choose_deliveries

PAGE = "/processes/errand/remarks"


def test_a_wish_for_a_step_reaches_the_owner_and_is_answered(anna: Visitor, cecilia: Visitor) -> None:
    assert "element=describe" in anna.get("/processes/1").get_data(as_text=True)
    asked = {"element": ["describe"], "text": ["Kysykää <b>vuosi</b> vasta lopuksi."]}
    assert anna.post(PAGE, asked).status_code == 303
    assert "1 remark waits" in cecilia.get("/processes").get_data(as_text=True)
    page = cecilia.get(PAGE).get_data(as_text=True)
    assert "Kysykää &lt;b&gt;vuosi&lt;/b&gt;" in page
    assert "Anna Ahonen" in page

    assert anna.post(f"{PAGE}/1", {"answer": ["Itse vastaan"]}, page=PAGE).status_code == 403
    assert cecilia.post(f"{PAGE}/1", {"answer": ["Muutettu versioon 2."]}, page=PAGE).status_code == 303
    assert "Muutettu versioon 2." in anna.get(PAGE).get_data(as_text=True)
    assert "remark waits" not in cecilia.get("/processes").get_data(as_text=True)
    assert cecilia.post(f"{PAGE}/1", {"answer": ["Vielä kerran"]}, page=PAGE).status_code == 404


def test_an_empty_wish_is_not_sent_and_a_step_that_is_not_there_is_refused(anna: Visitor) -> None:
    refused = anna.post(PAGE, {"element": ["describe"], "text": ["  "]})
    assert refused.status_code == 422
    assert "Kirjoita, mitä toivot." in refused.get_data(as_text=True)
    assert anna.post(PAGE, {"element": ["nowhere"], "text": ["x"]}).status_code == 400
    assert anna.get("/processes/nowhere/remarks").status_code == 404


def test_the_owner_is_told_of_a_wish_and_may_choose_not_to_be(world: World, anna: Visitor, cecilia: Visitor) -> None:
    anna.post(PAGE, {"element": ["describe"], "text": ["Lyhyempi."]})
    assert "A remark on «Kuvaa asia» of «Asian käsittely»" in cecilia.get("/notices").get_data(as_text=True)
    assert "Toive: «" not in anna.get("/notices").get_data(as_text=True)
    assert cecilia.get("/remarks/1").headers["Location"] == f"{PAGE}#remark-1"
    assert 'class="row unread"' not in cecilia.get("/notices").get_data(as_text=True)

    assert 'name="remark"' in cecilia.get("/account").get_data(as_text=True)
    assert 'name="remark"' not in anna.get("/account").get_data(as_text=True)
    off = {Kind.REMARK: Delivery.OFF}
    world.here.database.transact(lambda unit: choose_deliveries(unit.write(), "cecilia", off))
    anna.post(PAGE, {"element": [""], "text": ["Vielä yksi."]})
    assert cecilia.get("/notices").get_data(as_text=True).count("A remark on «") == 1
    assert cecilia.get("/remarks/9").status_code == 404


def test_an_owner_s_own_wish_is_no_news_to_them(cecilia: Visitor) -> None:
    cecilia.post(PAGE, {"element": [""], "text": ["Muistiin."]})
    assert "Nothing to tell" in cecilia.get("/notices").get_data(as_text=True)
