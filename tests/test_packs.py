"""What readers may keep beside the pages: named by its content, listed with its size, and outside of every page."""

import base64
import hashlib
import json
import re
from dataclasses import replace

import pytest

from pwa import create_app
from pwa.build import build_site
from pwa.cards import ATTRIBUTES, TAGS, CardError, Parts
from pwa.config import ROOT
from pwa.packs import INDEX, publish_maps
from tests.far_area import HOME, add_far_area, put_map
from tests.site_copies import browse, copy_of_site


def whole(parts, number):
    """The text of a card, as its parts say it."""
    part = parts[number]
    return part if isinstance(part, str) else "".join(whole(parts, each) for each in part[2:])


def plain(text):
    """Without the white space between words, which no browser shows."""
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def variant(tmp_path_factory):
    """A site with an area far away and a map of its home, as built."""
    settings = copy_of_site(tmp_path_factory.mktemp("far"))
    add_far_area(settings.content, settings.translations)
    put_map(settings.packs)
    return settings, build_site(create_app(settings), precompress=False)


@pytest.fixture(scope="module")
def packs(variant):
    """What the index of that site says, by name."""
    settings, _ = variant
    index = json.loads((settings.build / "site/packs/index.json").read_bytes())
    return {pack["name"]: pack for pack in index["packs"]}


@pytest.fixture(scope="module")
def far(variant, packs):
    """The pack of the area far away."""
    settings, _ = variant
    return json.loads((settings.build / "site/packs" / packs["services-far-away"]["file"]).read_bytes())


def test_the_index_lists_maps_services_and_places(packs):
    assert [(name, pack["kind"]) for name, pack in packs.items()] == [
        (HOME, "map"),
        ("services-far-away", "services"),
        ("places-us", "places"),
    ]
    assert packs[HOME]["home"] is True
    assert packs[HOME]["title"] == {"en": "Western Massachusetts", "es": "Oeste de Massachusetts"}
    assert packs[HOME]["date"] == "2026-09"
    assert packs["services-far-away"]["date"] == "2026-11-01"


def test_every_pack_is_the_file_the_index_says(variant, packs):
    settings, _ = variant
    for pack in packs.values():
        body = (settings.build / "site/packs" / pack["file"]).read_bytes()
        digest = hashlib.sha256(body)
        assert pack["file"] == f"{pack['name']}.{digest.hexdigest()[:8]}.json"
        assert base64.b64decode(pack["sha256"]) == digest.digest()
        assert pack["bytes"] == len(body)
        assert pack["download"] < len(body)


def test_no_page_and_no_saved_file_knows_a_pack(variant):
    settings, made = variant
    assert not [address for address in made.entries if "packs/" in address]
    for file in (settings.build / "site").rglob("*.html"):
        assert "packs/" not in file.read_text("utf-8"), file


def test_new_streets_make_no_new_version(variant, tmp_path):
    settings, made = variant
    put_map(tmp_path / "packs", "Another Street")
    again = replace(settings, build=tmp_path / "build", packs=tmp_path / "packs")
    assert build_site(create_app(again), precompress=False).generation == made.generation


def test_an_area_on_demand_is_in_its_pack_and_nowhere_else(variant, far):
    settings, _ = variant
    assert [service["id"] for service in far["services"]] == ["lake-exchange", "lake-clinic"]
    assert far["areas"] == {"far-away": {"zone": "America/Chicago", "asOf": "2026-11-01"}}
    for file in (settings.build / "site").rglob("*"):
        if file.suffix in (".html", ".json") and "hsds" not in file.parts and "packs" not in file.parts:
            assert "Lake Exchange" not in file.read_text("utf-8"), file


