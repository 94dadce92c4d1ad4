"""What somebody should look at again: claims past their day, sources nobody opened, sources nothing rests on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pwa.model.library import Library

REVIEW_AFTER = timedelta(days=365)
"""A claim is compared with its sources again at least once a year; a law twice."""

LAWS_AFTER = timedelta(days=182)


@dataclass(frozen=True)
class Place:
    """A claim: the page it stands on, which part of it, its sources, and the day of the last comparison."""

    slug: str
    part: str
    sources: tuple[str, ...]
    reviewed: date


def places(library: Library) -> Iterator[Place]:
    """Every claim of the content, in reading order."""
    for slug, page in library.sourced.items():
        for claim in page.claims:
            yield Place(slug, _named(claim), claim.sources, claim.reviewed)
    for name, area in library.directory.areas.items():
        yield Place(f"areas/{name}", "ZIPs and towns", area.sources, area.as_of)
    for file, key, step in library.rescue.placed():
        yield Place(f"rescue/{file}", f"{key} {step.id}", step.sources, step.reviewed)


def _named(claim: object) -> str:
    """The part as its file names it."""
    if pair := getattr(claim, "of", None):
        return "+".join(pair)
    return str(getattr(claim, "id", "") or getattr(claim, "name", ""))


def due(library: Library, today: date) -> list[Place]:
    """The claims past their day, the oldest first."""
    late = [
        place
        for place in places(library)
        if place.reviewed + (LAWS_AFTER if place.slug == "laws" else REVIEW_AFTER) < today
    ]
    return sorted(late, key=lambda place: place.reviewed)


def supports(library: Library) -> dict[str, list[Place]]:
    """Each source with the claims that rest on it. An empty list: nothing does."""
    found: dict[str, list[Place]] = {name: [] for name in library.sources}
    for place in places(library):
        for name in place.sources:
            found[name].append(place)
    return found
