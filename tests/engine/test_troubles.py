"""What stopped an instance is kept in English and told in the language of whoever reads it."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from string import Formatter
from time import process_time
from zoneinfo import ZoneInfo

import pytest

from engine import expressions
from engine.decisions import parse_decisions
from engine.decisions import sentences as decided
from engine.errors import InvalidInput
from engine.feel import (
    Budget,
    FeelError,
    YearsMonthsDuration,
    compile_expression,
    condition,
    feel_text,
    from_json_text,
    parse_iso,
    parse_iso_date,
    parse_iso_duration,
    parse_iso_time,
    run_time,
)
from engine.feel import sentences as read
from engine.feel.sentences import Sentence
from engine.spiff import sentences as stuck
from engine.troubles import told

GAP = "\N{NO-BREAK SPACE}"


def value(text: str, context: dict[str, object] | None = None, budget: Budget | None = None) -> object:
    return compile_expression(text).evaluate(context or {}, budget=budget or Budget())


def holds(text: str, **context: object) -> bool:
    return condition(compile_expression(text), context)


def nested(levels: int) -> dict[str, object]:
    return {"x": nested(levels - 1)} if levels else {}


EXPRESSIONS: list[tuple[Callable[[], object], str, str]] = [
    (lambda: value("for i in 1..1000000 return i"), f"enintään 100{GAP}000 työvaihetta", f"100{GAP}000 arbetssteg"),
    (
        lambda: value("[1, 2, 3]", budget=Budget(elements=2)),
        "enintään 2 osaa tai merkkiä, mutta lausekkeesta niitä tulee 3",
        "högst 2 delar eller tecken, men uttrycket ger 3",
    ),
    (lambda: value("{f: function(n) f(n + 1), r: f(1)}.r"), "enintään 40, mutta", "högst 40 funktionsanrop"),
    (lambda: value("for i in 1..9999 return i", budget=Budget(seconds=0)), "0 millisekunnissa", "inom 0 millisekunder"),
    (
        lambda: value('matches("aaaaaaaaaaaaaaaaaaaab", "(a|aa)+$")', budget=Budget(regex_seconds=1e-6)),
        "Hakukaavan pitää vastata 0 millisekunnissa",
        "Sökmönstret ska svara inom 0 millisekunder",
    ),
    (lambda: value("x", {"x": nested(120)}), "enintään 100 sisäkkäistä tasoa", "högst 100 nivåer i varandra"),
    (lambda: value("x", {"x": object()}), "arvon tyyppi on object", "ett värde är av typen object"),
    (lambda: holds("1 + 1"), 'Lausekkeen "1 + 1" pitää olla tosi', 'Uttrycket "1 + 1" ska vara sant'),
    (
        lambda: holds("a > b", a=1),
        "pitää olla tosi tai epätosi, mutta sen arvo on null, kun a = 1, b = null (ei annettu)",
        "ska vara sant eller falskt, men dess värde är null när a = 1, b = null (inte angivet)",
    ),
    (lambda: from_json_text("[NaN]"), "ei voi lukea: NaN ei ole luku.", "kan inte läsas: NaN är inget tal."),
    (lambda: from_json_text('{"a"'), "ei voi lukea: rivi 1, merkki 5 (", "kan inte läsas: rad 1, tecken 5 ("),
    (lambda: feel_text("1", "[]"), "pitää olla JSON-oliona", "ska stå i ett JSON-objekt"),
    (lambda: parse_iso_date("26"), 'Päivä kirjoitetaan kuten 2026-11-22, mutta tässä on "26".', "Ett datum skrivs som"),
    (lambda: parse_iso_time("26"), "Kellonaika kirjoitetaan kuten", "Ett klockslag skrivs som"),
    (lambda: parse_iso_duration("26"), "Kesto kirjoitetaan kuten P1M", "En varaktighet skrivs som P1M"),
    (lambda: parse_iso("huomenna"), "päivä, kellonaika tai kesto, mutta", "ett klockslag eller en varaktighet, men"),
    (lambda: parse_iso_date("12026-01-01"), "väliltä 1–9999", "mellan 1 och 9999"),
    (lambda: parse_iso_date("0000-01-01"), "Vuotta 0 ei ole olemassa.", "Det finns inget år 0."),
    (lambda: parse_iso_time("12:00:00@Turku"), 'Europe/Helsinki, mutta tässä on "Turku"', 'men här står "Turku"'),
    (lambda: parse_iso_time("12:00:00+15:00"), "enintään 14 tuntia", "högst 14 timmar"),
    (lambda: YearsMonthsDuration(10**12), "enintään 1 000 000 000 vuotta", "högst 1 000 000 000 år"),
]


@pytest.mark.parametrize(("act", "fi", "sv"), EXPRESSIONS)
def test_what_an_expression_says_is_told_from_what_is_kept(act: Callable[[], object], fi: str, sv: str) -> None:
    with pytest.raises((FeelError, ValueError, OverflowError)) as raised:
        act()
    kept = str(raised.value)
    assert kept.startswith(("Expected", "A duration"))
    assert fi in told(kept, "fi")
    assert sv in told(kept, "sv")
    assert told(kept, "en") == kept
    if isinstance(raised.value, FeelError):
        for language in ("fi", "sv", "en"):
            assert raised.value.in_language(language) == told(kept, language)


SAID = [
    (module, name, one)
    for module in (read, run_time, decided, expressions, stuck)
    for name, one in vars(module).items()
    if isinstance(one, Sentence) and one.en.startswith("Expected")
]


@pytest.mark.parametrize(("module", "name", "one"), SAID, ids=[name for _, name, _ in SAID])
def test_every_sentence_is_known_again(module: object, name: str, one: Sentence) -> None:
    numbers = count(3)
    parameters = [found for _, found, _, _ in Formatter().parse(one.en) if found]
    filled = one.fill(**{found: f'"{next(numbers)}"' if found == "expected" else next(numbers) for found in parameters})
    for language in ("fi", "sv"):
        assert told(filled.stored, language) == f"{filled.text(language)}."
        assert "Expected" not in filled.text(language)


def test_what_nobody_knows_stays_as_it_is() -> None:
    for sentence in (
        "Expected a pen, but found a book.",
        "ConnectionError: a and b",
        "",
        "Kynä on lopussa.\nKirja on.",
    ):
        assert told(sentence, "fi") == sentence


def test_values_that_read_like_our_own_words_stay_as_they_are() -> None:
    kept = 'Expected true or false from "a", but it gives 1,000 where a = 1,000, b = a value, c = a name.'
    assert told(kept, "fi") == (
        'Lausekkeen "a" pitää olla tosi tai epätosi, mutta sen arvo on 1,000, kun a = 1,000, b = a value, c = a name.'
    )


def test_a_long_text_that_is_nearly_a_sentence_takes_no_time() -> None:
    began = process_time()
    for piece in (" (character 3 of ", ", but it gives a where ", ' (in decision "', ", but it is ", ", but got "):
        told("Expected true or false from " + piece * (5_900 // len(piece)) + "\n", "fi")
    assert process_time() - began < 1


def test_an_instant_that_is_none_is_told() -> None:
    present = expressions.Present(datetime(2027, 1, 1, tzinfo=UTC), ZoneInfo("Europe/Helsinki"))
    for text in ("= 5", "= true"):
        with pytest.raises(InvalidInput) as refused:
            present.instant(text, {})
        assert told(str(refused.value), "fi").startswith(
            "Tässä pitäisi olla päivä, päivä ja kellonaika tai kesto, mutta"
        )


TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:test">
<decision id="size" name="size"><decisionTable hitPolicy="UNIQUE">
<input id="i"><inputExpression id="e"><text>amount</text></inputExpression></input>
<output id="o"/>
<rule id="r1">
<inputEntry id="a"><text>&gt; 1</text></inputEntry><outputEntry id="b"><text>"a"</text></outputEntry></rule>
<rule id="r2">
<inputEntry id="c"><text>&gt; 2</text></inputEntry><outputEntry id="f"><text>"b"</text></outputEntry></rule>
</decisionTable></decision>
<decision id="slow" name="slow">
<literalExpression><text>for i in 1..1000000 return i</text></literalExpression></decision>
</definitions>"""


def test_what_a_decision_says_is_told_each_fault_on_its_line() -> None:
    model = parse_decisions(TABLE.encode(), "d.dmn")
    (many,) = model.decide("size", {"amount": 3}).errors
    (slow,) = model.decide("slow", {}).errors
    assert many == 'Expected one rule at most to match (UNIQUE), but rules 1 and 2 match, in decision "size".'
    assert told(f"{many}\n{slow}", "fi") == (
        'Enintään yksi sääntö saa sopia (UNIQUE), mutta nämä sopivat: 1 ja 2. Päätös: "size".\n'
        f"Lausekkeen laskemiseen saa kulua enintään 100{GAP}000 työvaihetta, mutta se tarvitsee enemmän "
        '(päätöksessä "slow").'
    )
    # As incidents were kept before the sentences were templates.
    old = 'Expected at most 40 calls within calls, but there are more. (in decision "slow")'
    assert told(old, "sv") == (
        'Det får finnas högst 40 funktionsanrop i varandra, men det finns fler (i beslutet "slow")'
    )
