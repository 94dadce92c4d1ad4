"""A record as an entry of our lists: cleaned, held back, and with the questions for the person who looks at it."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from pwa.imports.cleaning import BLAME, EMAIL, dialed, plain, quoted, seen, web_address
from pwa.imports.discretion import visibility_of
from pwa.imports.place import Place
from pwa.imports.record import Record, Refused, Skipped
from pwa.model.directory import LANGUAGE, mistakes_of
from pwa.model.hours import HoursError, parse
from pwa.model.reader import SLUG, ContentError, build, choices
from pwa.model.services import Category, ListSource, Service, ServiceList

CATEGORIES = choices(Category)
LONGEST_SENTENCE = 400
MOST_PHONES = 6
HERE = Path("import")
NOTHING: tuple[object, ...] = (None, "", [], {})


def entry_of(record: Record, place: Place, source: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The table of `record` as `services/<area>.toml` would have it, and what was changed on the way.

    `Refused` or `Skipped` if it cannot be one. Whatever `flask services check` would not let pass is refused here.
    """
    changed = list(place.changed)
    questions = [*map(quoted, record.questions), *place.questions]
    name = plain("name", record.name)
    if not name:
        raise Refused("name: found nothing, expected the name of the service")
    if not SLUG.fullmatch(record.id):
        raise Refused(f"id: found {seen(record.key)}, expected letters, digits and hyphens")
    if not record.categories:
        raise Skipped("gives nothing that our lists have a kind for")
    for each in record.categories:
        if each not in CATEGORIES:
            raise Refused(f"categories: found {seen(each)}, expected some of {', '.join(CATEGORIES)}")
    organization = plain("organization", record.organization) or name
    if BLAME.search(name):
        questions.append("Its name has a word that we do not use. Does it have another one?")
    phones = _phones(record, changed, questions)
    words = " ".join((name, organization, *record.also_called, *record.terms))
    visibility = visibility_of(record.categories, words, record.description, record.visibility)
    is_public = visibility == "exact"
    named = is_public or visibility == "area"
    if visibility == "phone-only" and not phones:
        raise Skipped("its place may not be shown, and there is no number")
    if not is_public:
        changed.append(f'without its place: visibility "{visibility}"')
        questions.append("May we show where it is? Ask who runs it first.")
    table: dict[str, Any] = {
        "id": record.id,
        "name": name,
        "organization": organization,
        "categories": list(dict.fromkeys(record.categories)),
        "listing": "hold",
        "confidence": "low",
        "source": source,
        "also_called": [plain("also_called", each) for each in record.also_called],
        "visibility": "" if is_public else visibility,
        "address": place.street if is_public else "",
        "town": place.town if named else "",
        "state": place.state,
        "zip": place.zip if named else "",
        "serves": [plain("serves", each, 60) for each in record.serves] if named else [],
        "phone": phones,
        "url": _url(record, changed, questions),
        "languages": _languages(record, changed),
    }
    if is_public and place.point:
        table |= {"lat": round(place.point[0], 6), "lon": round(place.point[1], 6), "precision_m": place.precision_m}
    for key, text in (("for_whom", record.for_whom), ("cost", record.cost), ("note", record.note)):
        table[key] = _sentence(key, text, changed)
    table["hours"] = _hours(record, is_public, changed, questions)
    table |= dict(record.facts)
    if is_public:
        questions += [f"{ask} The source says: “{quoted(text)}”" for ask, text in record.quotes if quoted(text)]
    table["check"] = list(dict.fromkeys(questions))
    table = {each.name: table[each.name] for each in fields(Service) if table.get(each.name) not in NOTHING}
    _check(table, source)
    return table, tuple(changed)


def _check(table: dict[str, Any], source: str) -> None:
    """Refuse what our own lists refuse."""
    try:
        service: Service = build(Service, table, HERE)
    except ContentError as error:
        raise Refused(str(error).removeprefix(f"{HERE}: ").removesuffix(".")) from None
    listed = ServiceList(source={source: ListSource(kind="list", title=source)}, service=(service,))
    for key, found, expected in mistakes_of(service, listed, {}):
        raise Refused(f"{key}: found {found}, expected {expected}")


def _phones(record: Record, changed: list[str], questions: list[str]) -> list[dict[str, str]]:
    """Each number once, as dialed. A number that is not in use is left out, and asked for."""
    found: dict[str, dict[str, str]] = {}
    for text, kind in record.phones:
        if not text.strip():
            continue
        try:
            number, extension = dialed(text)
        except Refused as refusal:
            changed.append(f"{refusal}: left out")
            questions.append("Which number? The source has one that cannot be right.")
            continue
        found.setdefault(number, {"number": number} if kind == "voice" else {"number": number, "kind": kind})
        if extension:
            questions.append(f"{number}: is extension {extension} still right?")
    return list(found.values())[:MOST_PHONES]


def _url(record: Record, changed: list[str], questions: list[str]) -> str:
    if not record.url.strip():
        return ""
    try:
        url, as_given = web_address(record.url)
    except Refused as refusal:
        changed.append(f"{refusal}: left out")
        return ""
    if not as_given:
        questions.append("Does the website open with https?")
    return url


def _languages(record: Record, changed: list[str]) -> list[str]:
    codes = list(dict.fromkeys(code.strip().lower() for code in record.languages if code.strip()))
    wrong = [code for code in codes if not LANGUAGE.fullmatch(code)]
    changed += [f"languages: found {quoted(code, 20)}, expected codes such as es: left out" for code in wrong]
    return [code for code in codes if code not in wrong]


def _sentence(key: str, text: str, changed: list[str]) -> str:
    """A sentence of the source that may be shown; left out if it has words we never show or an address for mail."""
    sentence = plain(key, text, LONGEST_SENTENCE)
    if unfit := BLAME.search(sentence) or EMAIL.search(sentence):
        changed.append(f'{key}: has "{unfit.group()}": left out')
        return ""
    return sentence


def _hours(record: Record, is_public: bool, changed: list[str], questions: list[str]) -> dict[str, str]:
    """Hours that our subset can say; any others become a question, never a guess."""
    hours = {}
    given = plain("hours", record.hours, LONGEST_SENTENCE)
    if given:
        try:
            rule = given if parse(given).knows_holidays else f"{given}; PH unknown"
            parse(rule)
            hours["rule"] = rule
        except HoursError as error:
            changed.append(f"hours: found {error.found}, expected {error.expected}: asked for instead")
            questions.append(f"Hours? The source says: “{quoted(given)}”" if is_public else "Hours?")
    if note := _sentence("hours_note", record.hours_note, changed):
        hours["note"] = note
    return hours


def entry_lines(table: dict[str, Any]) -> Iterator[str]:
    """The table as lines of TOML, in the form of our lists."""
    for key, value in table.items():
        yield f"{key} = {toml(value)}"


def toml(value: object) -> str:
    """A value of an entry in TOML."""
    if isinstance(value, str):  # A `Message` is one too; Python's own `repr` of it is no TOML.
        return toml_text(value)
    writers: dict[type, Callable[[Any], str]] = {
        dict: lambda table: "{ " + ", ".join(f"{key} = {toml(each)}" for key, each in table.items()) + " }",
        list: lambda items: "[" + ", ".join(map(toml, items)) + "]",
        bool: lambda fact: "true" if fact else "false",
        date: date.isoformat,
    }
    return writers.get(type(value), repr)(value)


def toml_text(text: str) -> str:
    """A text in TOML. Cleaned texts are on one line and have no control character."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
