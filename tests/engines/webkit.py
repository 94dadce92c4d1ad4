"""WebKitGTK, spoken to in W3C WebDriver over HTTP. MiniBrowser needs a screen, so it gets one that nobody sees.

Its profile is a private one: what it saves is gone when it ends, as in Safari's private windows.
"""

import json
import os
import shutil
import socket
import subprocess
import time
from base64 import b64decode
from contextlib import ExitStack
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from tests.engines.driver import PATIENCE_S, PAUSE_S, Engine, EngineError, EngineMissingError, begin, end

NEEDS = {"WebKitWebDriver": "webkit2gtk-driver", "Xvfb": "xvfb"}
JSON = {"Content-Type": "application/json"}
SCREEN = "1280x1024x24"


class WebKit(Engine):
    """MiniBrowser, a window around WebKitGTK."""

    name = "WebKitGTK"

    def __init__(self) -> None:
        missing = [package for program, package in NEEDS.items() if not shutil.which(program)]
        if missing:
            raise EngineMissingError(
                f"Found no WebKitGTK. Install {' and '.join(missing)}, or type: make test-engines"
            )
        with ExitStack() as held:
            screen, display = _screen()
            held.callback(end, screen)
            port = _free_port()
            self._origin = f"http://127.0.0.1:{port}"
            driver = begin(["WebKitWebDriver", "-p", str(port)], env={**os.environ, "DISPLAY": display})
            held.callback(end, driver)
            self._wait_for_the_driver()
            session = self._ask("POST", "/session", {"capabilities": {}})
            self.version = session["capabilities"]["browserVersion"]
            self._session = f"/session/{session['sessionId']}"
            self._tabs = [self._tab("GET", "/window")]
            self._held = held.pop_all()

    def open(self, address: str) -> None:
        self._tab("POST", "/url", {"url": address})

    def evaluate(self, function: str, *arguments: object) -> Any:
        script = f"return (async (given) => ({function})(...JSON.parse(given)))(arguments[0])"
        return self._tab("POST", "/execute/sync", {"script": script, "args": [json.dumps(arguments)]})

    def perform(self, actions: list[dict[str, Any]]) -> None:
        self._tab("POST", "/actions", {"actions": actions})

    def back(self) -> None:
        # Not by `history.back()`: over to another site and its process, the driver would never answer again.
        self._tab("POST", "/back", {})

    def reload(self) -> None:
        self._tab("POST", "/refresh", {})

    def new_tab(self) -> None:
        # A window of its own: of a tab, MiniBrowser shows the one before, and a finger never gets there.
        self._tabs.append(self._tab("POST", "/window/new", {"type": "window"})["handle"])
        self._tab("POST", "/window", {"handle": self._tabs[-1]})

    def close_tab(self) -> None:
        self._tab("DELETE", "/window")
        self._tabs.pop()
        self._tab("POST", "/window", {"handle": self._tabs[-1]})

    def picture(self) -> bytes:
        return b64decode(self._tab("GET", "/screenshot"))

    def close(self) -> None:
        self._held.close()

    def _wait_for_the_driver(self) -> None:
        ends = time.monotonic() + PATIENCE_S
        while True:
            try:
                self._ask("GET", "/status")
            except URLError as problem:
                if time.monotonic() > ends:
                    told = "WebKitWebDriver does not answer. Install webkit2gtk-driver again."
                    raise EngineMissingError(told) from problem
                time.sleep(PAUSE_S)
            else:
                return

    def _tab(self, method: str, path: str, body: object = None) -> Any:
        return self._ask(method, self._session + path, body)

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = Request(self._origin + path, data, JSON, method=method)  # noqa: S310 - ours
        try:
            with urlopen(request, timeout=2 * PATIENCE_S) as answer:  # noqa: S310 - ours
                return json.load(answer)["value"]
        except HTTPError as refusal:
            with refusal:
                told = json.load(refusal)["value"]
            raise EngineError(f"{path.rpartition('/')[2]}: {told['error']}: {told['message']}") from None
        except TimeoutError as problem:
            raise EngineError(f"{path.rpartition('/')[2]} was never answered") from problem


def _screen() -> tuple[subprocess.Popen[bytes], str]:
    """A screen in memory, and its name. It chooses a free number itself."""
    screen = begin(["Xvfb", "-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"], stdout=subprocess.PIPE)
    assert screen.stdout
    number = screen.stdout.readline().decode().strip()
    if not number:
        end(screen)
        raise EngineMissingError("Xvfb does not start. Install xvfb.")
    return screen, f":{number}"


def _free_port() -> int:
    """WebKitWebDriver cannot choose one itself."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
