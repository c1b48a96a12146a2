"""Why a case cannot go on by another version of its process, in sentences for the process's owner."""

from engine import Hindrance, Obstruction
from engine.definitions import Definition
from webapp.localisation import gettext, language


def sentence(one: Obstruction, *versions: Definition) -> str:
    """What stands in the way; the versions know what their elements are called."""
    name, to = _label(one.element, one.name, versions), one.to
    return {
        Hindrance.GONE: gettext("«%(name)s» is not in the new version. Choose what takes its place.", name=name),
        Hindrance.KIND: gettext("«%(name)s» is a step of another kind in the new version.", name=name),
        Hindrance.EVENT: gettext("«%(name)s» waits for another kind of event in the new version.", name=name),
        Hindrance.SCOPE: gettext("«%(name)s» is inside another sub-process in the new version.", name=name),
        Hindrance.REPETITION: gettext("«%(name)s» is repeated in another way in the new version.", name=name),
        Hindrance.ATTACHED: gettext("«%(name)s» belongs to another step in the new version.", name=name),
        Hindrance.RIVALS: gettext("«%(name)s» waits beside other events in the new version.", name=name),
        Hindrance.CALLED: gettext("«%(name)s» begins another process in the new version.", name=name),
        Hindrance.COMPENSATION: gettext("«%(name)s» undoes another step in only one of the versions.", name=name),
        Hindrance.TAKEN: gettext("«%(name)s» and another event would both become «%(to)s».", name=name, to=to),
        Hindrance.WAY_IN: gettext(
            "A branch waits at «%(name)s» that came by a way which the new version does not have.", name=name
        ),
        Hindrance.STARVED: gettext(
            "«%(name)s» would wait for ever: in the new version a branch leads there that was never begun here.",
            name=name,
        ),
        Hindrance.TWICE: gettext("Two open steps would both become «%(name)s».", name=name),
        Hindrance.EMPTY: gettext("Nothing would be left open."),
        Hindrance.ELSEWHERE: gettext("It does not run in this version any more."),
        Hindrance.ENDED: gettext("It has ended."),
        Hindrance.UNREADABLE: gettext("Its state cannot be read. An administrator has to look at it."),
    }[one.hindrance]


def _label(element: str, name: str, versions: tuple[Definition, ...]) -> str:
    for version in versions:
        found = version.process.elements.get(element)
        if found is not None and found.name:
            return version.texts.text(language(), found.name)
        if found is not None and found.kind.endswith("Gateway"):
            return gettext("a gateway without a name")
    return name
