"""Servers of the tests' own, in a thread, closed at once when they are no longer needed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer

LOOKS_UP_EVERY = 0.01
"""Seconds between two looks whether to close; the library's half a second would be waited for after each test."""


class Serving:
    """A server that answers from now on, until it is closed."""

    def __init__(self, server: BaseServer) -> None:
        self._server = server
        self._thread = threading.Thread(target=server.serve_forever, args=(LOOKS_UP_EVERY,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Answer nobody any more."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@contextmanager
def serving(server: BaseServer) -> Iterator[None]:
    """Let a server answer for a while."""
    begun = Serving(server)
    try:
        yield
    finally:
        begun.close()
