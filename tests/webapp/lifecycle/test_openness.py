"""What is taken out of a text before strangers read it, and what stands in its place."""

import pytest

from webapp.lifecycle.openness import (
    PERSON,
    Hiding,
    Part,
    left_of,
    mark,
    names_in,
    pieces,
    read_hidings,
    redact,
    search_words,
)

TRADE = "24.1.20"


def passage(words: str, ground: str = TRADE) -> Hiding:
    """Words that are secret."""
    return Hiding(Part.PASSAGE, ground, words)


def test_a_secret_passage_is_taken_out_wherever_it_stands_and_its_ground_stands_there() -> None:
    texts = {"title": "Sahan laajennus", "grounds": "Kone maksaa\n45 000 euroa. KONE MAKSAA 45 000 euroa?"}

    told = redact(texts, [passage("Kone maksaa 45 000 euroa")])

    assert pieces(told["grounds"]) == [("", TRADE), (". ", ""), ("", TRADE), ("?", "")]
    assert told["title"] == "Sahan laajennus"


@pytest.mark.parametrize("words", ["Kone maksaa 46 000 euroa", ""])
def test_a_passage_that_is_not_found_hides_everything(words: str) -> None:
    told = redact({"title": "Sahan laajennus", "grounds": "Kone maksaa 45 000 euroa.", "error": ""}, [passage(words)])
    assert told == {"title": mark(TRADE), "grounds": mark(TRADE), "error": ""}


def test_a_whole_part_or_all_of_it_is_taken_out() -> None:
    texts = {"title": "Sahan laajennus", "conditions": "Kaksi yritystä.", "grounds": "Seudun etu."}
    parts = redact(texts, [Hiding(Part.CONDITIONS, TRADE)])
    assert parts == texts | {"conditions": mark(TRADE)}
    assert redact(texts, [Hiding(Part.WHOLE, "24.1.7")]) == dict.fromkeys(texts, mark("24.1.7"))


def test_passages_that_overlap_leave_nothing_of_either() -> None:
    told = redact({"grounds": "yksi kaksi kolme neljä"}, [passage("yksi kaksi kolme"), passage("kaksi kolme neljä")])
    assert left_of(told["grounds"]).strip() == ""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Matti Virtanen", "Matti Virtasen esitys, jonka Virtanen ja Matille kuuluva yritys tekivät."),
        ("Maija Aalto", "Maija Aallon ja Aaltojen hanke"),
        ("Heikki Koski", "Heikin Koskelle"),
        ("Anna-Liisa Mäki", "Anna-Liisan Mäen"),
        ("Leena Lahti", "Leenan Lahden sanoin; LEENA LAHTI"),
    ],
)
def test_a_persons_name_is_found_in_whatever_form_it_stands(name: str, text: str) -> None:
    told = redact({"grounds": text}, names_in([text], [name]))
    left = left_of(told["grounds"]).casefold()
    assert not any(part.casefold()[:3] in left for part in name.replace("-", " ").split())


def test_identity_codes_addresses_and_telephone_numbers_are_always_taken_out() -> None:
    text = "Tunnus 010190-123A, sähköposti matti.v@esimerkki.fi, puh. 040 123 4567 tai +358 40 1234567."
    told = redact({"grounds": text}, [])
    assert [ground for _, ground in pieces(told["grounds"]) if ground] == [PERSON] * 4
    assert not any(character.isdecimal() for character in left_of(told["grounds"]))


def test_sums_days_and_sections_stay() -> None:
    text = "Myönnetään 190 000,00 € ajalle 1.9.2027–28.2.2029, § 14, 350 000 € ja 0,5 htv."
    assert redact({"grounds": text}, []) == {"grounds": text}


def test_nobody_can_write_a_mark_or_what_no_feed_may_hold() -> None:
    told = redact({"grounds": f"a{mark('24.1.99')}b\x0bc"}, [])
    assert told == {"grounds": "a24.1.99bc"}


def test_what_was_taken_out_is_not_found_by_its_words() -> None:
    told = redact({"grounds": "Sahan kone maksaa paljon"}, [passage("kone maksaa")])
    known = search_words(*told.values()).split()
    assert "sahan" in known
    assert not {"kone", "maksaa", "24"} & set(known)


def test_rows_of_a_form_are_read() -> None:
    rows = [{"part": "passage", "ground": TRADE, "passage": " kone "}, {"part": "title", "ground": PERSON}]
    assert read_hidings(rows) == [passage("kone"), Hiding(Part.TITLE, PERSON)]


def test_of_people_of_other_matters_only_the_whole_name_counts() -> None:
    text = "Matti Lahden ja Lahti Matin hanke Lahdessa"
    told = redact({"grounds": text}, names_in([text], [], ["Matti Lahti"]))
    assert left_of(told["grounds"]).split() == ["ja", "hanke", "Lahdessa"]
