"""The directory for other programmes: valid, stable, and honest about dates."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pwa.hsds import FACTS, stable_id
from pwa.model.services import (
    Closed,
    ListedHours,
    Phone,
)
from pwa.model.words import Message
from pwa.open_data import media_type, open_data
from pwa.site import Site
from tests.open_data import ENTRY, SCHEMAS, everything, facts, made_of, mistakes, only, rows


@pytest.fixture(scope="module")
def files(site: Site) -> dict[str, bytes]:
    """The open data of the repository's own directory."""
    return site.open_data


@pytest.fixture(scope="module")
def services(files) -> dict[str, dict[str, Any]]:
    """Every service with everything, by its id."""
    return {each["id"]: each for each in map(json.loads, files["/hsds/services.ndjson"].splitlines())}


def test_every_service_is_valid(services):
    found = [f"{each['name']}: {mistake}" for each in services.values() for mistake in mistakes(each, "service")]
    assert not found
    assert len(services) > 90
    for each in services.values():
        assert each.get("url", "https://").startswith("https://")


def test_a_mistake_would_be_found(services):
    service = json.loads(json.dumps(next(each for each in services.values() if "phones" in each)))
    service["status"], service["id"], service["phones"][0]["numbr"] = "open", "42", "911"
    service["attributes"][0]["taxonomy_term"].pop("description")
    found = " ".join(mistakes(service, "service"))
    for name in ("$.status", "$.id", "there is no field numbr", "taxonomy_term"):
        assert name in found


def test_the_page_of_services_has_them_all_and_nothing_that_belongs_to_them(files, services):
    page = json.loads(files["/hsds/services"])
    contents = page.pop("contents")
    count = len(services)
    assert page == {
        "total_items": count,
        "total_pages": 1,
        "page_number": 1,
        "size": count,
        "first_page": True,
        "last_page": True,
        "empty": False,
    }
    assert [each["id"] for each in contents] == list(services)
    for each in contents:
        assert not list(mistakes(each, "service"))
        assert not [key for key, value in each.items() if isinstance(value, list)]
        assert json.loads(files[f"/hsds/services/{each['id']}"]) == services[each["id"]]


def test_the_root_says_what_this_is(site, files):
    root = json.loads(files["/hsds/"])
    assert set(root) == {"version", "profile", "openapi_url"}
    assert root["version"] == "3.0"
    assert root["profile"] in files
    there = open_data(site.libraries, "https://respira.example")
    assert json.loads(there["/hsds/"])["profile"] == "https://respira.example/hsds/readme.txt"


def test_ids_never_change(services):
    assert services["f9570d01-6d88-50d5-b6a5-13e2a28bc21f"]["name"] == "911 emergency"
    assert services["ebe6a389-d0c0-501a-8f83-68320bac0c98"]["name"] == "SafeSpot"
    assert stable_id("service", "us-911") == "f9570d01-6d88-50d5-b6a5-13e2a28bc21f"


def test_no_two_objects_share_an_id(services):
    seen: dict[str, Any] = {}

    def look(item: Any) -> None:
        if isinstance(item, list):
            for each in item:
                look(each)
        elif isinstance(item, dict):
            assert seen.setdefault(item["id"], item) == item
            for each in item.values():
                look(each)

    for service in services.values():
        look(service)


def test_two_runs_make_the_same_bytes(site, files):
    assert open_data(site.libraries, site.settings.url) == files


def test_only_a_check_by_a_person_gives_a_date(site):
    unchecked = only(made_of(site, ENTRY))
    assert not {"assured_date", "last_modified"} & unchecked.keys()
    assert facts(unchecked)["source_date"] == "2026-02"
    checked = replace(ENTRY, verified_at=date(2026, 11, 3), verified_how="phone")
    found = only(made_of(site, checked))
    assert found["assured_date"] == "2026-11-03"
    assert found["last_modified"] == "2026-11-03T00:00:00.000Z"
    assert facts(found)["checked_by"] == "phone"


def test_our_own_directory_claims_no_check_that_nobody_made(site, services):
    checked = {stable_id("service", each.id) for each in site.library.directory.services.values() if each.verified_at}
    assert {own for own, each in services.items() if "assured_date" in each} == checked & services.keys()


def test_what_is_closed_is_told_and_cannot_be_reached(site):
    gone = replace(
        ENTRY,
        closed=Closed(since="2023-07", note=Message("It **closed**."), instead="other"),
        address="16 Any Lane",
        town="Northampton",
        lat=42.3,
        lon=-72.6,
        url="https://gone.example/",
        phone=(Phone(number="1-413-555-0100"),),
        hours=ListedHours(rule="24/7"),
    )
    made = made_of(site, gone, replace(ENTRY, id="other"))
    found = json.loads(made[f"/hsds/services/{stable_id('service', 'place')}"])
    assert (found["status"], found["alert"]) == ("defunct", "It closed.")
    assert facts(found)["closed_since"] == "2023-07"
    assert facts(found)["instead"] == stable_id("service", "other")
    assert not {"phones", "schedules", "service_at_locations", "url"} & found.keys()
    for lost in (b"555-0100", b"Any Lane", b"42.3", b"gone.example", b"24/7"):
        assert lost not in everything(made)
    held = made_of(site, gone, replace(ENTRY, id="other", listing="hold"))
    assert "instead" not in facts(only(held))


