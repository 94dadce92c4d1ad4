"""A pytest plugin for `scripts/test.sh`: a run that a hanging browser ended is gone on with, where it stopped.

Now and then a browser never answers when it is told to close. After `faulthandler_timeout` that ends the process, and
with it the run. `RESPIRA_TRIED` names a file that gets a line for each test that passed, was skipped or failed; the
next run with the same file leaves those out. A test that failed has failed: only what was not tried is tried.
"""

import os
from pathlib import Path

import pytest

FILE = os.environ.get("RESPIRA_TRIED", "")
CRASHED = "crashed while running"
"""What xdist says of the test whose process ended: it is no verdict on the test."""


def pytest_configure(config: pytest.Config) -> None:
    """Write in one process alone: that which the others report to."""
    if FILE and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Writer())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what was tried."""
    tried = {line.partition(" ")[2] for line in _lines()}
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid in tried])
    items[:] = [item for item in items if item.nodeid not in tried]


def _lines() -> list[str]:
    return Path(FILE).read_text("utf-8").splitlines() if FILE and Path(FILE).exists() else []


class _Writer:
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A line for the verdict on a test: of its call, or of what already failed or skipped before or after it."""
        if report.when != "call" and report.passed:
            return
        if CRASHED not in str(report.longrepr):
            with open(FILE, "a", encoding="utf-8") as out:
                out.write(f"{report.outcome} {report.nodeid}\n")
