"""Firefox, spoken to in WebDriver BiDi over its own debugging port. No other program is in between."""

import json
import re
import shutil
import subprocess
import tempfile
from base64 import b64decode
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.engines.driver import PATIENCE_S, Engine, EngineError, EngineMissingError, begin, end

PROGRAMS = ("firefox-esr", "firefox")
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
PREFERENCES: dict[str, object] = {
    # Nothing but this machine can be reached: a proxy that is not there stands for all the rest of the world.
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "localhost, 127.0.0.1",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    # What a first start would ask, tell and fetch.
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


class Firefox(Engine):
    """Firefox without a window."""

    name = "Firefox"

    def __init__(self) -> None:
        program = next(filter(None, map(shutil.which, PROGRAMS)), None)
        if not program:
            raise EngineMissingError("Found no Firefox. Install firefox-esr: make test-engines does.")
        with ExitStack() as held:
            profile = held.enter_context(tempfile.TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True))
            lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
            Path(profile, "user.js").write_text("\n".join(lines), "utf-8")
            self._process = begin(
                [program, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"],
                stderr=subprocess.PIPE,
            )
            held.callback(end, self._process)
            self._wire = held.enter_context(
                connect(f"{self._address()}/session", max_size=None, open_timeout=PATIENCE_S)
            )
            self._numbers = count(1)
            session = self._order("session.new", capabilities={})
            self.version = session["capabilities"]["browserVersion"]
            self._tabs = [each["context"] for each in self._order("browsingContext.getTree")["contexts"]]
            self._held = held.pop_all()

    def open(self, address: str) -> None:
        self._in_tab("browsingContext.navigate", url=address, wait="complete")

    def evaluate(self, function: str, *arguments: object) -> Any:
        found = self._order(
            "script.callFunction",
            functionDeclaration=f"async (given) => JSON.stringify(await ({function})(...JSON.parse(given)) ?? null)",
            arguments=[{"type": "string", "value": json.dumps(arguments)}],
            target={"context": self._tabs[-1]},
            awaitPromise=True,
        )
        if found["type"] == "exception":
            raise EngineError(found["exceptionDetails"]["text"])
        return json.loads(found["result"]["value"])

    def perform(self, actions: list[dict[str, Any]]) -> None:
        self._in_tab("input.performActions", actions=actions)

    def back(self) -> None:
        self._in_tab("browsingContext.traverseHistory", delta=-1)

    def reload(self) -> None:
        self._in_tab("browsingContext.reload", wait="complete")

    def new_tab(self) -> None:
        self._tabs.append(self._order("browsingContext.create", type="tab")["context"])

    def close_tab(self) -> None:
        self._order("browsingContext.close", context=self._tabs.pop())

    def picture(self) -> bytes:
        return b64decode(self._in_tab("browsingContext.captureScreenshot")["data"])

    def close(self) -> None:
        self._held.close()

    def _address(self) -> str:
        """Where it listens, as it says on its standard error; it chooses a free port itself."""
        assert self._process.stderr
        for line in self._process.stderr:
            if found := LISTENING.search(line.decode(errors="replace")):
                return found[1]
        raise EngineMissingError("Firefox ended before it listened. Install a newer firefox-esr, 128 at least.")

    def _in_tab(self, method: str, **options: object) -> Any:
        return self._order(method, context=self._tabs[-1], **options)

    def _order(self, method: str, **options: object) -> Any:
        number = next(self._numbers)
        try:
            self._wire.send(json.dumps({"id": number, "method": method, "params": options}))
            while True:
                answer = json.loads(self._wire.recv(timeout=2 * PATIENCE_S))
                if answer.get("id") == number:
                    break
        except (ConnectionClosed, TimeoutError) as problem:
            raise EngineError(f"{method} was never answered") from problem
        if "error" in answer:
            raise EngineError(f"{method}: {answer['error']}: {answer['message']}")
        return answer["result"]