def test_a_card_says_in_a_pack_what_it_says_on_the_page(site, app, variant):
    """A site of which an area is bundled, and one where it is on demand, have the same words of each place."""
    settings, _ = variant
    on_page = replace(settings, build=settings.build.with_name("bundled"), reports=False)
    area = settings.content / "areas/far-away.toml"
    before = area.read_text("utf-8")
    area.write_text(before.replace("bundled = false", "bundled = true"), "utf-8")
    try:
        pages = {code: browse(on_page).get(f"/{code}/services").get_data(as_text=True) for code in ("en", "es")}
    finally:
        area.write_text(before, "utf-8")
    pack = json.loads(next((settings.build / "site/packs").glob("services-far-away.*.json")).read_bytes())
    for code, page in pages.items():
        cards = pack["cards"][code]
        for place, service in enumerate(pack["services"]):
            card = rf'<article class="service" id="{service["id"]}">.*?</article>'
            (markup,) = re.findall(card, page, re.DOTALL)
            parts = Parts()
            (number,) = parts.add(markup)
            assert plain(whole(cards["parts"], cards["cards"][place])) == plain(whole(parts.parts, number))


def test_a_part_that_repeats_stands_once():
    parts = Parts()
    one, other = parts.add("<p>Call first.</p><div><p>Call first.</p><br></div>")
    assert parts.parts == ["Call first.", ["p", 0, 0], ["br", 0], ["div", 0, 1, 2]]
    assert (one, other) == (1, 3)


@pytest.mark.parametrize("markup", ["<script>x</script>", '<p onclick="x">', '<p style="x">', "<img>", "<form>"])
def test_what_a_phone_would_not_draw_stops_the_build(markup):
    with pytest.raises(CardError, match=r"service\.html: found .* in a card, expected it in (TAGS|ATTRIBUTES)"):
        Parts().add(markup)


def test_build_and_phone_admit_the_same():
    script = (ROOT / "static/js/packs/cards.js").read_text("utf-8")
    (tags,) = re.findall(r"TAGS = new Set\(\s*'([a-z0-9 ]+)'", script)
    (attributes,) = re.findall(r"ATTRIBUTES = /\^\(\?:([a-z|]+)\|data-", script)
    assert set(tags.split()) == TAGS
    assert set(attributes.split("|")) == ATTRIBUTES


@pytest.mark.parametrize("damage", ["bytes", "name", "area"])
def test_a_damaged_map_is_left_out_and_named(tmp_path, caplog, damage):
    settings = copy_of_site(tmp_path)
    file = put_map(settings.packs, area="atlantis" if damage == "area" else HOME)
    if damage == "bytes":
        file.write_bytes(file.read_bytes()[:-9])
    if damage == "name":
        file = file.rename(file.with_name("map.json"))
    build_site(create_app(settings), precompress=False)
    index = json.loads((settings.build / "site/packs/index.json").read_bytes())
    assert [pack["name"] for pack in index["packs"]] == [HOME, "places-us"]
    plain = json.loads((settings.build / "site/packs" / index["packs"][0]["file"]).read_bytes())
    assert set(plain["layers"]) == {"border", "town", "zip"}, "the map without streets stands in its place"
    assert re.search(rf"{file.name}: found .*delete it, and run flask areas build again", caplog.text)


def test_a_running_server_hands_out_a_new_map(tmp_path):
    settings = copy_of_site(tmp_path)
    first = put_map(settings.packs)
    app = create_app(settings)
    build_site(app)
    browser = browse(settings)
    assert browser.get(f"/packs/{first.name}").get_data() == first.read_bytes()
    second = put_map(settings.packs, "Another Street")
    assert browser.get(f"/packs/{second.name}").status_code == 404
    publish_maps(app.extensions["site"])
    answer = browser.get(f"/packs/{second.name}", headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    answer = browser.get(INDEX)
    assert answer.headers["Cache-Control"] == "no-cache"
    listed = json.loads(answer.get_data())["packs"]
    assert [pack["file"] for pack in listed if pack["kind"] == "map"] == [second.name]
    assert browser.get(f"/packs/{first.name}").status_code == 404
    assert [pack["name"] for pack in listed] == [HOME, "places-us"]


def test_without_a_build_there_is_nothing_to_put_a_map_into(tmp_path):
    settings = copy_of_site(tmp_path)
    put_map(settings.packs)
    publish_maps(create_app(settings).extensions["site"])
    assert not settings.build.exists()


@pytest.mark.parametrize("path", ["/packs/", "/packs/../build.json", "/packs/%2e%2e/sw.js", "/packs/x.00000000.json"])
def test_beside_packs_there_is_nothing(served, path):
    assert served.get(path).status_code in (301, 308, 404)
