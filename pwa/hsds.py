"""The directory as objects of HSDS 3.0, Open Referral's standard. Which files they become is `pwa.open_data`'s job.

What may be known of a place is decided here, in `shown_place`, once for every format. What is exported beyond HSDS's
own fields stands in attributes. See docs/decisions/0015-open-formats.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal
from uuid import UUID, uuid5

from pwa.hsds_schedule import schedules
from pwa.model.library import Library
from pwa.model.services import ListSource, Phone, Service

Object = dict[str, Any]

NAMESPACE = UUID("5bb0ce4e-2d0c-4d0f-9a0c-0d7a3f6a1c52")
"""Never change it: every id anyone has stored would lead nowhere."""

FACTS = {
    "confidence": "How much we trust the entry: high, medium or low.",
    "listing": "publish; call-first: telephone before going there; phone-only: reached by telephone alone.",
    "location_visibility": "exact; approximate or area: the town alone; phone-only: no place at all.",
    "opening_hours": "The hours in the form of OpenStreetMap. It says more than the schedules can.",
    "timezone": "The IANA time zone of all times of the service.",
    "run_by": "Who runs it: peers, organization, health-agency, government, hospital, police or sheriff.",
    "asks_id": "Whether it asks for an identity document.",
    "asks_name": "Whether it asks for a name.",
    "walk_in": "Whether one may come without an appointment.",
    "in_police_station": "It is inside a police station.",
    "box": "A box or a machine, with nobody there.",
    "may_send_help": "Whether and when the line sends an ambulance or the police.",
    "source": "Where the entry was read.",
    "source_date": "The date of that source: a year, a month or a day.",
    "checked_by": "How a person checked it on assured_date: phone, visit, provider or website.",
    "closed_since": "Since when it is gone: a year, a month or a day.",
    "instead": "The id of the service to go to instead.",
}
"""Our attributes, by code, in a vocabulary of their own. For programmers, so in English alone."""


def stable_id(kind: str, *names: str) -> str:
    """The UUID of an object: the same in every build, as long as the names that make it are."""
    return str(uuid5(NAMESPACE, "/".join((kind, *names))))


def shown_place(service: Service) -> Literal["exact", "town", "none"]:
    """How much of the place leaves this site: street and point, the town alone, or nothing, as for what is closed."""
    if service.closed or "phone-only" in (service.listing, service.visibility) or not service.is_shown:
        return "none"
    return "exact" if service.place_is_public else "town"


def services(libraries: Mapping[str, Library]) -> list[Object]:
    """Every exported service with all that belongs to it; words in the first language, categories in each."""
    directory = next(iter(libraries.values())).directory
    known = directory.services
    found = []
    for name, listed in directory.lists.items():
        zone = directory.areas[name].zone
        for service in listed.service:
            if not service.is_shown:
                continue
            replaced = known.get(service.closed.instead) if service.closed else None
            instead = stable_id("service", replaced.id) if replaced and replaced.is_shown else ""
            facts = _facts(service, listed.source[service.source], zone, instead)
            found.append(_service(service, facts, libraries))
    return found


def _service(service: Service, facts: Iterable[tuple[str, str]], libraries: Mapping[str, Library]) -> Object:
    own = stable_id("service", service.id)
    checked = service.verified_at.isoformat() if service.verified_at else None
    found: Object = {
        "id": own,
        "name": service.name,
        "alternate_name": "; ".join(service.also_called),
        "status": "defunct" if service.closed else "active",
        "alert": _plain(service.closed.note) if service.closed else "",
        "description": _plain(service.note),
        "eligibility_description": _plain(service.for_whom),
        "fees_description": _plain(service.cost),
        "url": "" if service.closed else service.url,
        "assured_date": checked,
        # That day its own date of checking changed. We know no other day of a change, and invent none.
        "last_modified": checked and f"{checked}T00:00:00.000Z",
        "organization": {
            "id": stable_id("organization", service.organization),
            "name": service.organization,
            "description": service.organization,
        },
        "attributes": [
            *_categories(service, libraries),
            *(_attribute(service, "fact", code, "en", code, text, FACTS[code]) for code, text in facts),
        ],
    }
    if not service.closed:
        found |= {
            "phones": [phone for number in service.phone for phone in _phones(service, number)],
            "schedules": _schedules(service),
            "languages": _languages(service.languages, service.id),
            "service_areas": _service_areas(service),
            "service_at_locations": _at_locations(service, own),
        }
    return _known(found)


def _known(found: Object) -> Object:
    """What is unknown is left out."""
    return {key: value for key, value in found.items() if value not in (None, "", [], ())}


def _plain(words: str | None) -> str:
    return str(words or "").replace("**", "")


def _town(service: Service) -> str:
    return ", ".join(part for part in (service.town, service.state) if part)


def _at_locations(service: Service, own: str) -> list[Object]:
    """The place, as far as it may be known. Where only the town may, HSDS has no word for it but `virtual`."""
    place = shown_place(service)
    if place == "none" or not (service.town or service.address or service.point):
        return []
    location: Object = {
        "id": stable_id("location", service.id),
        "location_type": "physical" if place == "exact" else "virtual",
        "name": _town(service) or service.name,
    }
    if place == "exact":
        if service.point:
            location["latitude"], location["longitude"] = service.point
        location["addresses"] = _addresses(service)
        if service.wheelchair:
            wheelchair = {
                "id": stable_id("accessibility", service.id),
                "description": f"wheelchair: {service.wheelchair}",
            }
            location["accessibility"] = [wheelchair]
    return [{"id": stable_id("service_at_location", service.id), "service_id": own, "location": _known(location)}]


def _addresses(service: Service) -> list[Object]:
    if not service.address:
        return []
    address = {
        "id": stable_id("address", service.id),
        "address_1": service.address,
        "city": service.town,
        "state_province": service.state,
        "postal_code": service.zip,  # HSDS demands one; empty where we do not know it.
        "country": "US",
        "address_type": "physical",
    }
    return [address]


def _service_areas(service: Service) -> list[Object]:
    if shown_place(service) == "none":
        return []
    state = f", {service.state}" if service.state else ""
    return [{"id": stable_id("service_area", service.id, town), "name": f"{town}{state}"} for town in service.serves]


PHONE_TYPES = {"voice": ["voice"], "text": ["text"], "voice-and-text": ["voice", "text"], "tty": ["textphone"]}
"""The words of RFC 6350, which HSDS asks for."""


def _phones(service: Service, phone: Phone) -> Iterator[Object]:
    for kind in PHONE_TYPES[phone.kind]:
        names = (service.id, phone.number, kind)
        yield _known(
            {
                "id": stable_id("phone", *names),
                "number": phone.number,
                "type": kind,
                "description": _plain(phone.note),
                "languages": _languages(phone.languages, *names),
            }
        )


def _languages(codes: tuple[str, ...], *of: str) -> list[Object]:
    return [{"id": stable_id("language", *of, code), "code": code} for code in codes]


def _schedules(service: Service) -> list[Object]:
    found = schedules(service.hours) if service.hours else []
    return [{"id": stable_id("schedule", service.id, *each.values()), **each} for each in found]


def _facts(service: Service, source: ListSource, zone: str, instead: str) -> Iterator[tuple[str, str]]:
    """What HSDS has no field for, in the order of `FACTS`, as code and value."""
    place = shown_place(service)
    has_place = bool(service.town or service.address or service.point)
    town = "approximate" if service.visibility == "approximate" else "area"
    visibility = {"exact": "exact" if has_place else "", "town": town, "none": "phone-only"}[place]
    rule = service.hours.rule if service.hours and not service.closed else ""
    known: dict[str, str | bool | None] = {
        "confidence": service.confidence,
        "listing": "" if service.closed else service.listing,
        "location_visibility": "" if service.closed else visibility,
        "opening_hours": rule,
        "timezone": zone if service.hours and not service.closed else "",
        "run_by": service.run_by,
        "asks_id": service.asks_id,
        "asks_name": service.asks_name,
        "walk_in": service.walk_in,
        "in_police_station": service.in_police_station or None,
        "box": service.box or None,
        "may_send_help": _plain(service.may_send_help),
        "source": source.title,
        "source_date": source.date,
        "checked_by": service.verified_how,
        "closed_since": service.closed.since if service.closed else "",
        "instead": instead,
    }
    for code, value in known.items():
        if value is not None and value != "":
            yield code, value if isinstance(value, str) else "yes" if value else "no"


def _categories(service: Service, libraries: Mapping[str, Library]) -> Iterator[Object]:
    """Each category once for each language that has a word for it."""
    for category in service.categories:
        for language, library in libraries.items():
            name = library.categories[category].name
            if not getattr(name, "untranslated", False):
                words = _plain(name)
                yield _attribute(service, "category", category, language, words, "", words)


def _attribute(
    service: Service, taxonomy: str, code: str, language: str, name: str, value: str, description: str
) -> Object:
    """A term of one of our two vocabularies, on a service. `label` is of HSDS 3.1, which 3.0 lets pass."""
    term = {
        "id": stable_id("taxonomy_term", taxonomy, code, language),
        "code": code,
        "name": name,
        "description": description,
        "language": language,
        "taxonomy_id": stable_id("taxonomy", taxonomy),
        "taxonomy_detail": {
            "id": stable_id("taxonomy", taxonomy),
            "name": taxonomy,
            "description": TAXONOMIES[taxonomy],
        },
    }
    return _known(
        {
            "id": stable_id("attribute", service.id, taxonomy, code, language),
            "link_id": stable_id("service", service.id),
            "link_entity": "service",
            "value": value,
            "label": name if taxonomy == "category" else "",
            "taxonomy_term": term,
        }
    )


TAXONOMIES = {"category": "What a service gives.", "fact": "What else is known of a service."}
"""Our vocabularies."""
