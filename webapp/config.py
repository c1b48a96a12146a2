"""Every setting there is, read once from `HANKEPOLKU_*` environment variables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from webapp.diary_pattern import DiaryPattern, InvalidPattern
from webapp.rights import SHIPPED

LANGUAGES = ("fi", "sv", "en")
SHORTEST_SECRET = 32
LOG_FORMATS = ("text", "json")
HELSINKI = ZoneInfo("Europe/Helsinki")
HOW_TO_MAKE_ONE = "Make one: python3 -c 'import secrets; print(secrets.token_hex(32))'"
DIAGRAMS = Path(__file__).parent.parent / "bpmn"


class InvalidConfiguration(Exception):
    """A setting is missing or cannot be used."""


@dataclass(frozen=True)
class Config:
    """What differs from one installation to another."""

    secret_key: str  # Signs the anti-forgery cookie; at least 32 characters.
    database_url: str = "sqlite:///var/hankepolku.db"  # Or postgresql://…
    base_url: str = "http://127.0.0.1:8000"  # As people type it; https makes the cookies secure.
    smtp_url: str = ""  # smtp://user:password@host:587 or smtps://…; empty: letters wait in the outbox.
    mail_from: str = "hankepolku@localhost"
    languages: tuple[str, ...] = LANGUAGES  # The first is the default.
    zone: ZoneInfo = HELSINKI
    diagrams: Path = DIAGRAMS
    session_idle: timedelta = timedelta(hours=1)
    session_longest: timedelta = timedelta(hours=12)
    undo_within: timedelta = timedelta(minutes=15)  # For how long a mistaken completion may be taken back.
    scan_command: str = ""  # Reads a file on its standard input; exit code 0 lets it in. Empty: none is looked at.
    seal_to: tuple[str, ...] = ()  # Addresses that each seal of the history is mailed to.
    tsa_url: str = ""  # An authority that stamps seals (RFC 3161); empty: none does.
    tsa_roots: Path | None = None  # Certificates, as PEM, that its stamps must lead back to.
    hook_hosts: tuple[str, ...] = ()  # Names of one's own network that web hooks may lead to.
    proxies: int = 0  # How many trusted proxies stand in front.
    oidc_issuer: str = ""  # https://…, as the log-in service calls itself; empty: there is none.
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = ""  # What the button calls it.
    oidc_scopes: str = "openid email profile"
    oidc_group_claim: str = "groups"
    oidc_groups: Mapping[str, frozenset[str]] = field(default_factory=dict)  # Value of the claim → keys of groups.
    oidc_creates: bool = False  # Whether whoever comes for the first time gets an account.
    oidc_trusts_email: bool = False  # Whether a verified address is enough to be the person who has it here.
    stolen_passwords: Path | None = None  # Sorted SHA-1 digests, one a line; none: no such list is asked.
    second_factor_groups: frozenset[str] = frozenset()  # Keys of groups whose people log in in two steps.
    rights: Path = SHIPPED  # The table of who may what.
    diary_pattern: str = ""  # What diary numbers look like, `{year}/{running}/{class}`; empty: the host gives them.
    diary_class: str = ""  # What stands in the place of {class}.
    public_decisions: bool = False  # Whether strangers may read decisions, as far as these are public.
    demonstration: bool = False  # Marks every page as invented.
    training: bool = False  # A copy for practice: marks every page, and no letter leaves.
    metrics_token: str = ""  # Whoever shows it may read /metrics; empty: nobody may.
    log_format: str = "text"  # Or `json`: one object a line.

    def __post_init__(self) -> None:
        """Refuse what would be unsafe or could not work."""
        if len(self.secret_key) < SHORTEST_SECRET:
            raise InvalidConfiguration(
                f"Expected HANKEPOLKU_SECRET_KEY to have at least {SHORTEST_SECRET} characters, "
                f"but it has {len(self.secret_key)}. {HOW_TO_MAKE_ONE}"
            )
        if self.log_format not in LOG_FORMATS:
            raise InvalidConfiguration(f"Expected HANKEPOLKU_LOG as text or json, but got {self.log_format!r}.")
        if unknown := sorted(set(self.languages) - set(LANGUAGES)):
            raise InvalidConfiguration(
                f"Expected HANKEPOLKU_LANGUAGES among {', '.join(LANGUAGES)}, but got {', '.join(unknown)}."
            )
        if self.stolen_passwords and not self.stolen_passwords.is_file():
            raise InvalidConfiguration(
                f"Expected a file in HANKEPOLKU_STOLEN_PASSWORDS, but {self.stolen_passwords} is none."
            )
        if self.oidc_issuer and not self.oidc_client_id:
            raise InvalidConfiguration(
                "Expected HANKEPOLKU_OIDC_CLIENT_ID with HANKEPOLKU_OIDC_ISSUER, but it is not set."
            )

        self._check_diary()
        if self.tsa_url and not (self.tsa_url.startswith(("http://", "https://")) and _is_file(self.tsa_roots)):
            raise InvalidConfiguration(
                "Expected HANKEPOLKU_TSA_URL to begin with http:// or https://, and HANKEPOLKU_TSA_ROOTS to name a "
                "file with the certificates that its stamps lead back to, but they do not."
            )

    def _check_diary(self) -> None:
        try:
            _ = DiaryPattern(self.diary_pattern, self.diary_class) if self.diary_pattern else None
        except InvalidPattern as invalid:
            raise InvalidConfiguration(f"HANKEPOLKU_DIARY_PATTERN, HANKEPOLKU_DIARY_CLASS: {invalid}") from invalid

    @property
    def secure(self) -> bool:
        """Whether people come over https."""
        return self.base_url.startswith("https://")

    @property
    def oidc_origin(self) -> str:
        """The log-in service's scheme and host; empty without one."""
        parts = urlsplit(self.oidc_issuer)
        return f"{parts.scheme}://{parts.netloc}" if self.oidc_issuer else ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Config":
        """Read the settings.  Raises InvalidConfiguration with a sentence that names the variable."""
        if not environment.get("HANKEPOLKU_SECRET_KEY"):
            raise InvalidConfiguration(
                "Expected HANKEPOLKU_SECRET_KEY in the environment, but it is not set. " + HOW_TO_MAKE_ONE
            )
        given = {name: read(environment[key]) for name, (key, read) in _SETTINGS.items() if environment.get(key)}
        return cls(**given)


