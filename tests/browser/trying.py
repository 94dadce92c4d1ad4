"""Which sequences are tried: `RESPIRA_SEQUENCES` says how many, 200 by default, `RESPIRA_SEED` which ones.

They are the same each time unless told otherwise, so that a failure is the fault of a change. Two files hold half of
the parts each, because a file stays in one process and a test run has two.
"""

import faulthandler
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from playwright.sync_api import Browser

from tests.browser.sequence import VERSIONS, Sequence, World
from tests.chaos.client import FILES_ALONE, ChaosServer
from tests.small_site import small_sites

SEQUENCES = int(os.environ.get("RESPIRA_SEQUENCES", "200"))
SEED = int(os.environ.get("RESPIRA_SEED", "1"))
PARTS = range(10)
"""Each begins with a seed of its own: one that fails can be tried again alone, and has time to be made shorter."""
SIMPLEST = 1
"""What Hypothesis begins each part with: it is the same every time, and does not count."""


@pytest.fixture(scope="module")
def world(chrome: Browser, built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Four versions of a small site, the first of them deployed."""
    sites = small_sites(built_site, tmp_path_factory.mktemp("versions"), VERSIONS)
    with ChaosServer.start(sites[0].folder, FILES_ALONE) as server:
        yield World(chrome, server, sites)


@pytest.fixture
def try_part(world: World, pytestconfig: pytest.Config) -> Iterator[Callable[[int], None]]:
    """`try_part(3)` tries the sequences of one of the `PARTS`.

    A browser that hangs ends the run after a while. That is the time of a test: here each sequence has it anew.
    """
    patience_s = float(pytestconfig.getini("faulthandler_timeout"))

    def begin() -> Sequence:
        faulthandler.dump_traceback_later(patience_s, exit=True, file=sys.__stderr__ or 2)
        return Sequence(world)

    def try_them(part: int) -> None:
        print(f"RESPIRA_SEED={SEED} tries these sequences again")
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

    yield try_them
    faulthandler.cancel_dump_traceback_later()
