"""The form of a pack: what Python writes is what the phone reads. `tests/js/map-pack.test.js` reads the same file."""

import json

from pwa.areas.encode import UNIT, Drawn, MapSource, encode
from pwa.config import ROOT
from pwa.model.geo import Bounds

FILE = ROOT / "tests" / "data" / "map-pack.json"
"""Made by this test's `pack()`: after a change of the form, write it anew and raise `VERSION`."""

MAIN = (4_232_000, -7_259_000, 4_233_000, -7_255_000)
OTHER = (4_231_000, -7_260_000, 4_230_999, -7_260_001)
SHORE = (4_230_100, -7_259_900, 4_230_100, -7_259_500, 4_230_500, -7_259_500, 4_230_100, -7_259_900)
ISLE = (4_230_200, -7_259_600, 4_230_200, -7_259_550, 4_230_250, -7_259_550, 4_230_200, -7_259_600)


def pack() -> bytes:
    """One feature of each shape, a hole, a name in two languages and none, and steps in every direction."""
    return encode(
        "made-up",
        Bounds(42.3, -72.6, 42.4, -72.5),
        [MapSource("Made up", "2026", "None", "A test", "https://example.org/")],
        {
            "town": [Drawn("Amherst", lines=(MAIN[:2],), weight=39_000)],
            "main": [Drawn("Main Street", lines=(MAIN, OTHER)), Drawn(lines=(MAIN,))],
            "water": [Drawn("Pond", (("es", "Laguna"),), polygons=((SHORE, ISLE), (SHORE,)))],
            "border": [],
        },
        5.0,
    )


def test_the_form_is_the_one_phones_know():
    assert pack() == FILE.read_bytes()


def test_layers_stand_in_their_order_and_names_once():
    found = json.loads(pack())
    assert list(found["layers"]) == ["main", "water", "town"]
    assert found["names"] == ["", "Main Street", {"": "Pond", "es": "Laguna"}, "Amherst"]
    assert found["unit"] == UNIT