def _is_file(path: Path | None) -> bool:
    return path is not None and path.is_file()


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InvalidConfiguration(f"Expected HANKEPOLKU_TIMEZONE as Europe/Helsinki, but got {name!r}.") from error


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise InvalidConfiguration(f"Expected a whole number in HANKEPOLKU_PROXIES or …_MINUTES, but got {text!r}.")
    return int(text)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _group_table(text: str) -> dict[str, frozenset[str]]:
    """`Hanke-admins=administrator, Neuvojat=advisor+coordinator`"""
    found = {}
    for row in _listed(text):
        value, equals, keys = row.rpartition("=")
        if not equals or not value.strip() or not keys.strip():
            raise InvalidConfiguration(f"Expected HANKEPOLKU_OIDC_GROUPS as VALUE=key+key, but got {row!r}.")
        found[value.strip()] = frozenset(key.strip() for key in keys.split("+"))
    return found


def _minutes(text: str) -> timedelta:
    return timedelta(minutes=_count(text))


_SETTINGS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "secret_key": ("HANKEPOLKU_SECRET_KEY", str),
    "database_url": ("HANKEPOLKU_DATABASE_URL", str),
    "base_url": ("HANKEPOLKU_BASE_URL", lambda text: text.rstrip("/")),
    "smtp_url": ("HANKEPOLKU_SMTP_URL", str),
    "mail_from": ("HANKEPOLKU_MAIL_FROM", str),
    "languages": ("HANKEPOLKU_LANGUAGES", _listed),
    "zone": ("HANKEPOLKU_TIMEZONE", _zone),
    "diagrams": ("HANKEPOLKU_DIAGRAMS", Path),
    "session_idle": ("HANKEPOLKU_SESSION_IDLE_MINUTES", _minutes),
    "session_longest": ("HANKEPOLKU_SESSION_LONGEST_MINUTES", _minutes),
    "undo_within": ("HANKEPOLKU_UNDO_MINUTES", _minutes),
    "scan_command": ("HANKEPOLKU_SCAN_COMMAND", str),
    "seal_to": ("HANKEPOLKU_SEAL_TO", _listed),
    "tsa_url": ("HANKEPOLKU_TSA_URL", str),
    "tsa_roots": ("HANKEPOLKU_TSA_ROOTS", Path),
    "hook_hosts": ("HANKEPOLKU_HOOK_HOSTS", _listed),
    "proxies": ("HANKEPOLKU_PROXIES", _count),
    "oidc_issuer": ("HANKEPOLKU_OIDC_ISSUER", lambda text: text.rstrip("/")),
    "oidc_client_id": ("HANKEPOLKU_OIDC_CLIENT_ID", str),
    "oidc_client_secret": ("HANKEPOLKU_OIDC_CLIENT_SECRET", str),
    "oidc_name": ("HANKEPOLKU_OIDC_NAME", str),
    "oidc_scopes": ("HANKEPOLKU_OIDC_SCOPES", str),
    "oidc_group_claim": ("HANKEPOLKU_OIDC_GROUP_CLAIM", str),
    "oidc_groups": ("HANKEPOLKU_OIDC_GROUPS", _group_table),
    "oidc_creates": ("HANKEPOLKU_OIDC_CREATE_ACCOUNTS", lambda text: text == "1"),
    "oidc_trusts_email": ("HANKEPOLKU_OIDC_TRUST_EMAIL", lambda text: text == "1"),
    "stolen_passwords": ("HANKEPOLKU_STOLEN_PASSWORDS", Path),
    "second_factor_groups": ("HANKEPOLKU_SECOND_FACTOR_GROUPS", lambda text: frozenset(_listed(text))),
    "rights": ("HANKEPOLKU_RIGHTS", Path),
    "diary_pattern": ("HANKEPOLKU_DIARY_PATTERN", str),
    "diary_class": ("HANKEPOLKU_DIARY_CLASS", str),
    "public_decisions": ("HANKEPOLKU_PUBLIC_DECISIONS", lambda text: text == "1"),
    "demonstration": ("HANKEPOLKU_DEMONSTRATION", lambda text: text == "1"),
    "training": ("HANKEPOLKU_TRAINING", lambda text: text == "1"),
    "metrics_token": ("HANKEPOLKU_METRICS_TOKEN", str),
    "log_format": ("HANKEPOLKU_LOG", str),
}
