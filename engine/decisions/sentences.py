"""What makes a decision's value null, in each language that people read."""

from engine.feel.sentences import Sentence

IN_DECISION = Sentence(
    '{problem} (in decision "{decision}")',
    '{problem} (päätöksessä "{decision}")',
    '{problem} (i beslutet "{decision}")',
)
IN_TABLE = Sentence(
    '{problem}, in decision "{decision}"', '{problem}. Päätös: "{decision}"', '{problem}. Beslut: "{decision}"'
)

ITSELF = Sentence(
    'Expected "{name}" not to require itself, but it does',
    '"{name}" ei saa tarvita itseään, mutta se tarvitsee',
    '"{name}" får inte kräva sig självt, men gör det',
)
OTHER_TYPE = Sentence(
    'Expected "{name}" to be a value of type {type}, but it is {value}',
    'Arvon "{name}" tyypin pitää olla {type}, mutta arvo on {value}',
    'Värdet "{name}" ska vara av typen {type}, men det är {value}',
)
OTHER_LANGUAGE = Sentence(
    'Expected an expression in FEEL, but its language is "{language}"',
    'Lausekkeen pitää olla FEEL-kieltä, mutta sen kieli on "{language}"',
    'Uttrycket ska vara skrivet i FEEL, men dess språk är "{language}"',
)
NO_FUNCTION = Sentence(
    "Expected a function to invoke, but there is none in {box}",
    "Kutsuttavaa funktiota ei ole: {box}",
    "Det finns ingen funktion att anropa: {box}",
)

# Of a table.
NOT_ALLOWED = Sentence(
    "Expected {name} to be one of {allowed}, but it is {value}",
    "Arvon {name} pitää olla jokin näistä: {allowed}, mutta se on {value}",
    "Värdet {name} ska vara något av {allowed}, men det är {value}",
)
RULE_OF_OTHER_TYPE = Sentence(
    "Expected rule {rule} to give {name} its type, but it gives {value}",
    "Säännön {rule} pitää antaa arvolle {name} sen tyyppinen tulos, mutta se antaa {value}",
    "Regel {rule} ska ge {name} ett värde av dess typ, men den ger {value}",
)
SEVERAL = Sentence(
    "Expected one rule at most to match (UNIQUE), but rules {rules} match",
    "Enintään yksi sääntö saa sopia (UNIQUE), mutta nämä sopivat: {rules}",
    "Högst en regel får stämma (UNIQUE), men dessa stämmer: {rules}",
)
DISAGREE = Sentence(
    "Expected all matching rules to agree (ANY), but rules {rules} give different results",
    "Sopivien sääntöjen pitää antaa sama tulos (ANY), mutta näiden tulokset eroavat: {rules}",
    "Alla regler som stämmer ska ge samma resultat (ANY), men dessa ger olika: {rules}",
)
AND = Sentence("{most} and {last}", "{most} ja {last}", "{most} och {last}")
