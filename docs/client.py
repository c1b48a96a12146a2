"""A client of Hankepolku's interface for programs: an example to begin from, with the standard library alone.

    client = Client("https://hanke.example.fi", os.environ["HANKEPOLKU_TOKEN"])
    for task in client.tasks():
        client.claim(task.id)
        client.complete(task.id, {"decision": "granted", "sum": 12500.50})

Every request that changes something carries a key; when the network breaks or the site asks to wait, the same request
goes out again with the same key, and is done once.
"""

import base64
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

Answer = str | float | bool | None | list[str] | list[dict[str, Any]]
ATTEMPTS = 5
LONGEST_WAIT = 60.0
FRESH = 300  # Seconds: an event that was signed earlier may be a copy.


class Problem(Exception):
    """What the site answered when it did not do it (RFC 9457); `errors` has a sentence for each field."""

    def __init__(self, status: int, title: str, detail: str, errors: Mapping[str, str]) -> None:
        super().__init__(f"{status} {title}: {detail or dict(errors)}")
        self.status, self.title, self.detail, self.errors = status, title, detail, dict(errors)


@dataclass(frozen=True)
class Task:
    """A task that waits."""

    id: int
    instance_id: int
    name: str
    title: str
    assignee: str | None
    due_at: datetime | None


@dataclass(frozen=True)
class Entry:
    """One thing that happened to an instance."""

    sequence: int
    at: datetime
    kind: str
    actor: str
    element: str | None


class Client:
    """Speaks for one service account."""

    def __init__(self, site: str, token: str, language: str = "fi", rest: Callable[[float], None] = time.sleep) -> None:
        """`rest` is what waits so many seconds."""
        if urlsplit(site).scheme not in {"https", "http"}:
            raise ValueError(f"Expected the address of a site, but got {site!r}.")
        self._base, self._token, self._language, self._rest = f"{site}/api/v1", token, language, rest

    def tasks(self, tab: str = "groups") -> Iterator[Task]:
        """The tasks of the account's groups, or its own (`mine`), what is due first coming first."""
        for row in self._pages("/tasks", {"tab": tab}):
            due_at = _moment(row["due_at"]) if row["due_at"] else None
            yield Task(row["id"], row["instance_id"], row["name"], row["title"], row["assignee"], due_at)

    def claim(self, task_id: int) -> None:
        """Take a task.  Raises Problem 409 when somebody else was first."""
        self._send(f"/tasks/{task_id}/claim")

    def complete(self, task_id: int, answers: Mapping[str, Answer]) -> int:
        """Submit a task's form; the number of the history's entry.  Raises Problem 422 with `errors`."""
        done = self._send(f"/tasks/{task_id}/complete", {"answers": dict(answers)})
        return int(done["sequence"])

    def start(self, process: str, answers: Mapping[str, Answer], key: str | None = None) -> int:
        """Start a process; the instance's number.  With a key of one's own twice the same is started once."""
        return int(self._send(f"/processes/{process}/instances", {"answers": dict(answers)}, key)["instance_id"])

    def history(self, instance_id: int, after: int = 0) -> Iterator[Entry]:
        """What happened to an instance, after an entry that one knows already."""
        for row in self._pages(f"/instances/{instance_id}/history", {"after": after}):
            yield Entry(row["sequence"], _moment(row["at"]), row["kind"], row["actor"], row["element"])

    def _pages(self, path: str, query: Mapping[str, object]) -> Iterator[dict[str, Any]]:
        address: str | None = f"{self._base}{path}?{urlencode(query)}"
        while address is not None:
            page = self._ask("GET", address)
            yield from page["items"]
            # The page's own address may be another name of the site: only what follows in it is taken.
            address = f"{self._base}{path}?{urlsplit(page['next']).query}" if page["next"] else None

    def _send(self, path: str, body: object = None, key: str | None = None) -> dict[str, Any]:
        return self._ask("POST", self._base + path, body, key or uuid.uuid4().hex)

    def _ask(self, method: str, address: str, body: object = None, key: str = "") -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}", "Accept-Language": self._language}
        if key:
            headers["Idempotency-Key"] = key
        content = None
        if body is not None:
            content, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        request = urllib.request.Request(address, content, headers, method=method)  # noqa: S310 - judged above
        return self._insist(request)

    def _insist(self, request: urllib.request.Request) -> dict[str, Any]:
        """Ask until there is an answer: what cannot be reached, or asks to wait, is asked again."""
        for attempt in range(1, ATTEMPTS + 1):
            wait = min(2.0**attempt, LONGEST_WAIT)
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - judged above
                    found: dict[str, Any] = json.load(answer)
                    return found
            except urllib.error.HTTPError as error:
                if error.code not in {429, 503} or attempt == ATTEMPTS:
                    raise _problem(error) from None
                wait = min(float(error.headers.get("Retry-After") or wait), LONGEST_WAIT)
                error.close()
            except OSError:
                if attempt == ATTEMPTS:
                    raise
            self._rest(wait)
        raise RuntimeError("Expected an answer or an error, but there was neither.")


def is_from(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether a web hook's event comes from whoever knows the secret, and was sent just now."""
    event_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not stamp.isdecimal() or abs(now - int(stamp)) > FRESH:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    proof = base64.b64encode(hmac.new(key, f"{event_id}.{stamp}.".encode() + body, hashlib.sha256).digest()).decode()
    given = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(one, f"v1,{proof}") for one in given)


def _problem(error: urllib.error.HTTPError) -> Problem:
    with error:
        content = error.read()
    told = json.loads(content) if error.headers.get_content_type() == "application/problem+json" else {}
    return Problem(error.code, told.get("title", error.reason), told.get("detail", ""), told.get("errors", {}))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
