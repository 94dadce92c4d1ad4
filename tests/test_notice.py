"""A local notice is for every reader, says who warns and until when, and never that all else is safe."""

from pathlib import Path

import pytest

from pwa.model.reader import ContentError
from pwa.site import read_site
from tests.page import LANGUAGES, read_page
from tests.site_copies import browse

NOTICE = """
source = "Hampshire HOPE"
address = "https://hope.example/warning"
published_on = 2026-11-20
expires_on = 2026-12-04
[text]
en = "A bag sold as cocaine had fentanyl in it. Use test strips. Don't use alone."
es = "Una bolsa vendida como cocaína tenía fentanilo. Use tiras reactivas. No use a solas."
"""


def with_notice(content: Path, text: str = NOTICE) -> None:
    (content / "notice.toml").write_text(text, "utf-8")


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_stands_on_home_with_its_source_and_its_last_day(code, site_copy):
    with_notice(site_copy.content)
    page = read_page(browse(site_copy), f"/{code}/", title_differs=True)
    said = page.text()
    assert {"en": "sold as cocaine", "es": "vendida como cocaína"}[code] in said
    assert "Hampshire HOPE" in said
    assert {"en": "Holds until December 4, 2026.", "es": "Vale hasta el 4 de diciembre de 2026."}[code] in said
    assert {"en": "No notice does not mean safe.", "es": "Que no haya aviso no quiere decir"}[code] in said
    assert "https://hope.example/warning" in page.links()
    (notice,) = [each for each in page.all("aside") if each.get("data-enhance") == "notice"]
    assert notice.get("data-expires") == "2026-12-04"


def test_without_one_home_says_nothing_of_notices(client):
    assert not read_page(client, "/en/", title_differs=True).all("aside")


WRONG = {
    "no last day": ("expires_on = 2026-12-04\n", "", "expires_on: found no such key, expected a date"),
    "a last day before the first": ("2026-12-04", "2026-11-01", "expires_on: found 2026-11-01, expected"),
    "no Spanish": ("es = ", "pt = ", "text.es: found no such text, expected the notice in this language."),
    "an address without encryption": ("https://hope", "http://hope", 'address: found "http://hope.example/'),
    "no source": ('source = "Hampshire HOPE"\n', "", "source: found no such key, expected text"),
}


@pytest.mark.parametrize(("old", "new", "expected"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_one_stops_the_start_with_one_sentence(old, new, expected, site_copy):
    with_notice(site_copy.content, NOTICE.replace(old, new))
    with pytest.raises(ContentError) as error:
        read_site(site_copy)
    assert f"notice.toml: {expected}" in str(error.value)
