"""Which layer of a map a thing belongs to, by its tags: those of OpenStreetMap, and what others call the same.

Tags: https://wiki.openstreetmap.org/wiki/Key:highway, Key:waterway, Key:natural, Key:place. Basemaps of Protomaps
carry the same words in `kind` and `kind_detail`. Sidewalks, driveways and parking aisles are left out: they hide
streets.
"""

from collections.abc import Mapping

from pwa.areas.feature import Layer

WAYS: dict[str, Layer] = {
    **dict.fromkeys(("motorway", "trunk", "motorway_link", "trunk_link", "highway"), "motorway"),
    **dict.fromkeys(("primary", "secondary", "primary_link", "secondary_link", "major_road", "medium_road"), "main"),
    **dict.fromkeys(
        ("tertiary", "tertiary_link", "residential", "unclassified", "living_street", "road", "minor_road"), "street"
    ),
    **dict.fromkeys(
        ("service", "pedestrian", "footway", "path", "cycleway", "track", "steps", "bridleway", "other"), "path"
    ),
}
HIDDEN = frozenset({"sidewalk", "crossing", "driveway", "parking_aisle", "drive-through", "emergency_access"})
PRIVATE = frozenset({"no", "private"})
LAKES = frozenset({"water", "lake", "riverbank", "reservoir", "basin", "ocean", "bay", "dock"})
RIVERS = frozenset({"river", "canal"})
TOWNS = frozenset({"city", "town", "village", "locality"})

WAY_KEYS = ("highway", "kind_detail", "kind", "class", "fclass", "h")
"""Where sources say what kind of way it is; the first that names one counts."""


def layer_of(tags: Mapping[str, object], shape: str) -> Layer | None:
    """The layer of a `line`, `polygon` or `point` with these tags; None for what the map leaves out."""
    words = {key: str(value) for key, value in tags.items() if value is not None}
    if shape == "line":
        if layer := next((WAYS[words[key]] for key in WAY_KEYS if words.get(key) in WAYS), None):
            hidden = HIDDEN & {words.get("service", ""), words.get("footway", ""), words.get("kind_detail", "")}
            closed = layer == "path" and words.get("access") in PRIVATE
            return None if hidden or closed else layer
        return (
            "river" if RIVERS & {words.get("waterway", ""), words.get("kind", ""), words.get("class", "")} else None
        )
    if shape == "polygon":
        said = {words.get(key, "") for key in ("natural", "waterway", "landuse", "water", "kind", "class")}
        return "water" if LAKES & said or RIVERS & said else None
    said = {words.get(key, "") for key in ("place", "kind", "kind_detail", "class")}
    return "town" if TOWNS & said else None


def names_of(tags: Mapping[str, object]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The name, and its forms in other languages by code; the number of a way that has no name."""
    name = next((str(tags[key]) for key in ("name", "n", "ref") if tags.get(key)), "").strip()
    others = {
        key[5:]: str(value) for key, value in tags.items() if key.startswith("name:") and len(key) == len("name:es")
    }
    return name, tuple(sorted((code, text) for code, text in others.items() if text and text != name))


def people_of(tags: Mapping[str, object]) -> int:
    """How many people live there; 0 where nobody counted."""
    text = str(tags.get("population") or "0").replace(",", "")
    return int(text) if text.isdecimal() else 0
