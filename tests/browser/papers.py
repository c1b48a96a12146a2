"""What a PDF of ours says: the letters that a reader finds when somebody chooses or searches text."""

import re
import zlib


def read_letters(paper: bytes) -> str:
    """All text, in the order in which it was written; glyphs told by the font's own table of letters (ToUnicode)."""
    letters: dict[str, str] = {}
    streams = [_opened(one) for one in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", paper, re.DOTALL)]
    for text in streams:
        if "begincmap" in text:
            for glyph, letter in re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4})>\n", text):
                letters[glyph.lower()] = chr(int(letter, 16))
    shown = (one for text in streams for one in re.findall(r"<([0-9a-fA-F]+)>\s*Tj", text))
    return " ".join("".join(letters.get(glyph.lower(), "\ufffd") for glyph in re.findall("....", one)) for one in shown)


def _opened(stream: bytes) -> str:
    try:
        return zlib.decompress(stream).decode("latin-1")
    except zlib.error:
        return stream.decode("latin-1")
