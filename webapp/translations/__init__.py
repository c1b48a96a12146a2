"""The words people see.  The English ones stand in the code; fi.po and sv.po hold theirs.

The catalogues are compiled in memory when they are first asked for: there is no build step and nothing to commit
but what translators edit.
"""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations


@cache
def catalogue(language: str) -> NullTranslations:
    """The texts of a language (`fi`, `sv`, `en`); English and unknown ones answer what they are asked."""
    path = Path(__file__).with_name(f"{language}.po")
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)
