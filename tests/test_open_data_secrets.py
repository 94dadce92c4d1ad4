"""What open data must never say: where a place is that may not be found, and what is only for us."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import get_args

import pytest

from pwa.hsds import shown_place, stable_id
from pwa.model.services import (
    Closed,
    ListedHours,
    Listing,
    Phone,
    Service,
    Visibility,
)
from pwa.model.words import Message
from pwa.site import Site
from tests.open_data import ENTRY, everything, facts, made_of, mistakes, only
from tests.site_copies import files_of


@dataclass(frozen=True)
class Secrets:
    """One entry that says more than it may, and what of it must stay here."""

    entry: Service
    street: tuple[bytes, ...]
    town: tuple[bytes, ...]
    whole: tuple[bytes, ...]


def secrets() -> Iterator[Secrets]:
    """An entry of every listing, visibility and consent, open and closed, with a place though it may have none."""
    kinds = itertools.product(get_args(Visibility), get_args(Listing), (True, False), (True, False))
    for number, (visibility, listing, consent, closed) in enumerate(kinds, start=1001):
        entry = replace(
            ENTRY,
            id=f"zz-entry-{number}",
            name=f"zzname{number}",
            organization=f"zzorg{number}",
            also_called=(f"zzalso{number}",),
            visibility=visibility,
            listing=listing,
            consent=consent,
            address=f"{number} Secret Lane",
            town=f"zztown{number}",
            state="MA",
            zip=f"9{number}",
            lat=float(f"41.{number}7"),  # No number is the beginning of another.
            lon=float(f"-71.{number}7"),
            serves=(f"zzserved{number}",),
            phone=(Phone(number=f"1-413-555-{number}", note=Message(f"zzphone{number}")),),
            url=f"https://zzurl{number}.example/",
            hours=ListedHours(rule="24/7", note=Message(f"zzhours{number}")),
            note=Message(f"zznote{number}"),
            wheelchair="yes",
            closed=Closed(since="2023", note=Message(f"zzclosed{number}")) if closed else None,
            check=(f"zzquestion{number}?",),
        )
        yield Secrets(
            entry,
            street=(
                f"{number} Secret".encode(),
                f"9{number}".encode(),
                str(entry.lat).encode(),
                str(entry.lon).encode(),
            ),
            town=(f"zztown{number}".encode(), f"zzserved{number}".encode()),
            whole=(
                *(
                    f"{word}{number}".encode()
                    for word in ("zzname", "zzorg", "zzalso", "zzphone", "zzurl", "zzhours")
                ),
                *(f"{word}{number}".encode() for word in ("zznote", "zzclosed", "555-")),
                stable_id("service", entry.id).encode(),
            ),
        )


@pytest.fixture(scope="module")
def exposed(site: Site) -> bytes:
    """Everything that leaves of these entries."""
    return everything(made_of(site, *(each.entry for each in secrets())))


@pytest.mark.parametrize("secret", list(secrets()), ids=lambda secret: secret.entry.id.removeprefix("zz-entry-"))
def test_nothing_leaves_that_may_not(secret, exposed):
    entry = secret.entry
    public = entry.visibility == "exact" or (entry.visibility == "exact-if-consented" and entry.consent)
    if entry.listing == "hold" or entry.visibility == "hidden":
        forbidden = (*secret.street, *secret.town, *secret.whole)
    elif entry.closed or entry.listing == "phone-only" or entry.visibility == "phone-only":
        forbidden = (*secret.street, *secret.town)
    else:
        forbidden = () if public else secret.street
        assert secret.town[0] in exposed
        if public:
            assert all(each in exposed for each in secret.street)
    assert [each for each in forbidden if each in exposed] == []


def test_questions_for_a_call_and_the_address_of_a_source_never_leave(exposed):
    assert b"zzquestion" not in exposed
    assert b"zzlist" not in exposed


def test_a_withheld_place_says_that_it_is_withheld(site):
    for secret in secrets():
        entry = secret.entry
        if not entry.is_shown or entry.closed:
            continue
        service = only(made_of(site, entry))
        assert not list(mistakes(service, "service"))
        place = shown_place(entry)
        kinds = [each["location"]["location_type"] for each in service.get("service_at_locations", [])]
        assert kinds == {"exact": ["physical"], "town": ["virtual"], "none": []}[place]
        told = facts(service)["location_visibility"]
        assert told in {"exact": ("exact",), "town": ("approximate", "area"), "none": ("phone-only",)}[place]


def test_what_our_own_directory_holds_back_is_in_no_file_of_the_build(built, site):
    kept = [each for each in site.library.directory.services.values() if not each.is_shown]
    assert kept
    for name, body in files_of(built.root / "hsds").items():
        for each in kept:
            assert stable_id("service", each.id).encode() not in body + name.encode()
            assert each.id.encode() not in re.findall(rb"[a-z0-9-]+", body)
