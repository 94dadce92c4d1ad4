"""A run of the tests that a hanging browser ended is gone on with, and hides no failure."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pwa.config import ROOT

DIES = """
import os, pathlib
def test_before(): pass
def test_dies_once():
    mark = pathlib.Path(__file__).with_name("mark")
    if not mark.exists():
        mark.write_text("")
        os._exit(1)
def test_after(): pass
"""


@pytest.fixture
def run(tmp_path: Path):
    """Runs the tests in a folder, as `scripts/test.sh` does once; its exit code and what it said."""
    environment = {**os.environ, "RESPIRA_TRIED": str(tmp_path / "tried"), "PYTHONPATH": str(ROOT)}

    def once() -> tuple[int, str]:
        command = [sys.executable, "-m", "pytest", "-n", "1", "--max-worker-restart", "0", "-p", "tests.going_on"]
        quiet = ["-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(tmp_path), str(tmp_path)]
        done = subprocess.run([*command, *quiet], capture_output=True, text=True, env=environment, check=False)
        return done.returncode, done.stdout

    return once


def tried(folder: Path) -> list[str]:
    return [line.replace("test_some.py::", "") for line in (folder / "tried").read_text("utf-8").splitlines()]


def test_what_was_not_tried_is_tried_and_what_passed_is_not_tried_again(run, tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(DIES)
    assert run()[0] == 1
    assert tried(tmp_path) == ["passed test_before"]
    code, said = run()
    assert code == 0
    assert "2 passed" in said
    assert tried(tmp_path) == ["passed test_before", "passed test_dies_once", "passed test_after"]
    assert run()[0] == 5, "nothing is left to try"


def test_a_failure_is_written_down_and_not_tried_again(run, tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text("def test_wrong(): assert 0\ndef test_right(): pass\n")
    assert run()[0] == 1
    assert tried(tmp_path) == ["failed test_wrong", "passed test_right"]


def test_a_failure_after_the_test_is_a_failure(run, tmp_path: Path) -> None:
    fixture = "import pytest\n@pytest.fixture\ndef leaky():\n    yield\n    assert 0\n"
    (tmp_path / "test_some.py").write_text(f"{fixture}def test_right(leaky): pass\n")
    assert run()[0] == 1
    assert tried(tmp_path) == ["passed test_right", "failed test_right"]
