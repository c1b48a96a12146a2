"""The organisation's own log-in service, by OpenID Connect: everything that is said to it and believed of it.

Authlib does code, PKCE, state and nonce; what it is told here is which algorithms count and which issuer is meant.
"""

from collections.abc import Mapping
from typing import Any, cast

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from flask import Flask, current_app, url_for
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests import RequestException
from werkzeug.wrappers import Response

from webapp.accounts.identities import Claims, Policy
from webapp.accounts.sessions import Origin
from webapp.auth import here_from
from webapp.config import Config
from webapp.localisation import gettext
from webapp.runtime import runtime

NAME = "provider"
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")  # No shared secret, and never none (CVE-2024-37568).
TIMEOUT = 10
LOGGED_OUT = "http://schemas.openid.net/event/backchannel-logout"


class ProviderError(Exception):
    """The log-in service does not answer, refuses, or says what cannot be believed; the text is for the log."""


def init_app(app: Flask, config: Config) -> None:
    """Make the service known, where there is one."""
    oauth = OAuth(app)
    app.jinja_env.globals["log_in_service"] = lambda: name_of(config)
    if config.oidc_issuer:
        oauth.register(  # type: ignore[no-untyped-call]  # Its stubs say nothing of it.
            NAME,
            client_id=config.oidc_client_id,
            client_secret=config.oidc_client_secret or None,
            server_metadata_url=f"{config.oidc_issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": config.oidc_scopes,
                "code_challenge_method": "S256",
                "default_timeout": TIMEOUT,
            },
        )


def name_of(config: Config) -> str:
    """What people call the service; empty where there is none."""
    return (config.oidc_name or gettext("the organisation's log-in service")) if config.oidc_issuer else ""


def policy(config: Config) -> Policy:
    """What this installation makes of the service's word."""
    return Policy(config.oidc_groups, config.oidc_trusts_email, config.oidc_creates, config.languages[0])


def send_to() -> Response:
    """Send the browser to the service.  Raises ProviderError."""
    try:
        _metadata()
        return _client().authorize_redirect(_address("provider_login.callback"))
    except (RequestException, OAuthError, ValueError, RuntimeError) as error:
        raise ProviderError(str(error)) from error


def come_back() -> tuple[Claims, Origin]:
    """What the service says of whoever comes back from it.  Raises ProviderError."""
    try:
        _metadata()
        token = _client().authorize_access_token(leeway=30)
        told: Mapping[str, Any] | None = token.get("userinfo")
        if not told or not told.get("sub"):
            raise ProviderError("the ID token is missing")
        more = _client().userinfo(token=token)
    except (RequestException, OAuthError, JoseError, ValueError, KeyError, RuntimeError) as error:
        raise ProviderError(f"{type(error).__name__}: {error}") from error
    if more.get("sub") != told["sub"]:
        raise ProviderError("the user info is somebody else's")
    return _claims({**told, **more}), _origin(told, str(token["id_token"]))


def address_to_log_out(id_token: str) -> str | None:
    """Where the browser goes to end the service's own session; None where it offers none or does not answer."""
    try:
        if not _metadata().get("end_session_endpoint"):
            return None
        found = _client().create_logout_url(
            post_logout_redirect_uri=_address("login.show"), id_token_hint=id_token, client_id=_client().client_id
        )
    except (RequestException, ProviderError, ValueError):
        return None
    return str(found["url"])


def who_logged_out(logout_token: str) -> tuple[str, str | None, str | None]:
    """Issuer, subject and session that the service tells to end (Back-Channel Logout 1.0).  Raises ProviderError."""
    config = runtime().config
    try:
        _metadata()
        keys = KeySet.import_key_set(_client().fetch_jwk_set())
        token = jwt.decode(logout_token, keys, algorithms=list(ALGORITHMS))
        claims = token.claims
        wanted = jwt.JWTClaimsRegistry(
            leeway=30,
            iss={"essential": True, "value": config.oidc_issuer},
            aud={"essential": True, "value": config.oidc_client_id},
            iat={"essential": True},
            exp={"essential": True},
        )
        wanted.validate(claims)
    except (RequestException, JoseError, ValueError, KeyError) as error:
        raise ProviderError(f"{type(error).__name__}: {error}") from error
    if token.header.get("typ") != "logout+jwt":  # An ID token must not do instead.
        raise ProviderError(f"expected a logout+jwt, but got a {token.header.get('typ')}")
    if LOGGED_OUT not in claims.get("events", {}) or "nonce" in claims or not (claims.get("sub") or claims.get("sid")):
        raise ProviderError("the token is no log-out token")
    return config.oidc_issuer, claims.get("sub"), claims.get("sid")


def _metadata() -> Mapping[str, Any]:
    """What the service says of itself; of its algorithms only ours.  Raises ProviderError for another's."""
    found: dict[str, Any] = _client().load_server_metadata()
    if found.get("issuer") != runtime().config.oidc_issuer:
        raise ProviderError(f"expected the issuer {runtime().config.oidc_issuer}, but got {found.get('issuer')}")
    offered = found.get("id_token_signing_alg_values_supported", [])
    found["id_token_signing_alg_values_supported"] = [one for one in ALGORITHMS if one in offered]
    return found


def _client() -> FlaskOAuth2App:
    client = current_app.extensions["authlib.integrations.flask_client"].create_client(NAME)
    if client is None:
        raise ProviderError("no log-in service is set")
    return cast(FlaskOAuth2App, client)


def _address(endpoint: str) -> str:
    """A page's address as the service was told it."""
    return runtime().config.base_url + url_for(endpoint)


def _claims(told: Mapping[str, Any]) -> Claims:
    values = told.get(runtime().config.oidc_group_claim) or []
    return Claims(
        issuer=runtime().config.oidc_issuer,
        subject=str(told["sub"]),
        name=str(told.get("name") or ""),
        email=str(told.get("email") or ""),
        email_is_verified=told.get("email_verified") is True and "@" in str(told.get("email") or ""),
        groups=frozenset(map(str, values if isinstance(values, list) else [values])),
    )


def _origin(told: Mapping[str, Any], id_token: str) -> Origin:
    here = here_from()
    return Origin(here.agent, here.address, runtime().config.oidc_issuer, told.get("sid"), id_token)
