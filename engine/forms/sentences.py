"""What a person reads beside a field that cannot be taken, in each of our languages."""

from collections.abc import Mapping

LANGUAGES = ("fi", "sv", "en")

# A pair holds the sentence for one and the sentence for any other count: all three languages divide so (CLDR 46).
_Sentences = str | tuple[str, str]

_FI: Mapping[str, _Sentences] = {
    "required": "täytä tämä kohta.",
    "choose": "valitse yksi vaihtoehto.",
    "choose_some": "valitse vähintään yksi vaihtoehto.",
    "tick": "vahvista tämä kohta merkitsemällä ruutu.",
    "outcome": "valitse, miten asia etenee.",
    "add_row": "lisää vähintään yksi rivi.",
    "score_all": "anna pisteet jokaiselle kriteerille.",
    "add_file": "lisää tiedosto.",
    "no_such_name": "valitse nimi luettelosta.",
    "several_names": "nimi {text} on luettelossa monta kertaa. Valitse se, jota tarkoitat.",
    "not_an_option": "valitse jokin annetuista vaihtoehdoista.",
    "number": "anna luku, esimerkiksi 12 500,50.",
    "ambiguous": "lukua {text} ei voi tulkita varmasti. Kirjoita desimaalit pilkulla ja tuhannet välilyönnillä.",
    "decimals": ("anna luku enintään {count} desimaalilla.", "anna luku enintään {count} desimaalilla."),
    "whole": "anna kokonaisluku.",
    "number_long": ("luvussa saa olla enintään {count} numero.", "luvussa saa olla enintään {count} numeroa."),
    "date": "anna päivä muodossa pp.kk.vvvv, esimerkiksi 31.12.2026.",
    "short_year": "anna vuosi neljällä numerolla, esimerkiksi 31.12.2026.",
    "no_such_day": "tällaista päivää ei ole kalenterissa. Tarkista päivä ja kuukausi.",
    "year": "anna vuosi väliltä {first}–{last}.",
    "past": "anna tämä päivä tai myöhempi.",
    "least": "anna arvo, joka on vähintään {limit}.",
    "most": "anna arvo, joka on enintään {limit}.",
    "earliest": "anna päivä, joka on aikaisintaan {limit}.",
    "latest": "anna päivä, joka on viimeistään {limit}.",
    "short": ("kirjoita vähintään {count} merkki.", "kirjoita vähintään {count} merkkiä."),
    "long": (
        "lyhennä tekstiä: enintään {count} merkki mahtuu.",
        "lyhennä tekstiä: enintään {count} merkkiä mahtuu.",
    ),
    "pattern": "teksti ei ole pyydettyä muotoa.",
    "many_rows": ("rivejä saa olla enintään {count}.", "rivejä saa olla enintään {count}."),
    "no_options": "vaihtoehtoja ei saatu muodostettua. Ilmoita asiasta ylläpitoon.",
    "too_much": "Lomakkeessa on liikaa tekstiä. Lyhennä sitä tai toimita osa liitteenä.",
}

_SV: Mapping[str, _Sentences] = {
    "required": "fyll i den här punkten.",
    "choose": "välj ett alternativ.",
    "choose_some": "välj minst ett alternativ.",
    "tick": "bekräfta punkten genom att kryssa för rutan.",
    "outcome": "välj hur ärendet går vidare.",
    "add_row": "lägg till minst en rad.",
    "score_all": "ge poäng för varje kriterium.",
    "add_file": "lägg till en fil.",
    "no_such_name": "välj ett namn ur förteckningen.",
    "several_names": "namnet {text} finns flera gånger i förteckningen. Välj det som du avser.",
    "not_an_option": "välj något av de givna alternativen.",
    "number": "ange ett tal, till exempel 12 500,50.",
    "ambiguous": "talet {text} kan tolkas på två sätt. Skriv decimaler med komma och tusental med mellanslag.",
    "decimals": ("ange talet med högst {count} decimal.", "ange talet med högst {count} decimaler."),
    "whole": "ange ett heltal.",
    "number_long": ("talet får ha högst {count} siffra.", "talet får ha högst {count} siffror."),
    "date": "ange dagen i formen dd.mm.åååå, till exempel 31.12.2026.",
    "short_year": "ange året med fyra siffror, till exempel 31.12.2026.",
    "no_such_day": "den dagen finns inte i kalendern. Kontrollera dag och månad.",
    "year": "ange ett år mellan {first} och {last}.",
    "past": "ange dagens datum eller ett senare.",
    "least": "ange ett värde som är minst {limit}.",
    "most": "ange ett värde som är högst {limit}.",
    "earliest": "ange en dag som är tidigast {limit}.",
    "latest": "ange en dag som är senast {limit}.",
    "short": ("skriv minst {count} tecken.", "skriv minst {count} tecken."),
    "long": ("förkorta texten: högst {count} tecken ryms.", "förkorta texten: högst {count} tecken ryms."),
    "pattern": "texten har inte den form som begärs.",
    "many_rows": ("det får finnas högst {count} rad.", "det får finnas högst {count} rader."),
    "no_options": "alternativen kunde inte bildas. Meddela administratören.",
    "too_much": "Blanketten innehåller för mycket text. Förkorta den eller lämna en del som bilaga.",
}

