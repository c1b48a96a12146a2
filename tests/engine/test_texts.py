import pytest

from engine.errors import InvalidResource
from engine.texts import MAX_BYTES, OWN, Texts, fill, formulas_in, parse_catalogue, parse_texts

SWEDISH = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Määräaika"
msgstr "Tidsfrist"

msgid "Päätös"
msgstr ""

#, fuzzy
msgid "Luonnos"
msgstr "Utkast"
""".encode()


def test_a_text_is_given_in_the_language_of_its_reader():
    texts = parse_texts({"idea/texts.sv.po": SWEDISH, "idea/idea.bpmn": b"<xml/>"})["idea"]
    assert texts.text("sv", "Määräaika") == "Tidsfrist"
    assert texts.languages == {"sv"}


@pytest.mark.parametrize("msgid", ["Päätös", "Luonnos", "Tuntematon", ""])
def test_what_has_no_finished_translation_stays_as_it_stands(msgid):
    texts = parse_texts({"idea/texts.sv.po": SWEDISH})["idea"]
    assert texts.text("sv", msgid) == msgid
    assert texts.text("en", msgid) == msgid


def test_a_text_is_filled_with_values_in_each_language_and_a_translation_brings_no_expression_of_its_own():
    texts = Texts({"sv": {"Idea odottaa: {{title}}": "Väntar: {{title}} {{secret}}"}})
    filled = {
        language: fill(text, {"title": "Puu"}) for language, text in texts.everywhere("Idea odottaa: {{title}}").items()
    }
    assert formulas_in("Idea odottaa: {{title}}") == ["title"]
    assert filled == {OWN: "Idea odottaa: Puu", "sv": "Väntar: Puu {{secret}}"}


def test_the_missing_texts_are_listed_in_order():
    texts = parse_texts({"texts.sv.po": SWEDISH})[""]
    assert texts.missing("sv", ["Päätös", "Määräaika", "Luonnos"]) == ["Päätös", "Luonnos"]


def test_each_folder_has_its_own_texts():
    other = 'msgid "Määräaika"\nmsgstr "Sista dag"\n'.encode()
    texts = parse_texts({"idea/texts.sv.po": SWEDISH, "meeting/texts.sv.po": other})
    assert texts["idea"].text("sv", "Määräaika") == "Tidsfrist"
    assert texts["meeting"].text("sv", "Määräaika") == "Sista dag"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\n\ngarbage", "in texts.sv.po line 3."),
        (b'\nmsgid "\xff"', "in texts.sv.po line 2."),
        (b'msgid ""\nmsgstr ""\n"POT-Creation-Date: soon\\n"\n', "in texts.sv.po line 1."),
        (b" " * (MAX_BYTES + 1), "Expected at most 1024 kB"),
        (b'msgid "a"\nmsgstr "b"\n' * 10_001, None),
        (b"\n".join(b'msgid "%d"\nmsgstr "b"\n' % number for number in range(10_001)), "Expected at most 10,000 texts"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_place(content, sentence):
    if sentence is None:
        assert parse_catalogue(content, "texts.sv.po") == {"a": "b"}
    else:
        with pytest.raises(InvalidResource) as refused:
            parse_catalogue(content, "texts.sv.po")
        assert sentence in str(refused.value)
