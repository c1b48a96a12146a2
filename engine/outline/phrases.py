"""The words of an outline in Finnish, Swedish and English."""

from collections.abc import Mapping

from engine.lint.words import LANGUAGES

PHRASES: Mapping[str, tuple[str, str, str]] = {
    "process": ("Prosessi", "Process", "Process"),
    "pool": ("Allas", "Pool", "Pool"),
    "pools": ("Muut osapuolet", "Övriga parter", "Other parties"),
    "messages": ("Viestit osapuolten välillä", "Meddelanden mellan parterna", "Messages between the parties"),
    "lanes": ("Kaistat", "Banor", "Lanes"),
    "drawing": ("vain piirros, ei suoriteta", "bara en ritning, körs inte", "only a drawing, not run"),
    "who": ("Tekijä", "Utförs av", "Done by"),
    "form": ("Lomake", "Formulär", "Form"),
    "due": ("Määräaika", "Tidsfrist", "Due"),
    "waits": ("Odottaa", "Väntar på", "Waits for"),
    "sends": ("Lähettää", "Sänder", "Sends"),
    "edge": ("Vaikutus", "Verkan", "Effect"),
    "repeat": ("Toistuu", "Upprepas", "Repeated"),
    "calls": ("Kutsuu prosessia", "Anropar processen", "Calls the process"),
    "decides": ("Päätöstaulu", "Beslutstabell", "Decision table"),
    "does": ("Ohjelma tekee", "Programmet gör", "The program does"),
    "computes": ("Laskee", "Beräknar", "Computes"),
    "phase": ("Vaihe", "Fas", "Phase"),
    "help": ("Ohje", "Anvisning", "Instructions"),
    "if": ("jos «{words}»", "om «{words}»", "if «{words}»"),
    "otherwise": ("muuten", "annars", "otherwise"),
    "otherwise_words": ("muuten «{words}»", "annars «{words}»", "otherwise «{words}»"),
    "interrupts": ("keskeyttää vaiheen", "avbryter steget", "interrupts the step"),
    "goes_on": ("ei keskeytä vaihetta", "avbryter inte steget", "does not interrupt the step"),
    "each": ("jokaiselle: {of}", "för varje: {of}", "for each of {of}"),
    "each_in_turn": ("vuorotellen jokaiselle: {of}", "i tur och ordning för varje: {of}", "in turn for each of {of}"),
    "while": ("niin kauan kuin {of}", "så länge {of}", "as long as {of}"),
    "all_ways": ("kaikkia haaroja odotetaan", "alla vägar inväntas", "all ways are awaited"),
    "and": ("samalla", "samtidigt", "at the same time"),
    "nowhere": ("(ei jatku)", "(fortsätter inte)", "(leads nowhere)"),
    "number": ("Nro", "Nr", "No."),
    "step": ("Vaihe", "Steg", "Step"),
    "kind": ("Laji", "Slag", "Kind"),
    "more": ("Tarkemmin", "Närmare", "Details"),
    "next": ("Seuraavaksi", "Därefter", "Next"),
    "caption": ("{name} tekstinä", "{name} som text", "{name} as text"),
    "unnamed": ("(nimetön)", "(utan namn)", "(without a name)"),
    "empty": ("Kaaviossa ei ole vaiheita.", "Diagrammet har inga steg.", "The diagram has no steps."),
    "from_to": ("{source} → {target}: {name}", "{source} → {target}: {name}", "{source} → {target}: {name}"),
    "after": ("{time} kuluttua", "efter {time}", "after {time}"),
    "every": ("{time} välein", "varje {time}", "every {time}"),
    "times": ("{count} kertaa", "{count} gånger", "{count} times"),
    "on": ("{time}", "{time}", "{time}"),
    "computed": ("laskettuna: {text}", "beräknat: {text}", "computed: {text}"),
}


def phrase(key: str, language: str, **values: object) -> str:
    """A phrase in a language, its gaps filled."""
    return PHRASES[key][LANGUAGES.index(language)].format(**values)
