"""Open Referral HSDS 3.x: whole services as a list, a page of the API, or one on each line (ndjson).

Each service at each location is an entry. Contacts (names, e-mail) are not read at all. Its day of assurance is never
ours: it becomes a question, or is dropped where many rows share it, which is a stamp of an import.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pwa.imports.cleaning import quoted, seen
from pwa.imports.files import read_text
from pwa.imports.read_json import Rows
from pwa.imports.record import Outcome, Record, Refused, slug
from pwa.imports.schedules import hours_of, words_of
from pwa.model.reader import choices
from pwa.model.services import Category

CATEGORIES = choices(Category)
KINDS = {"sms": "text", "text": "text", "tty": "tty"}
GONE = ("inactive", "defunct")
SHORT_ID = 8
MOST_TERMS = 10
DAY_LETTERS = len("2026-03-09")
Terms = Mapping[str, str]


def read_hsds(file: Path, as_of: date | None, terms: Terms, notes: list[str]) -> Iterator[Record | Outcome]:
    """Each service of the file, once for each place. `as_of` is the day of the source.

    `terms` are kinds of ours by the source's terms, in small letters; those it lacks are named in `notes`.
    """
    unknown: Counter[str] = Counter()
    for row, item in Rows(read_text(file), file, ("contents",)):
        try:
            yield from _service(row, item, as_of, terms, unknown)
        except Refused as refusal:
            yield Outcome(row, "refused", words=str(refusal))
    if unknown:
        shown = ", ".join(f"{quoted(term, 40)} ({count})" for term, count in unknown.most_common(MOST_TERMS))
        notes.append(f"terms without a kind of ours, for --terms: {shown}")


def _service(
    row: int, item: Any, as_of: date | None, terms: Terms, unknown: Counter[str]
) -> Iterator[Record | Outcome]:
    if not isinstance(item, dict):
        raise Refused(f"found {seen(item)}, expected a service of HSDS")
    for key in ("id", "name", "status"):
        if not _text(item, key):
            raise Refused(f"found no {key}, expected a service of HSDS 3, which has id, name and status")
    if _text(item, "status") in GONE:
        yield Outcome(row, "skipped", words=f"the source says that it is {_text(item, 'status')}")
        return
    kinds = tuple(_categories(item, terms, unknown))
    for at in _objects(item, "service_at_locations") or [{}]:
        yield _record(row, item, at, kinds, as_of)


def _record(row: int, item: dict[str, Any], at: dict[str, Any], kinds: tuple[str, ...], as_of: date | None) -> Record:
    location = _object(at, "location")
    organization = _object(item, "organization")
    is_place = _text(location, "location_type") == "physical"
    addresses = [each for each in _objects(location, "addresses") if _text(each, "address_type") != "postal"]
    address = addresses[0] if is_place and addresses else {}
    schedules = next((found for each in (at, item, location) if (found := _objects(each, "schedules"))), [])
    hours = hours_of(schedules, as_of) if schedules else None
    quotes = [
        ("Its fees?", _text(item, "fees_description")),
        ("Who may come?", _text(item, "eligibility_description")),
        ("Is this still so?", _text(item, "alert")),
        ("Wheelchairs?", "; ".join(_text(each, "description") for each in _objects(location, "accessibility"))),
    ]
    if schedules and not hours:
        quotes.append(("Hours?", words_of(schedules)))
    questions = [] if schedules else ["Hours?"]
    if _text(item, "status") == "temporarily closed":
        questions.append("It was closed for a time. Is it open again?")
    if not address:
        questions.append("Which towns does it serve?")
    phones = [*_objects(at, "phones"), *_objects(item, "phones"), *_objects(location, "phones")]
    named = _text(item, "name")
    return Record(
        row=row,
        key=_key(item, at),
        name=named,
        organization=_text(organization, "name"),
        also_called=tuple(each for each in [_text(item, "alternate_name")] if each and each != named),
        categories=kinds,
        street=", ".join(each for key in ("address_1", "address_2") if (each := _text(address, key))),
        town=_text(address, "city"),
        state=_text(address, "state_province"),
        zip=_text(address, "postal_code"),
        latitude=_text(location, "latitude") if address else "",
        longitude=_text(location, "longitude") if address else "",
        phones=tuple(_phones(phones or _objects(organization, "phones"))),
        url=_text(item, "url") or _text(organization, "website"),
        hours=hours or "",
        languages=tuple(_text(each, "code") for each in _objects(item, "languages")),
        questions=tuple(questions),
        quotes=tuple(quotes),
        terms=tuple(_text(_object(each, "taxonomy_term"), "name") for each in _objects(item, "attributes")),
        description=" ".join(_text(each, key) for each in (item, location, at) for key in ("description", "alert")),
        assured=_text(item, "assured_date")[:DAY_LETTERS],
    )


def _key(item: dict[str, Any], at: dict[str, Any]) -> str:
    """The id of the service, and enough of the id of its place that a second place later changes no first one."""
    place = slug(_text(at, "id") or _text(_object(at, "location"), "id"))
    return f"hsds-{slug(_text(item, 'id'))}" + (f"-{place.replace('-', '')[:SHORT_ID]}" if place else "")


def _categories(item: dict[str, Any], terms: Terms, unknown: Counter[str]) -> Iterator[str]:
    """Terms that are our own names, as our export writes them, or are in `terms`. No kind is guessed from words."""
    for attribute in _objects(item, "attributes"):
        term = _object(attribute, "taxonomy_term")
        words = [each for each in (_text(term, "code"), _text(term, "name"), _text(attribute, "value")) if each]
        found = [slug(each) if slug(each) in CATEGORIES else terms.get(each.casefold(), "") for each in words]
        yield from (each for each in found if each)
        if words and not any(found):
            unknown[_text(term, "name") or words[0]] += 1


def _phones(phones: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for each in phones:
        number, extension = _text(each, "number"), _text(each, "extension")
        if _text(each, "type") not in ("fax", "pager"):
            yield f"{number} x{extension}" if extension else number, KINDS.get(_text(each, "type"), "voice")


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    if isinstance(value, dict | list):
        raise Refused(f"{key}: found {seen(value)}, expected text")
    return "" if value is None else str(value).strip()


def _object(item: dict[str, Any], key: str) -> dict[str, Any]:
    value = item.get(key) or {}
    if not isinstance(value, dict):
        raise Refused(f"{key}: found {seen(value)}, expected an object")
    return value


def _objects(item: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = item.get(key) or []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise Refused(f"{key}: found {seen(value)}, expected a list of objects")
    return value
