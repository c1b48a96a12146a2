"""XML as it comes from anybody: read without entities, network or document types, and only up to a size.

OWASP, XML External Entity Prevention; libxml2 expands nothing here, and what would make it greedy is refused first.
"""

import re

from lxml import etree

from engine.errors import InvalidResource

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 200
MAX_ELEMENTS = 50_000

_DOCTYPE = re.compile(rb"<\x00?!\x00?D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E", re.IGNORECASE)
_WORDS = re.compile(r",? line \d+, column \d+.*", re.DOTALL)


def read_xml(content: bytes, file: str) -> etree._Element:
    """The root element of a document.

    Raises InvalidResource, with file and line, for what is no XML, carries a document type (and so could carry
    entities), or is larger than 5 MB, 200 levels or 50,000 elements.
    """
    if len(content) > MAX_BYTES:
        raise _refused(f"a file of at most {MAX_BYTES // 1024 // 1024} MB", "this one is larger", file, 1)
    doctype = _DOCTYPE.search(content)
    if doctype:
        line = content.count(b"\n", 0, doctype.start()) + 1
        raise _refused("a file without a document type", "it has one", file, line)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        reason = _WORDS.sub("", error.msg or "").strip() or "it cannot be read"
        raise _refused("XML", f"{reason[:1].lower()}{reason[1:]}", file, error.lineno or 1) from None
    except (ValueError, LookupError) as error:
        raise _refused("XML", str(error), file, 1) from None
    if root.getroottree().docinfo.doctype:  # An encoding in which the search above did not see it.
        raise _refused("a file without a document type", "it has one", file, 1)
    _measure(root, file)
    return root


def _measure(root: etree._Element, file: str) -> None:
    depth = count = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        line = element.sourceline or 1
        if depth > MAX_DEPTH:
            raise _refused(f"at most {MAX_DEPTH} levels of elements", "there are more", file, line)
        if count > MAX_ELEMENTS:
            raise _refused(f"at most {MAX_ELEMENTS} elements", "there are more", file, line)


def _refused(expected: str, found: str, file: str, line: int) -> InvalidResource:
    return InvalidResource(f"Expected {expected}, but {found}, in {file} line {line}.")
