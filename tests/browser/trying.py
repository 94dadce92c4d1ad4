"""Which sequences are tried: `RESPIRA_SEQUENCES` says how many, 200 by default, `RESPIRA_SEED` which ones.

They are the same each time unless told otherwise, so that a failure is the fault of a change. Two files hold half of
the parts each, because a file stays in one process and a test run has two.
"""

import faulthandler
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from playwright.sync_api import Browser, Playwright

from scripts.find_chromium import find_shell
from tests.browser.engine import private
from tests.browser.sequence import VERSIONS, Sequence, World
from tests.chaos.client import FILES_ALONE, ChaosServer
from tests.small_site import small_sites

SEQUENCES = int(os.environ.get("RESPIRA_SEQUENCES", "200"))
SEED = int(os.environ.get("RESPIRA_SEED", "1"))
PARTS = range(10)
"""Each begins with a seed of its own: one that fails can be tried again alone, and has time to be made shorter."""
SIMPLEST = 1
"""What Hypothesis begins each part with: it is the same every time, and does not count."""
PATIENCE_S = 180
"""A browser that does not get through a sequence in this time hangs, and is ended."""
TURNS = 3


@pytest.fixture(scope="module")
def world(playwright: Playwright, built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Four versions of a small site, the first of them deployed."""
    sites = small_sites(built_site, tmp_path_factory.mktemp("versions"), VERSIONS)
    with ChaosServer.start(sites[0].folder, FILES_ALONE) as server:
        found = World(private(playwright, find_shell()), server, sites)
        yield found
        found.chrome.close()


@pytest.fixture
def try_part(world: World, playwright: Playwright) -> Iterator[Callable[[int], None]]:
    """`try_part(3)` tries the sequences of one of the `PARTS`.

    A browser that ends by itself, or hangs and is ended, says nothing of the site: the part is tried again with
    another. Who hangs without a browser ends the run.
    """
    ending: list[threading.Timer] = []

    def begin() -> Sequence:
        faulthandler.dump_traceback_later(2 * PATIENCE_S, exit=True, file=sys.__stderr__ or 2)
        if ending:
            ending.pop().cancel()
        if world.chrome.is_connected():
            ending.append(threading.Timer(PATIENCE_S, os.kill, (process_id(world.chrome), signal.SIGKILL)))
            ending[0].daemon = True
            ending[0].start()
        return Sequence(world)

    def try_them(part: int) -> None:
        print(f"RESPIRA_SEED={SEED} tries these sequences again")
        for turn in range(TURNS):
            try:
                run_part(part, begin)
                return
            except Exception:
                if world.chrome.is_connected() or turn == TURNS - 1:
                    raise
                world.chrome = private(playwright, find_shell())

    yield try_them
    for timer in ending:
        timer.cancel()
    faulthandler.cancel_dump_traceback_later()


def run_part(part: int, begin: Callable[[], Sequence]) -> None:
    """Try the sequences of a part; the first that fails is made shorter, and raised."""
    machine: Any = seed(SEED * len(PARTS) + part)(begin)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=SIMPLEST + max(1, SEQUENCES // len(PARTS)),
            stateful_step_count=6,
            deadline=None,
            database=None,
            print_blob=True,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )


def process_id(browser: Browser) -> int:
    """The process that all others of this browser belong to."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    (found,) = [each["id"] for each in processes if each["type"] == "browser"]
    return int(found)
