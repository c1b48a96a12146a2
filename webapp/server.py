"""Gunicorn, set up in the program: threads, no configuration file, and the ticker beside them when asked for."""

from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # Gunicorn has no types.

from webapp.application import create_app
from webapp.config import Config
from webapp.logs import configure_log
from webapp.runtime import open_runtime
from webapp.worker import start_worker

THREADS = 8


class Server(BaseApplication):  # type: ignore[misc]  # For the same reason.
    """Serves the application; each process opens its own runtime after the fork, for connections do not survive one."""

    def __init__(self, config: Config, bind: str, processes: int, *, ticking: bool) -> None:
        self._config, self._bind, self._processes, self._ticking = config, bind, processes, ticking
        super().__init__()

    def load_config(self) -> None:
        """Gunicorn's settings."""
        settings: dict[str, Any] = {
            "bind": self._bind,
            "workers": self._processes,
            "threads": THREADS,
            "worker_class": "gthread",
            "graceful_timeout": 20,
            "keepalive": 5,
            "accesslog": None,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        """The application of one process."""
        here = open_runtime(self._config)
        if self._ticking:
            start_worker(here)
        return create_app(here)


def serve(config: Config, bind: str, *, processes: int = 1, ticking: bool = False) -> int:
    """Serve until stopped."""
    configure_log(config.log_format)
    Server(config, bind, processes, ticking=ticking).run()
    return 0
