"""Makes the pack of an area from files of others, and puts it in the place of the one before."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

from pwa.areas.encode import Drawn, MapSource, encode
from pwa.areas.errors import AreaError
from pwa.areas.feature import Feature, Layer
from pwa.areas.reading import OSM, Opened
from pwa.compact import compressed, put
from pwa.model.geo import Bounds
from pwa.model.services import Area

STREETS: tuple[Layer, ...] = ("motorway", "main", "street", "path")

Context = dict[Layer, list[Drawn]]
"""What is drawn without any file: county lines, towns, ZIPs. See `pwa.context`."""


@dataclass(frozen=True)
class Made:
    """A pack: its bytes, and how many metres of streets it draws."""

    body: bytes
    streets_m: float


def make_map(
    name: str,
    area: Area,
    inputs: Sequence[Opened],
    context: Callable[[Bounds], tuple[Sequence[MapSource], Context]],
    progress: Callable[[float], None] = lambda share: None,
) -> Made:
    """The pack of an area; an `AreaError` if it has no bounds, or if no street lies inside of them."""
    from pwa.areas.prepare import TOLERANCE_M, prepare

    if area.bounds is None:
        raise AreaError(f"areas/{name}.toml: found no bounds, expected south, west, north and east of the map.")
    found = prepare(_all(inputs, area, progress), area.bounds, area.outline)
    if not any(found.length_m.get(layer) for layer in STREETS):
        raise AreaError(
            f"{name}: found no streets inside of {_told(area)}; is it the right file? "
            f"The bounds are in areas/{name}.toml."
        )
    sources, base = context(area.bounds)
    layers = {layer: found.layers.get(layer) or base.get(layer, []) for layer in get_args(Layer)}
    said = dict.fromkeys([*(each.source for each in inputs), *sources])
    body = encode(name, area.bounds, said, layers, TOLERANCE_M)
    return Made(body, sum(found.length_m.get(layer, 0) for layer in STREETS))


def _told(area: Area) -> str:
    bounds = area.bounds
    assert bounds  # noqa: S101 - looked at above
    return f"{bounds.south}, {bounds.west} to {bounds.north}, {bounds.east}"


def _all(inputs: Sequence[Opened], area: Area, progress: Callable[[float], None]) -> Iterator[Feature]:
    assert area.bounds  # noqa: S101 - looked at above
    for number, each in enumerate(inputs):

        def part(share: float, number: int = number) -> None:
            progress((number + share) / len(inputs))

        yield from each.features(area.bounds, part)


def with_source(opened: Opened, given: MapSource, name: str) -> Opened:
    """The input with what the person says of it where the file does not; an `AreaError` for what nobody says."""
    fields = ("name", "date", "licence", "attribution", "address")
    source = replace(opened.source, **{key: getattr(given, key) for key in fields if getattr(given, key)})
    if "OpenStreetMap" in source.attribution and not source.address:
        source = replace(source, name=OSM.name, address=OSM.address)
    for key in ("date", "licence", "attribution"):
        if not getattr(source, key):
            raise AreaError(f"{name}: found no {key} in it, expected one; give it with --{key}.")
    return replace(opened, source=replace(source, name=source.name or source.attribution))


def keep_map(folder: Path, name: str, body: bytes, kind: str = "json") -> Path:
    """Put the map into `folder` in the place of the one before, which goes last; an `AreaError` where it is full.

    `kind` is the end of its name: `json` for a pack, `pmtiles` for a detailed map.
    """
    file = folder / f"{name}.{hashlib.sha256(body).hexdigest()[:8]}.{kind}"
    packed = compressed(body) if kind == "json" else {}
    fresh = {file.with_name(file.name + suffix): small for suffix, small in packed.items()} | {file: body}
    there = set(folder.glob(f"{name}.*")) if folder.exists() else set()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in fresh.items():  # The map itself is the last: it is what others look for.
            put(path, content)
    except BaseException as error:
        for path in fresh.keys() - there:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise AreaError(
                f"{folder}: found {error.strerror}, expected room for {file.name}; free some space."
            ) from None
        raise
    for path in _before(there, name, kind) - fresh.keys():
        path.unlink()
    return file


def _before(there: Iterable[Path], name: str, kind: str) -> set[Path]:
    """Maps of this kind and this very area: `ohio.…`, not `ohio-north.…`, whose name begins alike."""
    return {path for path in there if path.name.split(".")[::2][:2] == [name, kind]}
