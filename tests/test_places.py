"""Where ZIPs and towns lie: the list in the repository, and the tables a phone gets from it."""

import json
from collections import Counter
from itertools import accumulate

import brotli
import pytest

from pwa.model.geo import distance_m
from pwa.places import DATA, STATES, PlacesError, Zip, middle_of, prefix_table, read_places, table, us_places
from scripts import make_places

NEW_ENGLAND = ("MA", "CT", "RI", "VT", "NH", "ME")

TOWNS = {
    "01060": ("Northampton", 42.3251, -72.6412),
    "01061": ("Northampton", 42.3251, -72.6412),
    "01063": ("Northampton", 42.3182, -72.6389),
    "01002": ("Amherst", 42.3754, -72.5193),
    "01004": ("Amherst", 42.3754, -72.5193),
    "01027": ("Easthampton", 42.2668, -72.6690),
    "01040": ("Holyoke", 42.2043, -72.6162),
    "01102": ("Springfield", 42.1015, -72.5898),
    "01201": ("Pittsfield", 42.4501, -73.2454),
    "01247": ("North Adams", 42.7009, -73.1087),
    "01301": ("Greenfield", 42.5879, -72.5994),
}
"""Where the middle of a town is, from its own map: no column of ours."""

BUDGETS = {"MA": 5_000, "New England": 16_000, "United States": 245_000, "prefixes": 5_000}
"""Bytes in brotli, as a phone downloads them."""


@pytest.fixture(scope="module")
def zips() -> dict[str, Zip]:
    return {each.code: each for each in us_places()}


def resolved(each: Zip) -> tuple[tuple[float, float], int]:
    """The point of a ZIP: its own, or that of its town."""
    if each.point:
        return each.point, each.km
    return middle_of(
        [other for other in us_places() if (other.state, other.town) == (each.state, each.town) and other.point]
    )


def test_the_list_is_what_the_script_makes_of_the_packages():
    assert make_places.make() == DATA.read_text("utf-8"), "run `python -m scripts.make_places` and read the diff"


@pytest.mark.parametrize("code", TOWNS)
def test_a_zip_of_the_valley_lies_within_its_town(code, zips):
    town, latitude, longitude = TOWNS[code]
    point, km = resolved(zips[code])
    assert zips[code].town == town
    assert zips[code].state == "MA"
    assert distance_m(latitude, longitude, *point) <= km * 1000


def test_every_state_has_zips_and_nothing_else_does(zips):
    assert {each.state for each in zips.values()} == STATES.keys()
    assert len(STATES) == 50 + 1 + 5


def test_every_zip_has_a_point_or_a_town_that_has_one(zips):
    placed = {(each.state, each.town) for each in zips.values() if each.point}
    assert [each.code for each in zips.values() if (each.state, each.town) not in placed] == []
    assert len(zips) > 41_000
    assert len(zips) == len(us_places())


def test_every_point_lies_in_the_united_states(zips):
    for each in zips.values():
        if each.point:
            assert -15 <= each.point[0] <= 72, each
            assert -180 <= each.point[1] <= -64 or 144 <= each.point[1] <= 167, each


def test_points_are_not_claimed_to_be_better_than_they_were_measured(zips):
    assert min(each.km for each in zips.values() if each.point) == 5
    assert max(each.km for each in zips.values()) == 35


def test_a_table_holds_each_zip_of_its_states_and_each_town_once(zips):
    made = json.loads(table(NEW_ENGLAND))
    codes = [f"{code:05}" for code in accumulate(made["zip"])]
    assert codes == sorted(code for code, each in zips.items() if each.state in NEW_ENGLAND)
    towns = Counter(
        (made["counties"][county][:2], town) for county, town in zip(made["county"], made["towns"], strict=True)
    )
    assert max(towns.values()) == 1
    assert len(made["latitude"]) == len(made["longitude"]) == sum(km > 0 for km in made["km"])


