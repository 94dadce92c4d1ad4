"""Every topic of the five texts the project began from has its place: see tests/founding_topics.toml."""

import tomllib
from functools import cache
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.page import LANGUAGES, Page, read_page

MAP = tomllib.loads(Path(__file__).with_name("founding_topics.toml").read_text("utf-8"))
TEXTS = {"hampshire-hope", "boapc-harm-reduction", "mindful-recovery-hub", "insight-recovery", "faces-voices"}


@cache
def _cached(client: FlaskClient, address: str) -> Page:
    return read_page(client, address)


@pytest.mark.parametrize("topic", MAP["topic"], ids=lambda topic: topic["about"])
def test_a_founding_topic_has_its_place(topic, client):
    assert topic["at"], "it stands nowhere"
    for place, words in topic["at"].items():
        slug, _, part = place.partition("#")
        for code in LANGUAGES:
            page = _cached(client, f"/{code}/{slug}")
            said = page.text(page.by_id(part or "main"))
            if code == "en":
                missing = [each for each in words if each not in said]
                assert not missing, f"{place} no longer says {missing}: where is “{topic['about']}” now?"


def test_each_of_the_five_texts_is_a_source_and_is_covered(site):
    assert site.library.sources.keys() >= TEXTS
    assert {text for topic in MAP["topic"] for text in topic["texts"]} == TEXTS


def test_no_topic_stands_twice_and_what_is_left_out_has_a_reason():
    entries = [*MAP["topic"], *MAP["left_out"]]
    assert len({entry["about"] for entry in entries}) == len(entries)
    assert all(len(entry["why"]) > 20 for entry in MAP["left_out"])
    assert {text for entry in MAP["left_out"] for text in entry["texts"]} <= TEXTS
