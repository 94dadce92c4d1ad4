"""Where a row lies, once its ZIP, state and point have been held against each other.

The ZIP is the measure: a point that is not near it is somebody's mistake, mostly latitude and longitude swapped.
"""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from pwa.imports.cleaning import plain, seen
from pwa.imports.record import Record, Refused
from pwa.model.geo import contains, distance_m
from pwa.model.services import Area
from pwa.places import STATES, Zip, us_places

US_LATITUDES, US_LONGITUDES = (18.0, 72.0), (-180.0, -64.0)
"""The fifty states and Puerto Rico; other islands have ZIPs that say where they are."""

FAR_KM, FAR_TIMES = 25, 3
"""A point this far from its ZIP, and this many times farther than most addresses there, is not in it."""

POINT_M = 100
CODES = {name.casefold(): code for code, name in STATES.items()}


@dataclass(frozen=True)
class Place:
    """A cleaned address. `point` in degrees, or None; `changed` says what is not as the source has it."""

    street: str = ""
    town: str = ""
    state: str = ""
    zip: str = ""
    point: tuple[float, float] | None = None
    precision_m: int = POINT_M
    changed: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _zips() -> dict[str, Zip]:
    return {each.code: each for each in us_places()}


@lru_cache(maxsize=1)
def _towns() -> dict[tuple[str, str], tuple[float, float]]:
    return {(each.state, each.town.casefold()): each.point for each in reversed(us_places()) if each.point}


def place_of(record: Record) -> Place:
    """The place of `record`; `Refused` where state and ZIP contradict each other."""
    state = _state(record.state)
    zip_code, changed = _zip(record.zip, state)
    known = _zips().get(zip_code)
    questions: list[str] = []
    if known and state and known.state != state:
        raise Refused(f"zip: found {zip_code}, which is in {known.state}, expected one in {state}")
    if zip_code and not known:
        questions.append("Is its ZIP right? Our list of ZIPs does not have it.")
    point, precision_m, why = _point(record.latitude, record.longitude, known)
    return Place(
        street=plain("address", record.street),
        town=plain("town", record.town, 60),
        state=state or (known.state if known else ""),
        zip=zip_code,
        point=point,
        precision_m=precision_m,
        changed=(*changed, *why),
        questions=tuple(questions),
    )


def _state(text: str) -> str:
    given = plain("state", text, 40)
    code = CODES.get(given.casefold(), given.upper())
    if code and code not in STATES:
        raise Refused(f"state: found {seen(text)}, expected a postal code such as MA")
    return code


def _zip(text: str, state: str) -> tuple[str, tuple[str, ...]]:
    """5 digits, and what was changed. 4 digits are a ZIP whose 0 a spreadsheet took, if the state says so."""
    given = text.strip().removesuffix(".0")
    if not given:
        return "", ()
    found = re.fullmatch(r"([0-9]{5})(?:-?[0-9]{4})?", given)
    if found:
        return found.group(1), () if found.group(1) == given else (f"{given} cut to {found.group(1)}",)
    filled = given.zfill(5)
    known = _zips().get(filled)
    if re.fullmatch(r"[0-9]{3,4}", given) and known and known.state == state:
        return filled, (f"ZIP {given} filled to {filled}",)
    raise Refused(f"zip: found {seen(text)}, expected 5 digits" + (f" of {state}" if state else ""))


def _point(lat: str, lon: str, known: Zip | None) -> tuple[tuple[float, float] | None, int, tuple[str, ...]]:
    """The point, how exact it is in metres, and what was changed. Without a good one, that of the ZIP."""
    own = known.point if known else None
    instead = (own, known.km * 1000) if known and own else (None, POINT_M)
    if not lat.strip() and not lon.strip():
        return *instead, ()
    try:
        point = (float(lat), float(lon))
    except ValueError:
        raise Refused(f"latitude, longitude: found {seen(f'{lat}, {lon}')}, expected degrees") from None
    if not all(map(math.isfinite, point)):
        raise Refused(f"latitude, longitude: found {seen(f'{lat}, {lon}')}, expected degrees")
    swapped = (point[1], point[0])
    if _fits(point, known):
        return point, POINT_M, ()
    if _fits(swapped, known):
        return swapped, POINT_M, ("latitude and longitude were swapped",)
    what = "the point of its ZIP" if instead[0] else "none"
    return *instead, (f"the point {lat}, {lon} is not where it should be: {what} in its place",)


def _fits(point: tuple[float, float], known: Zip | None) -> bool:
    if not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):
        return False
    if known and known.point:
        return distance_m(*point, *known.point) <= 1000 * max(FAR_KM, FAR_TIMES * known.km)
    (south, north), (west, east) = US_LATITUDES, US_LONGITUDES
    return south <= point[0] <= north and west <= point[1] <= east


def lies_in(area: Area, place: Place) -> bool | None:
    """Whether a place is in the area; None where nothing says so."""
    if area.states and place.state and place.state not in area.states:
        return False
    if area.bounds is None:
        return True
    point = place.point or _towns().get((place.state, place.town.casefold()))
    return contains(area.bounds, *point) if point else None
