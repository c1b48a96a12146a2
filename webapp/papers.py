"""Documents as pages show and send them: the words of their classes, and answers that no browser runs."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Flask, stream_with_context
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from webapp.auth import current_person
from webapp.lifecycle.documents import (
    Document,
    Kind,
    PublicFrom,
    Publicity,
    Retention,
    TooLarge,
    UnfitFile,
    matter_documents,
    may_read,
    meeting_documents,
    read_content,
)
from webapp.lifecycle.media import ENDINGS
from webapp.localisation import gettext, number
from webapp.runtime import runtime
from webapp.scanning import Harmful, Unscanned

_KILO = 1000


def kinds() -> dict[str, str]:
    """What a document is, in words."""
    return {
        Kind.ANNEX: gettext("Annex"),
        Kind.PROPOSAL: gettext("Proposal"),
        Kind.APPLICATION: gettext("Application"),
        Kind.DECISION: gettext("Decision"),
        Kind.REPORT: gettext("Report"),
        Kind.MINUTES: gettext("Minutes"),
        Kind.OTHER: gettext("Other"),
    }


def publicities() -> dict[str, str]:
    """Who may read it, in words."""
    return {
        Publicity.INTERNAL: gettext("For those who are logged in"),
        Publicity.PUBLIC: gettext("Public"),
        Publicity.LATER: gettext("Public later"),
        Publicity.SECRET: gettext("Secret"),
    }


def events() -> dict[str, str]:
    """From what event on it is public, in words."""
    return {
        PublicFrom.CALLED: gettext("when the invitation is sent"),
        PublicFrom.MINUTES: gettext("when the minutes are accepted"),
    }


def retentions() -> dict[str, str]:
    """How long it is kept, in words."""
    return {
        Retention.PROJECT: gettext("As the project's funder asks"),
        Retention.TEN_YEARS: gettext("Ten years"),
        Retention.TWO_YEARS: gettext("Two years"),
        Retention.PERMANENT: gettext("Permanently"),
    }


def size_words(size: int) -> str:
    """12 kB"""
    if size < _KILO * _KILO:
        return f"{number(-(-size // _KILO))}\N{NO-BREAK SPACE}kB"
    return f"{number(round(size / _KILO / _KILO))}\N{NO-BREAK SPACE}MB"


def unfit_words(unfit: UnfitFile) -> str:
    """Why a file is not kept."""
    if isinstance(unfit, TooLarge):
        return gettext("The file is larger than 50 MB.")
    if isinstance(unfit, Harmful):
        return gettext("The virus scanner found something harmful in the file. It was not kept.")
    if isinstance(unfit, Unscanned):
        return gettext("The virus scanner could not look at the file, so it was not kept. Try again in a while.")
    return gettext(
        "By its content the file is none of these: PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG, text."
    )


def matter_papers(connection: Connection, business_key: str) -> list[Document]:
    """The documents of a matter that this person may read."""
    return _readable(connection, matter_documents(connection, business_key))


def meeting_papers(connection: Connection, meeting_id: int) -> list[Document]:
    """The papers of a meeting that this person may read."""
    return _readable(connection, meeting_documents(connection, meeting_id))


def _readable(connection: Connection, found: list[Document]) -> list[Document]:
    person = current_person()
    return [one for one in found if may_read(connection, one, person.id, person.groups, runtime().rights)]


def file_name(one: Document) -> str:
    """The file's own name with the ending of what it really is."""
    stem = one.name.rpartition("/")[2].rpartition("\\")[2]
    endings = ENDINGS[one.media_type]
    return stem if stem.lower().endswith(endings) else stem + endings[0]


def file_answer(one: Document) -> Response:
    """The file to be kept, never shown: whatever is in it, no browser runs it as a page of ours."""
    database = runtime().database

    def pieces() -> Iterator[bytes]:
        with database.read() as reading:
            yield from read_content(reading, one.id)

    answer = Response(stream_with_context(pieces()), mimetype=one.media_type)
    return attached(answer, file_name(one), one.size)


def attached(answer: Response, name: str, size: int | None = None) -> Response:
    """The answer as a file of this name (RFC 6266)."""
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_. ") else "_" for letter in name)
    answer.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if size is not None:
        answer.headers["Content-Length"] = str(size)
    return answer


def init_app(app: Flask) -> None:
    """Teach the templates the words of documents."""
    app.jinja_env.filters.update(file_size=size_words)
    app.jinja_env.globals.update(document_kinds=kinds, document_publicities=publicities)