_EN: Mapping[str, _Sentences] = {
    "required": "fill this in.",
    "choose": "choose one option.",
    "choose_some": "choose at least one option.",
    "tick": "confirm this by ticking the box.",
    "outcome": "choose how the matter goes on.",
    "add_row": "add at least one row.",
    "score_all": "give points for every criterion.",
    "add_file": "add a file.",
    "no_such_name": "choose a name from the list.",
    "several_names": "the name {text} stands in the list more than once. Choose the one you mean.",
    "not_an_option": "choose one of the given options.",
    "number": "enter a number, for example 12 500.50.",
    "ambiguous": "{text} may mean two numbers. Write decimals with a point and thousands with a space.",
    "decimals": ("enter a number with at most {count} decimal.", "enter a number with at most {count} decimals."),
    "whole": "enter a whole number.",
    "number_long": ("the number may have at most {count} digit.", "the number may have at most {count} digits."),
    "date": "enter a day as dd.mm.yyyy, for example 31.12.2026.",
    "short_year": "enter the year with four digits, for example 31.12.2026.",
    "no_such_day": "there is no such day in the calendar. Check day and month.",
    "year": "enter a year from {first} to {last}.",
    "past": "enter today or a later day.",
    "least": "enter a value of at least {limit}.",
    "most": "enter a value of at most {limit}.",
    "earliest": "enter a day that is {limit} or later.",
    "latest": "enter a day that is {limit} or earlier.",
    "short": ("write at least {count} character.", "write at least {count} characters."),
    "long": ("shorten the text to {count} character.", "shorten the text to {count} characters."),
    "pattern": "the text does not have the form that is asked for.",
    "many_rows": ("at most {count} row is allowed.", "at most {count} rows are allowed."),
    "no_options": "the options could not be worked out. Tell the administrator.",
    "too_much": "The form holds too much text. Shorten it, or hand in a part as an attachment.",
}

_BY_LANGUAGE = {"fi": _FI, "sv": _SV, "en": _EN}
DATE_HINTS: Mapping[str, str] = {"fi": "pp.kk.vvvv", "sv": "dd.mm.åååå", "en": "dd.mm.yyyy"}

_ROWS: Mapping[str, str] = {
    "fi": "{label}, rivi {number}",
    "sv": "{label}, rad {number}",
    "en": "{label}, row {number}",
}


def say_row(language: str, label: str, number: int) -> str:
    """Which row of which list."""
    return _ROWS.get(language, _ROWS["en"]).format(label=label.rstrip(" :"), number=number)


class Refusal(Exception):
    """What was typed cannot be taken.  It holds the sentence's name, to be said in the reader's language."""

    def __init__(self, name: str, *, count: int = 0, own: str = "", **words: str) -> None:
        """`own` is what the form itself says (`patternMessage`), already in the reader's language."""
        super().__init__(name)
        self.name, self.count, self.own, self.words = name, count, own, words

    def say(self, language: str, label: str = "") -> str:
        """The sentence, after the label of the field it concerns: a summary shows it far from that field.

        A language we do not have is answered in English.
        """
        if self.own:
            return self.own
        sentence = _BY_LANGUAGE.get(language, _EN)[self.name]
        if isinstance(sentence, tuple):
            sentence = sentence[self.count != 1]
        said = sentence.format(count=self.count, **self.words)
        bare = label.rstrip(" :")
        if not bare or bare[-1] in ".?!":
            return f"{bare} {said[0].upper()}{said[1:]}".strip()
        return f"{bare}: {said}"
