"""A time stamping authority of our own: OpenSSL's, behind a small server, with certificates made here."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from tests.serving import serving

CONFIGURATION = """
[tsa]
serial = {folder}/serial
signer_cert = {folder}/signer.pem
signer_key = {folder}/signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
"""


def make_authority(folder: Path) -> Path:
    """Keys and certificates; the file with the root."""
    folder.mkdir()
    key = ("-newkey", "rsa:2048", "-nodes", "-days", "2")
    run(folder, "req", "-x509", *key, "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=Root",
        "-addext", "keyUsage=critical,keyCertSign")  # fmt: skip
    run(folder, "req", *key[:3], "-keyout", "signer.key", "-out", "signer.csr", "-subj", "/CN=Stamps")
    (folder / "usage").write_text("extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n")
    run(folder, "x509", "-req", "-in", "signer.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial",
        "-out", "signer.pem", "-days", "2", "-extfile", "usage")  # fmt: skip
    (folder / "serial").write_text("01")
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder))
    return folder / "root.pem"


@contextmanager
def open_authority(folder: Path) -> Iterator[str]:
    """The address at which it stamps."""

    class Stamping(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Stamp what was asked for."""
            (folder / "query").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            run(folder, "ts", "-reply", "-config", "tsa.cnf", "-section", "tsa", "-queryfile", "query", "-out", "reply")
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write((folder / "reply").read_bytes())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Stamping)
    with serving(server):
        yield f"http://127.0.0.1:{server.server_port}/"


def run(folder: Path, *words: str) -> None:
    """OpenSSL, in the folder."""
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)