@pytest.mark.parametrize("states", [("MA",), ("DC",), ("PR",), ("PR", "VI"), ("GU", "AS", "MP"), tuple(STATES)])
def test_a_table_can_be_of_any_states(states):
    made = json.loads(table(states))
    assert sorted(made["states"]) == sorted(states)
    assert {county[:2] for county in made["counties"]} == set(states)


def test_the_same_states_make_the_same_bytes_in_any_order():
    aliases = {"Noho": "Northampton, MA", "Hamp": "Northampton, MA"}
    assert table(["MA", "CT"], aliases) == table(["CT", "MA", "CT"], dict(reversed(aliases.items())))


def test_an_alias_leads_to_its_town():
    made = json.loads(table(["MA"], {"Noho": "Northampton, MA"}))
    assert [(name, made["towns"][town]) for name, town in made["also"]] == [("Noho", "Northampton")]


@pytest.mark.parametrize(
    ("aliases", "found"),
    [
        ({"Noho": "Northamton, MA"}, 'found "Noho" for "Northamton, MA", expected a town of these states'),
        ({"Noho": "Northampton"}, 'found "Noho" for "Northampton", expected a town of these states'),
        ({"Noho": "Bellows Falls, VT"}, "expected a town of these states"),
        (
            {"Amherst": "Northampton, MA"},
            'found "Amherst" for "Northampton, MA", expected a name that no town there has',
        ),
        ({" ": "Northampton, MA"}, "expected a name"),
    ],
)
def test_an_alias_that_leads_nowhere_or_hides_a_town_is_refused(aliases, found):
    with pytest.raises(PlacesError) as error:
        table(["MA"], aliases)
    assert found in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(("states", "found"), [(["MA", "XX"], "found XX"), ([], "found none"), (["ma"], "found ma")])
def test_a_state_nobody_knows_is_named(states, found):
    with pytest.raises(PlacesError, match=f"states: {found}, expected one or more of AK, AL, "):
        table(states)


def test_first_digits_of_the_whole_country_have_a_point_and_say_how_coarse_it_is(zips):
    made = json.loads(prefix_table())
    assert {code[:3] for code in zips} == {prefix for prefix in made["prefix"] if len(prefix) == 3}
    lines = dict(zip(made["prefix"], zip(made["state"], made["km"], strict=True), strict=True))
    assert lines["010"][0] == "MA"
    assert 20 <= lines["010"][1] <= 50
    assert lines["967"][0] == "HI"
    assert lines["96799"][0] == "AS"


def test_nine_of_ten_zips_lie_as_near_as_their_first_digits_promise(zips):
    made = json.loads(prefix_table())
    points = zip(accumulate(made["latitude"]), accumulate(made["longitude"]), strict=True)
    circles = dict(zip(made["prefix"], zip(points, made["km"], strict=True), strict=True))
    within: Counter[bool] = Counter()
    for each in zips.values():
        if each.point:
            (latitude, longitude), km = circles[each.code if each.code in circles else each.code[:3]]
            within[distance_m(latitude / 100, longitude / 100, *each.point) <= km * 1000] += 1
    assert within[True] / within.total() >= 0.9


@pytest.mark.parametrize("name", BUDGETS)
def test_a_table_is_small_enough_for_a_phone(name):
    body = {
        "MA": lambda: table(["MA"]),
        "New England": lambda: table(NEW_ENGLAND),
        "United States": lambda: table(STATES),
        "prefixes": prefix_table,
    }[name]()
    assert len(brotli.compress(body, quality=11)) <= BUDGETS[name]


def test_a_missing_list_is_named_with_the_remedy(tmp_path):
    with pytest.raises(PlacesError, match=r"us-places\.tsv: found no such file.*scripts\.make_places"):
        read_places(tmp_path / "us-places.tsv")


