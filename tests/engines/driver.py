"""One way to hold a browser that is not Chromium: what a reader does, in the words of W3C WebDriver.

Firefox and WebKitGTK speak different protocols, but mean the same by "actions" (a finger, a keyboard). So all that
a test does stands here once; `firefox` and `webkit` say only how it is carried. A test's origin is its own server's
port, so one browser serves all tests: what one origin saved no other sees.
"""

import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from typing import Any, ClassVar

PATIENCE_S = 30
PAUSE_S = 0.05
KEYS = {"Shift": "\ue008", "Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004"}

CENTER = """(css, text) => {
    const said = (each) => each.textContent.replace(/\\s+/g, ' ').trim()
    const found = [...document.querySelectorAll(css)].filter((each) =>
        each.checkVisibility({ visibilityProperty: true }) && (text === null || said(each) === text))
    if (found.length === 0) return null
    const [target] = found
    target.scrollIntoView({ block: 'center', behavior: 'instant' })
    const { left, top, width, height } = target.getBoundingClientRect()
    const [x, y] = [Math.round(left + width / 2), Math.round(top + height / 2)]
    const hit = document.elementFromPoint(x, y)
    const settled = document.getAnimations().every((each) => each.playState !== 'running'
        || each.effect?.getComputedTiming().iterations === Infinity)
    return settled && (target === hit || target.contains(hit)) ? { x, y } : null
}"""
"""Where a finger would meet the element, once it stands still and nothing covers it."""


class EngineMissingError(Exception):
    """The browser, or what drives it, is not there. The message says what to install."""


class EngineError(Exception):
    """The browser refused an order; the message is its own."""


class Engine(ABC):
    """A browser with one fresh profile. Every order returns when the browser has carried it out."""

    name: ClassVar[str]
    version: str
    """As the browser says it."""

    @abstractmethod
    def open(self, address: str) -> None:
        """Go to an address in this tab, as typed. What cannot be reached raises."""

    @abstractmethod
    def evaluate(self, function: str, *arguments: object) -> Any:
        """What a JavaScript function (async too) makes of these arguments, in the page; both ways as JSON."""

    @abstractmethod
    def perform(self, actions: list[dict[str, Any]]) -> None:
        """Do these W3C actions."""

    @abstractmethod
    def back(self) -> None:
        """One step back in the history of this tab."""

    @abstractmethod
    def reload(self) -> None:
        """Load the page again."""

    @abstractmethod
    def new_tab(self) -> None:
        """Open an empty tab, and hold it from now on."""

    @abstractmethod
    def close_tab(self) -> None:
        """Close the tab in hand, and hold the one before it."""

    @abstractmethod
    def picture(self) -> bytes:
        """What is on the screen, as PNG."""

    @abstractmethod
    def close(self) -> None:
        """End the browser and all it started."""

    def click(self, css: str, text: str | None = None) -> None:
        """Tap the first element in sight that matches, and says just this, as soon as a finger can reach it."""
        point = self.wait_until(CENTER, css, text)
        finger = [
            {"type": "pointerMove", **point},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self.perform([{"type": "pointer", "id": "finger", "actions": finger}])

    def press(self, *keys: str) -> None:
        """Press keys one after another: characters, or names such as `Shift`."""
        typed = [KEYS.get(key, key) for key in keys]
        strokes = [{"type": kind, "value": key} for key in typed for kind in ("keyDown", "keyUp")]
        self.perform([{"type": "key", "id": "keyboard", "actions": strokes}])

    def wait_until(self, function: str, *arguments: object, timeout_s: float = PATIENCE_S) -> Any:
        """What a JavaScript function returns, as soon as it is something true.

        Asked from here again and again, because a page on its way elsewhere takes its questions with it.
        """
        ends = time.monotonic() + timeout_s
        while True:
            try:
                if found := self.evaluate(function, *arguments):
                    return found
            except EngineError as error:
                found = error
            if time.monotonic() > ends:
                asked = " ".join(function.split())
                raise AssertionError(f"{self.name}: waited {timeout_s} s, still found {found!r} from {asked}")
            time.sleep(PAUSE_S)


ALIVE_WITH_US = '"$@" & exec >&- 2>&-; read -r _; kill -9 0'
"""A shell that ends all it started when its input ends: no browser outlives the test run, however that run died."""


def begin(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
    """Start a program, silent unless told otherwise, in a process group of its own; `end` ends all of that group."""
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    guarded = ["sh", "-c", ALIVE_WITH_US, "sh", *command]
    return subprocess.Popen(guarded, stdin=subprocess.PIPE, start_new_session=True, **{**silent, **options})


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill what `begin` started."""
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
