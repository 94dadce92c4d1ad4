"""Filters for the pages of services: dates half known, hours, numbers to tap, and the way there."""

from datetime import time
from urllib.parse import quote, urlencode

from babel import Locale
from babel.dates import format_skeleton, format_time, get_day_names
from flask import Flask, g

from pwa.listing import spoken_in
from pwa.model.services import Service, first_day

YEAR_LENGTH = len("2026")


def register_service_words(app: Flask) -> None:
    """Give every template the filters of this file, by their names."""
    for word in (partial_day, clock, weekday, tel, sms, language_name, map_url, contact, spoken_in):
        app.jinja_env.filters[word.__name__] = word


def _locale() -> Locale:
    return Locale.parse(g.language.code)


def partial_day(text: str) -> str:
    """The month and year, or the year alone, of a date such as `2019`, `2019-10` or `2019-10-04`, in words."""
    day = first_day(text)
    if day is None or len(text) == YEAR_LENGTH:
        return text
    return str(format_skeleton("yMMMM", day, locale=_locale()))


def clock(text: str) -> str:
    """A time of day such as `20:00`, as people of the language write it; `24:00` is midnight."""
    hours, minutes = text.split(":")
    return str(format_time(time(int(hours) % 24, int(minutes)), "short", locale=_locale()))


def weekday(number: int) -> str:
    """The name of a weekday by itself; Monday is 0."""
    name = str(get_day_names("wide", "stand-alone", _locale())[number])
    return name[0].upper() + name[1:]


def tel(number: str) -> str:
    """What a tap on a number dials: `tel:+14135550100`, `tel:911`."""
    return f"tel:{_dialed(number)}"


def sms(number: str) -> str:
    """What a tap on a number writes to."""
    return f"sms:{_dialed(number)}"


def _dialed(number: str) -> str:
    digits = "".join(each for each in number if each.isdigit())
    return f"+{digits}" if number.startswith("1-") else digits


def language_name(code: str) -> str:
    """The name of a language in the reader's own; the code where nobody named it."""
    return Locale.parse(code).get_display_name(_locale()) or code


def map_url(service: Service) -> str:
    """The place on a map that opens anywhere. It names the street, never what is there."""
    if service.point:
        latitude, longitude = service.point
        mark = urlencode({"mlat": latitude, "mlon": longitude})
        return f"https://www.openstreetmap.org/?{mark}#map=17/{latitude}/{longitude}"
    query = urlencode({"query": ", ".join(filter(None, (service.address, service.town, service.state)))})
    return f"https://www.openstreetmap.org/search?{query}"


def contact(address: str, about: str) -> str:
    """Where a report about a listing goes, with its name as the subject where it is a mail."""
    return f"mailto:{address}?subject={quote(about)}" if "@" in address else tel(address)
