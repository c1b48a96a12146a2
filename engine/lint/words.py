"""What the kinds of element are called, in the languages that people read findings and outlines in."""

from collections.abc import Mapping

LANGUAGES = ("fi", "sv", "en")


class Term(str):
    """A word of `WORDS` within a sentence: it is said in the language of the sentence."""

    __slots__ = ()


def say(word: object, language: str) -> str:
    """A value for a sentence: a `Term` in `language`, anything else as it is written."""
    if not isinstance(word, Term):
        return str(word)
    names = WORDS.get(word)
    return names[LANGUAGES.index(language)] if names else str(word)


# The local name of BPMN -> fi, sv, en.
WORDS: Mapping[str, tuple[str, str, str]] = {
    "process": ("prosessi", "process", "process"),
    "participant": ("allas", "pool", "pool"),
    "lane": ("rata", "bana", "lane"),
    "sequenceFlow": ("nuoli", "pil", "flow"),
    "source": ("lähtöpää", "början", "beginning"),
    "target": ("kärki", "spets", "end"),
    "messageFlow": ("sanomanuoli", "meddelandepil", "message flow"),
    "task": ("tyypitön tehtävä", "uppgift utan typ", "task without a type"),
    "userTask": ("henkilön tehtävä", "personuppgift", "user task"),
    "manualTask": ("käsin tehtävä työ", "manuell uppgift", "manual task"),
    "serviceTask": ("palvelutehtävä", "tjänsteuppgift", "service task"),
    "sendTask": ("lähetystehtävä", "sändningsuppgift", "send task"),
    "receiveTask": ("vastaanottotehtävä", "mottagningsuppgift", "receive task"),
    "scriptTask": ("laskentatehtävä", "skriptuppgift", "script task"),
    "businessRuleTask": ("päätöstaulutehtävä", "beslutsregeluppgift", "business rule task"),
    "callActivity": ("kutsuttu prosessi", "anropad process", "call activity"),
    "subProcess": ("osaprosessi", "delprocess", "sub-process"),
    "eventSubProcess": ("tapahtuman käynnistämä osaprosessi", "händelsestyrd delprocess", "event sub-process"),
    "transaction": ("transaktio", "transaktion", "transaction"),
    "adHocSubProcess": ("vapaamuotoinen osaprosessi", "ad hoc-delprocess", "ad-hoc sub-process"),
    "startEvent": ("alkutapahtuma", "starthändelse", "start event"),
    "endEvent": ("lopputapahtuma", "sluthändelse", "end event"),
    "intermediateCatchEvent": ("odottava tapahtuma", "väntande händelse", "catch event"),
    "intermediateThrowEvent": ("lähettävä tapahtuma", "sändande händelse", "throw event"),
    "implicitThrowEvent": ("lähettävä tapahtuma", "sändande händelse", "throw event"),
    "boundaryEvent": ("reunatapahtuma", "kanthändelse", "boundary event"),
    "exclusiveGateway": ("valinta", "val", "exclusive gateway"),
    "inclusiveGateway": ("monivalinta", "flerval", "inclusive gateway"),
    "parallelGateway": ("rinnakkaishaara", "parallell gateway", "parallel gateway"),
    "eventBasedGateway": ("tapahtumahaara", "händelsestyrd gateway", "event gateway"),
    "complexGateway": ("monimutkainen haara", "komplex gateway", "complex gateway"),
    "choreographyTask": ("koreografiatehtävä", "koreografiuppgift", "choreography task"),
    "subChoreography": ("osakoreografia", "delkoreografi", "sub-choreography"),
    "callChoreography": ("kutsuttu koreografia", "anropad koreografi", "call choreography"),
    "choreography": ("koreografia", "koreografi", "choreography"),
    "conversation": ("keskustelu", "konversation", "conversation"),
    "subConversation": ("osakeskustelu", "delkonversation", "sub-conversation"),
    "callConversation": ("kutsuttu keskustelu", "anropad konversation", "call conversation"),
    "dataObject": ("tietokohde", "dataobjekt", "data object"),
    "dataObjectReference": ("tietokohde", "dataobjekt", "data object"),
    "dataStoreReference": ("tietovarasto", "datalager", "data store"),
    "dataStore": ("tietovarasto", "datalager", "data store"),
    "textAnnotation": ("huomautus", "anteckning", "annotation"),
    "message": ("sanoma", "meddelande", "message"),
    "signal": ("signaali", "signal", "signal"),
    "error": ("virhe", "fel", "error"),
    "escalation": ("eskalaatio", "eskalering", "escalation"),
    "messageEventDefinition": ("sanoma", "meddelande", "message"),
    "signalEventDefinition": ("signaali", "signal", "signal"),
    "timerEventDefinition": ("ajastin", "timer", "timer"),
    "conditionalEventDefinition": ("ehto", "villkor", "condition"),
    "errorEventDefinition": ("virhe", "fel", "error"),
    "escalationEventDefinition": ("eskalaatio", "eskalering", "escalation"),
    "compensateEventDefinition": ("hyvitys", "kompensation", "compensation"),
    "cancelEventDefinition": ("peruutus", "annullering", "cancel"),
    "terminateEventDefinition": ("lopetus", "avslutning", "terminate"),
    "linkEventDefinition": ("linkki", "länk", "link"),
    "standardLoopCharacteristics": ("toisto", "upprepning", "loop"),
    "multiInstanceLoopCharacteristics": ("toisto joukolle", "upprepning för en mängd", "multi-instance"),
}
