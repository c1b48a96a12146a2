"""One word is found in all its forms."""

import pytest

from webapp.lifecycle.stems import LANGUAGES, stems


@pytest.mark.parametrize(
    "forms",
    [
        "hanke hankkeen hankkeiden hankkeita hankkeet hankkeisiin",
        "yritys yrityksen yritysten yrityksiä yritystä",
        "rahoitus rahoituksen rahoitusta rahoituksesta",
        "kunta kunnan kuntien kuntia kunnissa",
        "tieto tiedon tietoja tiedot",
        "kehittäminen kehittämisen kehittämistä",
        "käytäntö käytännön käytäntöjä käytännöt",
        "arviointi arvioinnin arviointia",
        "yrittäjyys yrittäjyyden yrittäjyyttä",
        "strategia strategian strategioita",
        "maaseutu maaseudun maaseudulla",
        "päätös päätöksen päätöstä",
        "yhteistyö yhteistyön yhteistyötä",
        "idea idean ideoita",
        "opas oppaan oppaita",
        "vienti viennin vientiä",
        "toiminta toiminnan toimintaa",
        "Tilannekuva TILANNEKUVAN tilannekuvia",
    ],
)
def test_the_forms_of_a_finnish_word_have_one_stem(forms: str) -> None:
    assert len(set(stems(forms, "fi"))) == 1


@pytest.mark.parametrize(
    ("language", "forms"),
    [("sv", "projekt projektet projekten projektens"), ("en", "report reports reported reporting")],
)
def test_so_have_the_forms_of_a_swedish_and_an_english_word(language: str, forms: str) -> None:
    assert len(set(stems(forms, language))) == 1


def test_different_words_stay_different() -> None:
    words = "hanke yritys yrittäjä rahoitus kunta tieto raportti kokous päätös arviointi arvio matkailu metsä strategia"

    assert len(set(stems(words, "fi"))) == len(words.split())


def test_words_that_every_text_is_full_of_are_left_out() -> None:
    assert stems("kun se ja että kunta", "fi") == stems("kunta", "fi")


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_names_and_signs_do_no_harm(language: str) -> None:
    assert stems("6Aika, 2021–2027; ESR+ / §27 _", language)[:3] == ["6aika", "2021", "2027"] or language != "en"
    assert stems("", language) == []
