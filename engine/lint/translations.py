"""Rules about translations: every word that people read exists in every language."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from engine.lint.deployment import Deployment, Texts
from engine.lint.expressions import is_words
from engine.lint.rules import WARNING, Fault, Spot, rule

_SHOWN_MISSING = 3


@rule(
    "texts",
    "text-untranslated",
    WARNING,
    why="What has no translation is shown as it stands in the diagram.",
    en="Expected all {count} texts of the folder in this language, but {missing} are missing: {examples}.",
    fi="Kansion kaikkien {count} tekstin pitäisi olla tällä kielellä, mutta {missing} puuttuu: {examples}.",
    sv="Mappens alla {count} texter borde finnas på det här språket, men {missing} saknas: {examples}.",
)
def text_untranslated(texts: Texts, deployment: Deployment) -> Iterator[Fault]:
    spoken = _spoken(PurePosixPath(texts.path).parent.as_posix(), deployment)
    missing = [text for text in spoken if text not in texts.catalogue]
    if missing:
        examples = ", ".join(f'"{text}"' for text in missing[:_SHOWN_MISSING])
        yield Fault(Spot(), {"count": len(spoken), "missing": len(missing), "examples": examples})


@rule(
    "texts",
    "text-unused",
    WARNING,
    why="A translation of what nobody says any more hides that its text was changed.",
    en="Expected only texts that the folder uses, but {count} are not: {examples}.",
    fi="Tiedostossa pitäisi olla vain kansiossa käytettyjä tekstejä, mutta {count} ei ole käytössä: {examples}.",
    sv="Filen borde bara ha texter som mappen använder, men {count} används inte: {examples}.",
)
def text_unused(texts: Texts, deployment: Deployment) -> Iterator[Fault]:
    folder = PurePosixPath(texts.path).parent.as_posix()
    spoken = {*_spoken(folder, deployment), *_tabled(folder, deployment)}
    unused = [text for text in texts.catalogue if text not in spoken]
    if spoken and unused:
        examples = ", ".join(f'"{text}"' for text in unused[:_SHOWN_MISSING])
        yield Fault(Spot(), {"count": len(unused), "examples": examples})


def _spoken(folder: str, deployment: Deployment) -> list[str]:
    """The texts that people read in the diagrams and forms of a folder, in their order."""
    found: dict[str, None] = {}
    for drawing in deployment.drawings:
        if PurePosixPath(drawing.path).parent.as_posix() == folder:
            parts = (*drawing.processes, *drawing.nodes(), *drawing.flows(), *drawing.participants)
            lanes = (lane for process in drawing.processes for lane in process.lanes)
            for part in (*parts, *lanes):
                told = [text for name, text in part.properties.items() if name in {"phase", "told"} or is_words(name)]
                texts = (part.name, part.documentation, *(text for text in told if not text.startswith("=")))
                found.update(dict.fromkeys(text for text in texts if text))
    for form in deployment.forms:
        if PurePosixPath(form.path).parent.as_posix() == folder:
            found.update(dict.fromkeys(sorted(form.definition.msgids)))
    return list(found)


def _tabled(folder: str, deployment: Deployment) -> Iterator[str]:
    """The texts that decision tables of a folder give: a form may offer them as options, but most are only codes."""
    for table in deployment.tables:
        if PurePosixPath(table.path).parent.as_posix() == folder:
            for entry in table.root.iterfind(".//{*}outputEntry/{*}text"):
                yield (entry.text or "").strip().strip('"')
