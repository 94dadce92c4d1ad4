"""What could name somebody is taken out of a report's words, and what says what is wrong stays."""

import json
from pathlib import Path

import pytest

from pwa.reports.words import without_names

CASES = json.loads((Path(__file__).parent / "words_cases.json").read_text("utf-8"))
"""Asked of the phone's twin too: tests/js/report-words.test.js."""


@pytest.mark.parametrize(("written", "kept"), CASES, ids=[case[0][:40] for case in CASES])
def test_words_without_names(written: str, kept: str) -> None:
    assert without_names(written) == kept


def test_what_was_cleaned_once_stays_as_it_is() -> None:
    for _, kept in CASES:
        assert without_names(kept) == kept