def test_a_category_is_told_in_each_language(site):
    terms = [each["taxonomy_term"] for each in only(made_of(site, ENTRY))["attributes"] if "value" not in each]
    assert [(term["code"], term["language"], term["name"]) for term in terms] == [
        ("naloxone", "en", "Naloxone"),
        ("naloxone", "es", "Naloxona"),
    ]


def test_the_zone_is_a_name_and_never_a_number(site):
    found = only(made_of(site, replace(ENTRY, hours=ListedHours(rule="Mo 09:00-17:00; PH off"))))
    assert facts(found)["timezone"] == "America/New_York"
    assert facts(found)["opening_hours"] == "Mo 09:00-17:00; PH off"
    assert not any("timezone" in each for each in found["schedules"])


def test_every_fact_we_write_is_explained(services):
    assert {code for each in services.values() for code in facts(each)} <= FACTS.keys()


def test_a_number_that_takes_calls_and_messages_is_listed_for_both(site):
    entry = replace(
        ENTRY,
        phone=(
            Phone(number="988", kind="voice-and-text", languages=("es",)),
            Phone(number="1-800-487-4889", kind="tty"),
        ),
    )
    phones = only(made_of(site, entry))["phones"]
    assert [(each["number"], each["type"]) for each in phones] == [
        ("988", "voice"),
        ("988", "text"),
        ("1-800-487-4889", "textphone"),
    ]
    assert [each["code"] for each in phones[1]["languages"]] == ["es"]


def test_the_tables_say_the_same_as_the_objects(files, services):
    assert [each["id"] for each in rows(files, "services")] == list(services)
    for table in ("phones", "schedules", "service_areas"):
        found = [(each["service_id"], each["id"]) for each in rows(files, table)]
        assert found == [(own, each["id"]) for own, service in services.items() for each in service.get(table, [])]
    places = {each["id"]: each for each in rows(files, "locations")}
    addresses = {each["location_id"]: each["address_1"] for each in rows(files, "addresses")}
    for service in services.values():
        for at in service.get("service_at_locations", []):
            location = at["location"]
            assert places[location["id"]]["latitude"] == str(location.get("latitude", ""))
            assert addresses.get(location["id"]) == next(
                (each["address_1"] for each in location.get("addresses", [])), None
            )
    terms, taxonomies = ({each["id"] for each in rows(files, name)} for name in ("taxonomy_terms", "taxonomies"))
    assert {each["taxonomy_term_id"] for each in rows(files, "attributes")} == terms
    assert {each["taxonomy_id"] for each in rows(files, "taxonomy_terms")} == taxonomies
    assert {each["organization_id"] for each in rows(files, "services")} == {
        each["id"] for each in rows(files, "organizations")
    }


def test_the_archive_names_its_tables_its_license_and_its_rules(files):
    with zipfile.ZipFile(io.BytesIO(files["/hsds/services.zip"])) as archive:
        package = json.loads(archive.read("datapackage.json"))
        assert {each["path"] for each in package["resources"]} | {"datapackage.json", "readme.txt"} == {
            *archive.namelist()
        }
        assert archive.read("readme.txt") == files["/hsds/readme.txt"]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    tables = {schema["path"] for schema in SCHEMAS.values()}
    assert {each["path"] for each in package["resources"]} <= tables
    assert package["licenses"][0]["name"] == "CC-BY-4.0"


def test_the_map_has_open_places_with_longitude_first(files, site):
    found = json.loads(files["/hsds/services.geojson"])
    assert found["type"] == "FeatureCollection"
    expected = {
        stable_id("service", each.id)
        for each in site.library.directory.services.values()
        if each.point and each.is_shown and each.place_is_public and each.listing != "phone-only" and not each.closed
    }
    assert {each["id"] for each in found["features"]} == expected
    assert len(expected) > 20
    for each in found["features"]:
        lon, lat = each["geometry"]["coordinates"]
        assert -180 <= lon < -60
        assert 15 < lat < 72
        assert set(each["properties"]) == {"name", "categories", "listing", "within_m"}


# How it is served.


def test_every_file_is_served_alike_live_and_built_with_its_type(client, served, site, files):
    for address, body in files.items():
        for browser in (client, served):
            response = browser.get(address)
            assert response.get_data() == body, address
            assert response.headers["Content-Type"].replace('"', "") == media_type(address), address
            for name, value in site.headers.of(address).items():
                assert response.headers[name] == value, address
    assert media_type("/hsds/services") == "application/json"


def test_a_page_of_another_programme_may_read_open_data_and_nothing_else_of_ours(site, files, built):
    for address in files:
        assert site.headers.of(address)["Access-Control-Allow-Origin"] == "*"
    for address in [*built.made.entries, "/sw.js", "/hsdsx", "/en/hsds/services"]:
        assert "Access-Control-Allow-Origin" not in site.headers.of(address)


def test_phones_do_not_save_open_data(built, files):
    assert not files.keys() & built.made.entries.keys()


def test_open_data_there_is_not_is_not_found(client, served):
    for browser in (client, served):
        assert browser.get("/hsds").status_code == 200
        for address in ("/hsds/services/", "/hsds/services/42", "/hsds/index", "/hsds/../build.json"):
            assert browser.get(address).status_code == 404, address
