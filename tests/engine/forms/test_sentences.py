import string

import pytest

from engine.forms import sentences
from engine.forms.sentences import LANGUAGES, Refusal


def _fields(sentence):
    texts = sentence if isinstance(sentence, tuple) else (sentence,)
    return [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in texts]


def test_every_language_has_every_sentence_with_the_same_blanks_to_fill():
    tables = [sentences._BY_LANGUAGE[language] for language in LANGUAGES]
    for name in tables[0]:
        blanks = [field for table in tables for field in _fields(table[name])]
        assert all(each == blanks[0] for each in blanks), name
    assert len({frozenset(table) for table in tables}) == 1


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("fi", 1, "Nimi: kirjoita vähintään 1 merkki."),
        ("fi", 20, "Nimi: kirjoita vähintään 20 merkkiä."),
        ("en", 1, "Nimi: write at least 1 character."),
        ("en", 2, "Nimi: write at least 2 characters."),
        ("sv", 2, "Nimi: skriv minst 2 tecken."),
    ],
)
def test_a_sentence_counts_as_its_language_does(language, count, said):
    assert Refusal("short", count=count).say(language, "Nimi") == said


def test_a_label_that_is_a_sentence_of_its_own_is_followed_by_another():
    assert Refusal("choose").say("fi", "Puollatko hanketta?") == "Puollatko hanketta? Valitse yksi vaihtoehto."


def test_a_language_we_do_not_have_is_answered_in_english():
    assert Refusal("tick").say("de", "Zusage") == "Zusage: confirm this by ticking the box."
