"""What a drafted process is called, and its texts in a language."""

from engine.deployments import processes_in
from engine.errors import InvalidResource
from engine.texts import parse_texts
from webapp.drafting.drafts import Draft


def name_in_files(draft: Draft) -> str:
    """What people call a folder: its first process by name, as drafted, else as deployed, else the folder itself."""
    for files in (draft.files, draft.deployed):
        try:
            processes = processes_in(files)
        except InvalidResource:
            continue
        named = next((one.name for _, one in sorted(processes.items()) if one.name), "")
        if named:
            return named
    return draft.folder


def step_name(draft: Draft, element: str) -> str:
    """What a step is called in the deployed diagrams; empty where there is none of this id, or it has no name."""
    try:
        processes = processes_in(draft.deployed).values()
    except InvalidResource:
        return ""
    return next((one.elements[element].name for one in processes if element in one.elements), "")


def said(draft: Draft, text: str, language: str) -> str:
    """A text of the folder's diagrams or forms in a language, as the draft has it."""
    try:
        known = parse_texts(draft.files).get(draft.folder)
    except InvalidResource:
        return text
    return known.text(language, text) if known else text
