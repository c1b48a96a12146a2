"""The examples that operators copy: they parse, name what there is, and keep secrets out of logs."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.webapp.world import World, open_world, prepare_world
from webapp import commands
from webapp.config import _SETTINGS, Config

ROOT = Path(__file__).parents[1]
FILES = ROOT / "docs" / "operations"
UNITS = sorted(FILES.glob("*.service"))
MOST_EXPOSED = 25  # Of 100, as systemd-analyze counts: a service of the distribution has about 90.
OF_SECRETS = {"/m/", "/idea/", "/password/", "/calendar/feed/"}


@pytest.fixture
def world(tmp_path: Path) -> World:
    """The application, for the addresses that it has."""
    prepared = tmp_path / "prepared"
    prepared.mkdir()
    return open_world(prepare_world(prepared), tmp_path)


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_a_unit_names_a_command_and_hands_out_few_rights(unit: Path, tmp_path: Path) -> None:
    text = unit.read_text()
    (command,) = re.findall(r"^ExecStart=\S+/hankepolku (\S+)", text, re.MULTILINE)
    assert command in commands.names()
    assert "EnvironmentFile=" in text
    assert not re.search(r"SECRET|PASSWORD", text)
    for line in text.splitlines():
        assert not line.strip() or re.match(r"#|\[\w+\]$|\w+=", line), line
    if shutil.which("systemd-analyze") is None:
        return
    runnable = tmp_path / unit.name
    runnable.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE))
    checked = subprocess.run(["systemd-analyze", "verify", runnable], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    asked = ["systemd-analyze", "security", "--offline=yes", f"--threshold={MOST_EXPOSED}", runnable]
    exposed = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert exposed.returncode == 0, exposed.stdout[-400:]


def test_the_environment_example_holds_settings_that_there_are() -> None:
    given = dict(
        re.findall(r"^(?:#)?(HANKEPOLKU_\w+)=(.*)$", (FILES / "environment.example").read_text(), re.MULTILINE)
    )
    assert given.keys() <= {name for name, _ in _SETTINGS.values()}
    assert given["HANKEPOLKU_SECRET_KEY"] == ""
    config = Config.from_environment(given | {"HANKEPOLKU_SECRET_KEY": "x" * 40})
    assert config.secure
    assert config.proxies == 1


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_a_proxy_lets_documents_through_and_keeps_secret_addresses_out_of_its_log(name: str, world: World) -> None:
    text = (FILES / name).read_text()
    assert text.count("{") == text.count("}")
    assert re.search(r"client_max_body_size 60m|max_size 60MB", text)
    secret = {
        "/" + rule.rule.split("<", 1)[0].strip("/") + "/"
        for rule in world.app.url_map.iter_rules()
        if rule.arguments & {"secret", "token"}
    }
    assert secret == OF_SECRETS
    for address in secret:
        named = re.findall(r"~(\^\S+)  0;", text) or [one.replace("*", ".") for one in re.findall(r" (/\S+/\*)", text)]
        assert any(re.search(one, f"{address}xyz") for one in named), address
    assert "/metrics" in text


def test_nginx_takes_its_file(tmp_path: Path) -> None:
    program = shutil.which("nginx")
    text = (FILES / "nginx.conf").read_text()
    if program is None:  # Its own check is the better one; without it, at least each directive ends.
        body = [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
        assert all(line.endswith((";", "{", "}")) for line in body)
        return
    text = re.sub(r"^\s*ssl_certificate.*$|^\s*access_log.*$", "", text, flags=re.MULTILINE).replace(" ssl;", ";")
    (tmp_path / "nginx.conf").write_text(f"events {{}}\nhttp {{\n{text}\n}}\n")
    done = subprocess.run([program, "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_caddy_takes_its_file() -> None:
    program = shutil.which("caddy")
    if program is None:
        return
    asked = [program, "validate", "--adapter", "caddyfile", "--config", FILES / "Caddyfile"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_container_is_made_of_files_that_there_are() -> None:
    text = (FILES / "Containerfile").read_text()
    for line in re.findall(r"^COPY (.+)$", text, re.MULTILINE):
        for name in line.split()[:-1]:
            assert (ROOT / name).exists(), name
    assert "USER hankepolku" in text
    for command in re.findall(r'"hankepolku", "(\w+)"', text):
        assert command in commands.names()
    composed = (FILES / "compose.yaml").read_text()
    assert "\t" not in composed
    for command in re.findall(r"command: \[hankepolku, (\w+)", composed):
        assert command in commands.names()
