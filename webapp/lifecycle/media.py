"""What a file is, by its content: a name proves nothing."""

import codecs

PDF, PNG, JPEG, TEXT = "application/pdf", "image/png", "image/jpeg", "text/plain"
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
DOCX = f"{_OOXML}wordprocessingml.document"
ENDINGS = {
    PDF: (".pdf",),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    TEXT: (".txt", ".csv", ".md"),
    DOCX: (".docx",),
    f"{_OOXML}spreadsheetml.sheet": (".xlsx",),
    f"{_OOXML}presentationml.presentation": (".pptx",),
    f"{_ODF}text": (".odt",),
    f"{_ODF}spreadsheet": (".ods",),
    f"{_ODF}presentation": (".odp",),
}
"""The kinds of files that are kept, and how their names may end."""

_STARTS = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_PARTS = (
    (b"word/", "wordprocessingml.document"),
    (b"xl/", "spreadsheetml.sheet"),
    (b"ppt/", "presentationml.presentation"),
)


def media_type(head: bytes) -> str | None:
    """The type of what begins so (a megabyte of it, or all); None for what is not kept, programs for instance."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _packed(head)
    return TEXT if _is_text(head) else None


def _packed(head: bytes) -> str | None:
    """Office documents are zip archives; OpenDocument says what it is in its first entry."""
    if head[30:].startswith(b"mimetype"):
        said = head[38:120]
        found = [kind for kind in ENDINGS if kind.startswith(_ODF) and said.startswith(kind.encode())]
        return max(found, key=len, default=None)
    if b"[Content_Types].xml" not in head or b"vbaProject.bin" in head:
        return None
    return next((_OOXML + kind for part, kind in _PARTS if part in head), None)


def _is_text(head: bytes) -> bool:
    if not head or b"\x00" in head:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # The end may cut a letter in two.
    except UnicodeDecodeError:
        return False
    return True
