"""Which ideas are alike: measured on pairs that people would call one idea, and on ideas that are none."""

import time

from webapp.lifecycle.similarity import ALIKE, Wording, alike

# The same idea in two people's words.
PAIRS = (
    (("Puualan kehittämisverkosto", "Puualan pienet yritykset tarvitsevat yhteistä tuotekehitystä."),
     ("Yhteinen tuotekehitys puuyrityksille", "Pienillä puualan yrityksillä ei ole varaa omaan tuotekehitykseen.")),
    (("Lähiruokaketju", "Keittiöt ja tuottajat eivät kohtaa, eikä lähiruokaa saada kouluihin."),
     ("Lähiruoka koulujen keittiöihin", "Tuottajien lähiruoka ei päädy koulujen keittiöihin.")),
    (("Omistajanvaihdosten vauhditus", "Sata yritystä vaihtaa omistajaa viiden vuoden sisällä."),
     ("Tukea yritysten omistajanvaihdoksiin", "Moni yrittäjä eläköityy ja yritykselle pitää löytää uusi omistaja.")),
    (("Kylien etätyöpisteet", "Etätyölle ei ole yhteisiä tiloja kylissä."),
     ("Etätyötilat kyliin", "Kyliltä puuttuvat etätyötilat, vaikka etätyöntekijöitä on paljon.")),
    (("Metsäkoneosaajat", "Metsäkoneenkuljettajista on pulaa koko seudulla."),
     ("Metsäkoneenkuljettajien koulutus", "Yritykset eivät löydä metsäkoneenkuljettajia.")),
    (("Hyvinvointimatkailun palvelupolku", "Hyvinvointi- ja matkailuyritykset eivät löydä toisiaan."),
     ("Hyvinvointimatkailu kasvuun", "Matkailuyritykset ja hyvinvointipalvelut on saatava yhteisiin paketteihin.")),
    (("Nuorten yrittäjyyskasvatus", "Nuoret eivät tunne yrittäjyyttä vaihtoehtona."),
     ("Yrittäjyyttä nuorille", "Yrittäjyys ei ole nuorille tuttu, kouluihin tarvitaan yrittäjyyskasvatusta.")),
    (("Biokaasulaitosten verkosto", "Maatilojen lannasta voitaisiin tehdä biokaasua."),
     ("Biokaasua maatiloilta", "Lanta hyödynnetään huonosti, biokaasu toisi maatiloille tuloja.")),
    (("Vienninedistämisen polku", "Pienet konepajat eivät pääse vientimarkkinoille."),
     ("Konepajat vientiin", "Konepajoilla ei ole osaamista vientimarkkinoille pääsyyn.")),
    (("Tekoäly pk-yritysten arkeen", "Yritykset eivät osaa ottaa tekoälyä käyttöön."),
     ("Tekoälyosaaminen yrityksissä", "Tekoälyn käyttöönotto etenee hitaasti pk-yrityksissä.")),
    (("Kuntouttavan palvelun kehittäminen", "Ikääntyneiden kuntoutus on hajallaan eri toimijoilla."),
     ("Ikääntyneiden kuntoutuspalvelut", "Kuntoutusta tarvitsevat ikääntyneet eivät löydä palveluja.")),
    (("Kiertotalouskeskus", "Teollisuuden sivuvirrat päätyvät jätteeksi."),
     ("Sivuvirrat kiertoon", "Teollisuuden sivuvirroista saataisiin kiertotaloudessa raaka-ainetta.")),
)  # fmt: skip
# Each an idea of its own, though all of them speak of enterprises, development and the region.
OTHERS = (
    ("Matkailun yhteinen myynti", "Matkailuyritykset myyvät kukin omiaan."),
    ("Yrittäjyyden ensiaskel", "Toimintaansa aloittavat yritykset tarvitsevat vertaistukea."),
    ("Yhteinen datapankki", "Yritysten ja kuntien tieto on hajallaan."),
    ("Lentorahtikenttä", "Rahti kulkee hitaasti ja yritykset kärsivät."),
    ("Oppisopimuskoulutuksen lisääminen", "Yritykset tarvitsevat työvoimaa, jota koulutetaan työpaikalla."),
    ("Valokuituverkko haja-asutusalueelle", "Nopeat yhteydet puuttuvat kyliltä ja maatiloilta."),
    ("Kulttuuritapahtumien markkinointi", "Seudun tapahtumia ei tunneta maakunnan ulkopuolella."),
    ("Sote-alan rekrytointi", "Hyvinvointialalle ei saada hakijoita."),
    ("Yritystonttien kehittäminen", "Kunnilla ei ole valmiita tontteja investoinneille."),
    ("Digitaalinen verkkokauppa käsityöyrityksille", "Käsityöyrittäjät eivät saa tuotteitaan verkkoon myyntiin."),
)  # fmt: skip

FIRST = [Wording(2 * number, *one) for number, (one, _) in enumerate(PAIRS)]
SECOND = [Wording(2 * number + 1, *other) for number, (_, other) in enumerate(PAIRS)]
ALONE = [Wording(1000 + number, *one) for number, one in enumerate(OTHERS)]


def test_of_two_wordings_of_one_idea_nine_in_ten_are_found_and_few_others_with_them() -> None:
    right = wrong = 0
    for asked in SECOND:
        found = [one.number for one in alike(asked, [*FIRST, *ALONE])]
        right += asked.number - 1 in found
        wrong += len([number for number in found if number != asked.number - 1])

    assert right / len(PAIRS) >= 0.9
    assert wrong <= 2


def test_an_idea_of_its_own_is_like_none() -> None:
    found = {asked.title: alike(asked, FIRST) for asked in ALONE}

    assert sum(len(one) for one in found.values()) <= 1


def test_the_most_alike_comes_first_and_an_idea_is_not_like_itself() -> None:
    found = alike(SECOND[0], [*FIRST, *SECOND, *ALONE], least=0.0)

    assert found[0].title == PAIRS[0][0][0]
    assert SECOND[0].number not in {one.number for one in found}
    assert ALIKE <= found[0].similarity <= 1


def test_the_same_words_are_wholly_alike_and_nothing_is_like_no_words() -> None:
    twin = Wording(1, *PAIRS[0][0])
    assert alike(Wording(2, *PAIRS[0][0]), [twin])[0].similarity > 0.999
    assert alike(Wording(2, "", ""), [twin]) == []


def test_a_thousand_ideas_are_compared_within_a_second() -> None:
    many = [
        Wording(number, f"{one.title} {number}", f"{one.need} {other.need}")
        for number, (one, other) in enumerate((one, other) for one in FIRST * 4 for other in (SECOND + ALONE) * 1)
    ][:1000]
    begun = time.process_time()
    alike(SECOND[0], many)
    assert time.process_time() - begun < 1