HEAD = "zip\tstate\tcounty\ttown\tlatitude\tlongitude\tkm\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "found the columns none, expected zip, state"),
        ("zip\tstate\n", "found the columns zip, state, expected zip, state, county"),
        (HEAD + "01060\tMA\tHampshire\tNorthampton\t42.32\n", "line 2: found ['01060', 'MA'"),
        (HEAD + "01060\tMA\tHampshire\tNorthampton\tnorth\t-72.63\t5\n", "line 2: found"),
        ("# note\n" + HEAD + "1060\tMA\tHampshire\tNorthampton\t42.32\t-72.63\t5\n", "line 3: found ['1060'"),
        (HEAD + "01060\tXX\tHampshire\tNorthampton\t42.32\t-72.63\t5\n", "expected a ZIP, a state and a town"),
        (HEAD + "01060\tMA\tHampshire\t\t42.32\t-72.63\t5\n", "expected a ZIP, a state and a town"),
    ],
)
def test_a_spoilt_list_is_named_by_its_line(text, found, tmp_path):
    file = tmp_path / "us-places.tsv"
    file.write_text(text, "utf-8")
    with pytest.raises(PlacesError) as error:
        read_places(file)
    assert found in str(error.value)
    assert "\n" not in str(error.value)


def test_a_package_that_is_not_there_or_has_changed_is_named_with_the_remedy(tmp_path):
    with pytest.raises(PlacesError, match=r"US\.txt: found no such file.*setup\.sh tools installs it"):
        make_places.read_names(tmp_path / "US.txt")
    (tmp_path / "US.txt").write_text("US\t01060\tNorthampton\n", "utf-8")
    with pytest.raises(PlacesError, match=r"US\.txt: line 1: found 3 columns, expected 12; "):
        make_places.read_names(tmp_path / "US.txt")
    (tmp_path / "codes.js").write_text("export default {}", "utf-8")
    with pytest.raises(PlacesError, match=r"codes\.js: found no `exports\.codes`"):
        make_places.read_names(territories=tmp_path / "codes.js")
    with pytest.raises(PlacesError, match=r"codes\.js: found no line such as"):
        make_places.read_areas(tmp_path / "codes.js")


def test_which_point_a_zip_gets():
    def known(town: str, *, located: bool = True) -> make_places.Known:
        return make_places.Known("MA", "Hampshire", town, (42.0, -72.0), located)

    names = {
        "01001": known("Area"),
        "01002": known("Area"),
        "01003": known("Large"),
        "01004": known("Guessed", located=False),
        "01005": known("Lone box"),
        "01006": known("Lone guess", located=False),
    }
    areas = {"01001": (42.01, -72.0), "01003": (42.1, -72.0), "01004": (42.5, -72.5)}
    made = {code: (*point, km) for code, _, _, _, *point, km in make_places.rows(names, areas)}
    assert made == {
        "01001": ("42.00", "-72.00", "5"),
        "01002": ("", "", ""),
        "01003": ("42.00", "-72.00", "11"),
        "01004": ("42.50", "-72.50", "8"),
        "01005": ("42.00", "-72.00", "15"),
        "01006": ("42.00", "-72.00", "35"),
    }


def test_how_far_a_zip_reaches_and_how_far_zips_lie_apart_add_as_squares():
    one, other = (
        Zip(code, "MA", "", "Town", (42.0, west), 5) for code, west in (("01001", -72.0), ("01002", -72.29))
    )
    assert middle_of([one]) == ((42.0, -72.0), 5)
    (_, longitude), km = middle_of([one, other])
    assert longitude == pytest.approx(-72.145)
    assert km == 13  # 12 km to each of the two, and 5.


def test_the_middle_of_a_town_is_not_pulled_away_by_one_far_zip():
    near = [Zip(f"9950{n}", "AK", "", "Anchorage", (61.0 + n / 100, -150.0), 5) for n in range(10)]
    far = Zip("99519", "AK", "", "Anchorage", (70.0, -150.0), 5)
    (latitude, _), km = middle_of([*near, far])
    assert 61 < latitude < 61.1
    assert 5 < km < 15


def test_the_page_of_sources_credits_who_made_the_list(site):
    assert "CC BY 4.0" in site.library.sources["geonames"].publisher
    assert "public domain" in site.library.sources["census-zcta"].publisher
