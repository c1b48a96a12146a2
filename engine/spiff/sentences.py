"""Why an element cannot go on because of what its expressions give, in each language that people read."""

from engine.feel.sentences import Sentence

NO_WAY = Sentence(
    "Expected one of the conditions to hold, but none does: {conditions}",
    "Jonkin ehdon pitää täyttyä, mutta mikään ei täyty: {conditions}",
    "Något av villkoren ska vara uppfyllt, men inget är det: {conditions}",
)
NO_WAY_WHERE = Sentence(
    "Expected one of the conditions to hold, but none does: {conditions} where {values}",
    "Jonkin ehdon pitää täyttyä, mutta mikään ei täyty: {conditions}, kun {values}",
    "Något av villkoren ska vara uppfyllt, men inget är det: {conditions} när {values}",
)
NO_LIST = Sentence(
    "Expected a list from {expression}, but got {value}",
    "Lausekkeesta {expression} pitää tulla luettelo, mutta siitä tulee {value}",
    "Uttrycket {expression} ska ge en lista, men ger {value}",
)
NO_WHOLE_NUMBER = Sentence(
    "Expected a whole number from {expression}, but got {value}",
    "Lausekkeesta {expression} pitää tulla kokonaisluku, mutta siitä tulee {value}",
    "Uttrycket {expression} ska ge ett heltal, men ger {value}",
)
NO_NUMBER = Sentence(
    "Expected a number from {expression}, but got {value}",
    "Lausekkeesta {expression} pitää tulla luku, mutta siitä tulee {value}",
    "Uttrycket {expression} ska ge ett tal, men ger {value}",
)
TOO_MANY_INSTANCES = Sentence(
    "Expected at most {limit} instances, but there are more",
    "Toistoja saa olla enintään {limit}, mutta niitä on enemmän",
    "Det får finnas högst {limit} upprepningar, men det finns fler",
)
NO_CONTEXT = Sentence(
    "Expected a context, or a result variable to keep it in, but got {value}",
    "Tuloksen pitää olla nimettyjä arvoja, tai sille pitää olla tulosmuuttuja, mutta tulos on {value}",
    "Resultatet ska vara namngivna värden eller ha en resultatvariabel, men det är {value}",
)

# What one action may take.
ENDLESS = Sentence(
    "Expected a wait within {limit} elements, but the process goes on without one",
    "Prosessin pitää pysähtyä odottamaan {limit} vaiheen kuluessa, mutta se jatkuu pysähtymättä",
    "Processen ska stanna för att vänta inom {limit} steg, men den fortsätter utan uppehåll",
)
TOO_MANY_TOKENS = Sentence(
    "Expected at most {limit} tokens from one action, but there are more",
    "Yksi toimenpide saa avata enintään {limit} rinnakkaista kulkua, mutta niitä on enemmän",
    "En åtgärd får öppna högst {limit} parallella vägar, men det finns fler",
)
TOO_SLOW = Sentence(
    "Expected expressions that take {limit} seconds together, but they take longer",
    "Lausekkeiden laskemiseen saa kulua yhteensä {limit} sekuntia, mutta siihen kuluu enemmän",
    "Uttrycken får tillsammans ta {limit} sekunder, men de tar längre tid",
)

# When a timer is due.
NO_TIMER_DATE = Sentence(
    "Expected a date, or a date and time as 2027-01-31T09:00:00, but got {value}",
    "Ajastimen aika on päivä, tai päivä ja kellonaika kuten 2027-01-31T09:00:00, mutta tässä on {value}",
    "Tidpunkten är ett datum, eller datum och klockslag som 2027-01-31T09:00:00, men här är {value}",
)
NO_TIMER_DURATION = Sentence(
    "Expected a duration as P30D or PT1H, but got {value}",
    "Ajastimen kesto kirjoitetaan kuten P30D tai PT1H, mutta tässä on {value}",
    "Timerns varaktighet skrivs som P30D eller PT1H, men här är {value}",
)
NO_TIMER_CYCLE = Sentence(
    "Expected a cycle as R3/P1M, of a second or more, but got {value}",
    "Ajastimen toisto kirjoitetaan kuten R3/P1M, ja jakso on vähintään sekunti, mutta tässä on {value}",
    "Timerns upprepning skrivs som R3/P1M, med minst en sekund emellan, men här är {value}",
)

# What a state can keep.
DEEP_DATA = Sentence(
    "Expected data of at most {limit} levels, but it is nested more deeply",
    "Tiedoissa saa olla enintään {limit} sisäkkäistä tasoa, mutta niitä on enemmän",
    "Uppgifterna får ha högst {limit} nivåer i varandra, men de har fler",
)
NOT_FINITE = Sentence(
    "Expected a finite number, but got {value}",
    "Luvun pitää olla äärellinen, mutta se on {value}",
    "Talet ska vara ändligt, men det är {value}",
)
NOT_KEPT = Sentence(
    "Expected text, a number, a date or the like, but got a value of type {type}",
    "Arvon pitää olla teksti, luku, päivä tai muu sellainen, mutta sen tyyppi on {type}",
    "Ett värde ska vara en text, ett tal, ett datum eller liknande, men det är av typen {type}",
)
