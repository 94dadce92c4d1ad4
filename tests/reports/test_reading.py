"""What was sent is read strictly: whatever it is, it becomes a report or one sentence."""

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pwa.reports.report import KINDS, Refusal, parse, read_report
from pwa.reports.words import LONGEST, NAMING

Found = TypeVar("Found")

simple = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
anything = st.recursive(simple, lambda each: st.lists(each) | st.dictionaries(st.text(), each))
likely = st.fixed_dictionaries(
    {},
    optional={
        "id": st.uuids().map(str) | anything,
        "service": st.just("a") | anything,
        "kind": st.sampled_from(KINDS) | anything,
        "text": st.text(max_size=LONGEST + 5) | anything,
    },
)


def or_refused(read: Callable[[], Found]) -> Found | None:
    """What was read; None where it was refused as it should be."""
    try:
        return read()
    except Refusal as refusal:
        if refusal.status != 400:
            raise
        return None


@settings(derandomize=True, database=None, deadline=None)
@given(sent=likely, needs_id=st.booleans())
def test_whatever_is_sent_is_a_report_or_refused(sent: dict[str, Any], needs_id: bool) -> None:
    found = or_refused(lambda: read_report(sent, {"a"}, needs_id=needs_id))
    if found is None:
        return
    assert found.service == "a"
    assert found.kind in KINDS
    assert found.id.version == 4
    assert len(found.text) <= LONGEST
    assert not NAMING.search(found.text)


@settings(derandomize=True, database=None, deadline=None)
@given(body=st.binary(max_size=200) | st.text().map(str.encode))
def test_whatever_bytes_are_sent_are_an_object_or_refused(body: bytes) -> None:
    found = or_refused(lambda: parse(body))
    assert found is None or isinstance(found, dict)


def test_a_form_gets_an_id_of_its_own() -> None:
    sent = {"service": "a", "kind": "closed"}
    assert read_report(sent, {"a"}, needs_id=False).id != read_report(sent, {"a"}, needs_id=False).id
    with pytest.raises(Refusal):
        read_report(sent, {"a"}, needs_id=True)
