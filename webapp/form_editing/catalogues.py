"""Texts in other languages, changed entry by entry: all other lines of a PO file stay as they were."""

import re
from collections.abc import Iterable, Mapping

from babel.messages.pofile import denormalize

_HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""
_MSGID = re.compile(r'^msgid[ \t]+((?:"(?:[^"\\]|\\.)*"\s*)+)', re.MULTILINE)
_MSGSTR = re.compile(r'^msgstr[ \t]+(?:"(?:[^"\\]|\\.)*"[ \t]*\n?)+', re.MULTILINE)
_FUZZY = re.compile(r"^#,.*fuzzy.*\n", re.MULTILINE)


def change_catalogue(
    content: bytes | None,
    language: str,
    told: Mapping[str, str],
    renamed: Mapping[str, str],
    gone: Iterable[str],
    source: str,
) -> bytes:
    """A catalogue with these translations (msgid -> text, an empty one takes the entry out).

    `renamed` msgids (old -> new) keep their entry's place, `gone` ones leave; new entries say their `source` file and
    stand at the end.  Without a content the file begins.
    """
    text = content.decode("utf-8-sig") if content is not None else _HEADER.format(language=language)
    blocks = re.split(r"\n{2,}", text.replace("\r\n", "\n").strip("\n"))
    left, kept, leaving = dict(told), list[str](), set(gone)
    for block in blocks:
        msgid = _msgid(block)
        name = renamed.get(msgid, msgid) if msgid and msgid in leaving else msgid
        if not msgid:
            kept.append(block)
        elif name in left:
            translation = left.pop(name)
            if translation:
                kept.append(_changed(block, name, translation))
        elif msgid not in leaving:
            kept.append(block)
        elif name != msgid:
            kept.append(_MSGID.sub(lambda _, name=name: f"msgid {quoted(name)}\n", block, count=1))
    kept += [f"#: {source}\nmsgid {quoted(name)}\nmsgstr {quoted(text)}" for name, text in left.items() if text]
    return ("\n\n".join(kept) + "\n").encode()


def quoted(text: str) -> str:
    """A text as a PO file has it, on one line."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def _msgid(block: str) -> str:
    found = _MSGID.search(block)
    return denormalize(found[1].strip()) if found else ""


def _changed(block: str, name: str, translation: str) -> str:
    block = _FUZZY.sub("", block)
    if _msgid(block) != name:
        block = _MSGID.sub(lambda _: f"msgid {quoted(name)}\n", block, count=1)
    return _MSGSTR.sub(lambda _: f"msgstr {quoted(translation)}\n", block, count=1).rstrip("\n")
