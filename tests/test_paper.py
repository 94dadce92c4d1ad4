"""What is printed stays on the wall for years: it says what the guide says, and what nobody has checked."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from xml.etree.ElementTree import Element

import pypdfium2
import pytest
from pypdfium2 import raw

from pwa import paper
from pwa.config import Settings
from pwa.i18n import Text
from pwa.model.guide import Approval
from pwa.model.reader import messages
from pwa.paper import SHEETS, PaperError, Sheet, make_sheets
from pwa.qr import qr_svg
from pwa.site import Site, read_site
from tests.camera import codes
from tests.page import LANGUAGES, Page, read_page, words_of
from tests.site_copies import browse

ORIGIN = "https://respira.example"
BUDGET = 400_000
NUMBER = re.compile(r"\d+")
SPOTTING = ("1-800-972-0590", "1-800-484-3731", "1-877-696-1996")
MILLIMETERS = {"poster-letter": (215.9, 279.4), "poster-a4": (210, 297), "card": (215.9, 279.4)}
SMALLEST_PT = {"poster-letter": 8, "poster-a4": 8, "card": 6.5}
FROM_2_METERS_PT = 20


@pytest.fixture(scope="module")
def known(settings: Settings) -> Site:
    """A deployment that knows its address and says who hands it out."""
    return read_site(replace(settings, url=ORIGIN, program="Hampshire HOPE", local_line="413-555-0100, weekdays"))


class Paper:
    """A PDF as its reader has it."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.pdf = pypdfium2.PdfDocument(sheet.body)

    @property
    def text(self) -> str:
        """All its words."""
        return words_of(" ".join(page.get_textpage().get_text_bounded() for page in self.pdf))

    @property
    def language(self) -> str:
        """What a screen reader speaks."""
        found = raw.FPDFCatalog_GetLanguage(self.pdf, None, 0)
        buffer = (raw.FPDF_WCHAR * (found // 2))()
        raw.FPDFCatalog_GetLanguage(self.pdf, buffer, found)
        return "".join(map(chr, buffer)).rstrip("\0")

    def heard(self) -> Iterator[str]:
        """The kind of each part a screen reader meets, such as H1 or Figure."""
        tree = raw.FPDF_StructTree_GetForPage(self.pdf[0])
        roots = range(raw.FPDF_StructTree_CountChildren(tree))
        waiting = [raw.FPDF_StructTree_GetChildAtIndex(tree, number) for number in roots]
        while waiting:
            if part := waiting.pop():
                buffer = (raw.FPDF_WCHAR * 32)()
                raw.FPDF_StructElement_GetType(part, buffer, 64)
                yield "".join(map(chr, buffer)).rstrip("\0")
                children = range(raw.FPDF_StructElement_CountChildren(part))
                waiting += [raw.FPDF_StructElement_GetChildAtIndex(part, number) for number in children]
        raw.FPDF_StructTree_Close(tree)

    def letters(self) -> Iterator[tuple[pypdfium2.PdfTextObj, float]]:
        """Every run of letters with its size in points."""
        for found in self.pdf[0].get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=12):
            yield found, found.get_font_size() * abs(found.get_matrix().a)


@pytest.fixture(scope="module")
def papers(known: Site) -> Iterator[dict[tuple[str, str], Paper]]:
    opened = {(sheet.name, sheet.language): Paper(sheet) for sheet in known.sheets()}
    yield opened
    for each in opened.values():
        each.pdf.close()


EVERY = pytest.mark.parametrize("kind", [(name, code) for name in SHEETS for code in LANGUAGES], ids="-".join)


@EVERY
def test_a_sheet_is_one_page_of_its_size(papers, kind):
    (page,) = papers[kind].pdf
    assert [side * 25.4 / 72 for side in page.get_size()] == pytest.approx(MILLIMETERS[kind[0]], abs=0.1)


@EVERY
def test_a_screen_reader_can_read_it_in_its_language(papers, kind):
    pdf = papers[kind].pdf
    assert raw.FPDFCatalog_IsTagged(pdf)
    assert papers[kind].language == kind[1]
    assert words_of(pdf.get_metadata_value("Title")) in papers[kind].text
    heard = Counter(papers[kind].heard())
    assert heard["H1"] == 1, "four cards are one card to the ear"
    assert heard["H2"] == (2 if kind[0] == "card" else 9)
    assert heard["Figure"] == (1 if kind[0] == "card" else 8)
    assert b"pdfuaid" in papers[kind].sheet.body


@EVERY
def test_its_letters_come_with_it_and_can_be_read(papers, kind):
    sizes = []
    for letters, size in papers[kind].letters():
        assert letters.get_font().is_embedded
        sizes.append(size)
    assert min(sizes) >= SMALLEST_PT[kind[0]] - 0.01


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", ["poster-letter", "poster-a4"])
def test_the_steps_can_be_read_from_two_meters(papers, name, code, known):
    big = Counter(round(size, 1) for _, size in papers[name, code].letters() if size >= FROM_2_METERS_PT)
    assert len(big) == 2, "the headline, and the steps"
    assert big[min(big)] >= len(known.library.poster.step)


@EVERY
def test_every_word_of_the_content_is_on_it(papers, kind, known):
    name, code = kind
    poster, text = known.libraries[code].poster, papers[kind].text
    for step in poster.step:
        for words in (step.title, *((step.card,) if name == "card" else step.text)):
            assert printed(words) in text
    for group in poster.group:
        for words in (group.title, *group.warning):
            assert printed(words) in text
        for line in group.line:
            assert f"{printed(line.name)}: {' / '.join(line.number)}" in text
    assert printed(poster.headline) in text
    assert printed(poster.card_limits if name == "card" else poster.limits) in text
    assert "Hampshire HOPE 413-555-0100, weekdays" in text


def printed(words: str) -> str:
    return words_of(words.replace("**", ""))


@EVERY
def test_it_says_that_nobody_has_checked_it(papers, kind, known):
    assert ("Not yet checked by a clinician." in papers[kind].text) is (kind[1] == "en")
    assert ("Aún no la ha revisado personal clínico." in papers[kind].text) is (kind[1] == "es")
    assert ("Traducción aún no revisada" in papers[kind].text) is (kind[1] == "es")


def test_an_approval_stands_on_paper_in_its_language_alone(known):
    signed = Approval(approved_by="A. Rivera", approved_role="Registered nurse", approved_on=date(2026, 12, 1))
    for code in LANGUAGES:
        library = known.libraries[code]
        poster = replace(library.poster, approval={"en": signed})
        made = make_sheets(
            replace(library, poster=poster), known.languages[code], known.settings, known.assets.pictograms
        )
        for sheet in made:
            with_name = "Checked by A. Rivera, Registered nurse, on December 1, 2026." in Paper(sheet).text
            assert with_name is (code == "en")


@EVERY
def test_its_code_leads_to_the_app_in_its_language(papers, kind):
    expected = [f"{ORIGIN}/{kind[1]}/"] * (4 if kind[0] == "card" else 1)
    assert codes(papers[kind].pdf[0]) == expected


def test_without_an_address_there_is_no_code_anywhere(site, client):
    for sheet in site.sheets():
        assert codes(Paper(sheet).pdf[0]) == []
        assert "respira.example" not in Paper(sheet).text
    for code in LANGUAGES:
        assert drawn_codes(read_page(client, f"/{code}/qr")) == []
        assert "RESPIRA_URL" in read_page(client, f"/{code}/qr").text()
        assert "RESPIRA_URL" in read_page(client, f"/{code}/poster").text()
    assert "content:url" not in site.assets.files[site.assets.url("css/print.css")].decode()


def drawn_codes(page: Page) -> list[Element]:
    return [element for element in page.root.iter() if element.get("class") == "qr"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_of_the_code_shows_it_with_its_address(known, code):
    page = read_page(browse(known.settings), f"/{code}/qr", origin=ORIGIN)
    (svg,) = drawn_codes(page)
    assert f"{ORIGIN}/{code}/" in svg.get("aria-label", "")
    assert f"{ORIGIN}/{code}/" in page.text(page.one("figcaption"))
    assert [path.get("d") for path in svg] == re.findall(r' d="([^"]+)"', qr_svg(f"{ORIGIN}/{code}/"))


def test_every_printed_page_has_the_code_of_its_language_in_the_corner(known):
    style = known.assets.files[known.assets.url("css/print.css")].decode()
    for code in LANGUAGES:
        rule = re.search(rf':lang\({code}\)>body>\.bar::after{{content:url\("data:image/svg\+xml,([^"]+)"\)}}', style)
        assert rule, code
        (path,) = re.findall(r"d='(M4[^']+)'", rule[1])
        assert path in qr_svg(f"{ORIGIN}/{code}/")


@pytest.mark.parametrize("code", LANGUAGES)
def test_paper_says_no_number_that_the_guide_does_not_say(site, code):
    """A dose or a count corrected in the guide and not on paper would be found here."""
    poster, guide = site.libraries[code].poster, site.libraries[code].guides["overdose"]
    known = {section.id: numbers_in(section) for section in guide.section}
    for number, step in enumerate(poster.step, start=1):
        elsewhere = numbers_in(poster.step[number:]) & {"6"}  # “Go to step 6” is said in step 4 of both.
        assert numbers_in((step.text, step.card, step.title)) <= known[step.id] | elsewhere | {"911"}, step.id


def numbers_in(value: object) -> set[str]:
    return {number for _, words in messages(value, kind=Text) for number in NUMBER.findall(words.plain)}


def test_both_languages_have_the_same_numbers_in_each_step(site):
    steps = zip(*(site.libraries[code].poster.step for code in LANGUAGES), strict=True)
    for english, spanish in steps:
        assert english.id == spanish.id
        assert numbers_in(english) == numbers_in(spanish)


def test_spotting_lines_are_the_ones_of_the_app_and_say_that_nobody_called_them(site):
    group = next(group for group in site.library.poster.group if group.subject == "spotting-lines")
    assert tuple(number for line in group.line for number in line.number) == SPOTTING, "SafeSpot comes first"
    said = " ".join(words for _, words in messages(site.library.articles["safer-use/not-alone"], kind=Text))
    assert all(number in said for number in SPOTTING)
    assert group.warning[0].startswith("We have not checked these numbers. Call before you use.")
    assert words_of(group.warning[1]) == "Someone has passed out? Don't call these lines. Call 911."


def test_a_program_that_may_not_hand_out_spotting_lines_prints_none(settings):
    site = read_site(replace(settings, topics_off=("spotting-lines",)))
    client = browse(site.settings)
    pages = [read_page(client, f"/{code}/poster").text() for code in LANGUAGES]
    for text in (*pages, *(Paper(sheet).text for sheet in site.sheets())):
        assert not any(number in text for number in SPOTTING)
        assert "1-800-222-1222" in text


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_longest_settings_still_fit(settings, code):
    """All is as wide as it gets: an address of the longest kind, and settings at their limit."""
    wide = replace(settings, url="https://respira.hampshire-hope-coalition.example.org")
    site = read_site(
        replace(
            wide,
            program="Hampshire County Overdose Coalition, MA.",
            local_line="413-555-0100, and after hours 413-555-01",
        )
    )
    assert len([sheet for sheet in site.sheets() if sheet.language == code]) == len(SHEETS)


def test_too_many_words_stop_the_build_with_one_sentence(known):
    library = known.libraries["en"]
    step = library.poster.step[0]
    poster = replace(library.poster, step=(replace(step, text=step.text * 40), *library.poster.step[1:]))
    with pytest.raises(PaperError, match=r"poster\.typ, us-letter: found .*too many words \(en\)"):
        make_sheets(replace(library, poster=poster), known.languages["en"], known.settings, known.assets.pictograms)


def test_words_are_never_read_as_commands(known):
    library = known.libraries["en"]
    odd = '#panic("x") $x$ *b* _i_ <label> @ref \\ // /* `raw` [a] {b} "quoted"'
    poster = replace(library.poster, headline=Text(odd))
    made = make_sheets(
        replace(library, poster=poster), known.languages["en"], known.settings, known.assets.pictograms
    )
    assert words_of(odd) in Paper(made[0]).text


def test_all_pdfs_together_are_small_and_not_among_what_a_phone_saves(built):
    files = sorted((built.root / "static/paper").glob("*"))
    assert [file.name.split(".")[0] for file in files] == sorted(
        f"{name}-{code}" for name in SHEETS for code in LANGUAGES
    )
    assert sum(file.stat().st_size for file in files) <= BUDGET
    assert not [address for address in built.made.entries if address.endswith(".pdf")]


def test_the_pdfs_are_the_same_from_build_to_build(known):
    before = known.sheets()
    paper._set.cache_clear()
    assert known.sheets() == before
    assert not any(b"CreationDate" in sheet.body for sheet in before)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_pdf_is_served_as_one(built, served, code):
    page = read_page(served, f"/{code}/poster")
    offered = [address for address in page.links() if address.endswith(".pdf")]
    assert len(offered) == len(SHEETS)
    for address in offered:
        answer = served.get(address)
        assert answer.mimetype == "application/pdf"
        assert answer.get_data() == built.body(address)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "object-src 'self'" in answer.headers["Content-Security-Policy"]
        assert f"{len(answer.get_data()) / 1000:.0f} kB" in page.links()[address]


def test_a_pdf_is_made_while_developing_too(site, client):
    sheet = site.sheets()[0]
    answer = client.get(sheet.address)
    assert (answer.status_code, answer.mimetype, answer.get_data()) == (200, "application/pdf", sheet.body)
    assert client.get("/static/paper/poster-letter-en.00000000.pdf").status_code == 404
