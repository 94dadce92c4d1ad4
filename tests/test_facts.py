"""Words on which lives depend. To change one is a medical decision: its sources and review date change with it."""

import re

import pytest

from tests.page import EMERGENCY, Page, read_page
from tests.test_pages import ADDRESSES, TITLE_DIFFERS

ORDER = ["check", "call", "airway", "breathe", "again", "side", "stay"]

FACTS = {
    "check": {
        "en": ["5 to 10 seconds", "Don't shake, don't rub", "slow, noisy or has stopped"],
        "es": ["5 a 10 segundos"],
    },
    "call": {
        "en": [
            "Spray in your hand? Give it first, then call 911",
            "Call 911 now. Put the phone on speaker",
            "1 nostril",
        ],
        "es": ["911", "altavoz"],
    },
    "airway": {"en": ["Watch the chest for 10 seconds"], "es": ["10 segundos"]},
    "breathe": {
        "en": [
            "30 pushes",
            "30 and 2",
            "2 inches (5 cm)",
            "100 to 120 times a minute",
            "Give 2 breaths",
            "1 breath every 5 seconds",
            "Gasps are not breathing",
        ],
        "es": ["30 y 2", "2 pulgadas (5 cm)", "100 a 120", "2 respiraciones", "cada 5 segundos"],
    },
    "again": {
        "en": [
            "After 2 minutes, check",
            "at 3 minutes at the latest",
            "After 2 or 3 doses",
            "Breathing well? No more nal",
        ],
        "es": ["2 minutos", "3 minutos", "2 o 3 dosis"],
    },
    "side": {
        "en": ["Breathing well?", "Only when they breathe well on their own. Until then they stay on their back."],
        "es": ["Solo cuando"],
    },
    "stay": {
        "en": ["Look for breathing every minute", "Naloxone lasts 30 to 90 minutes", "breathing can stop again"],
        "es": ["30 a 90 minutos"],
    },
    "child": {
        "en": [
            "Never shake a baby",
            "30 pushes, then 2 gentle breaths",
            "one third",
            "1 gentle breath every 3 seconds",
        ],
        "es": ["30", "2", "cada 3 segundos"],
    },
    "pregnant": {"en": ["left side"], "es": ["lado izquierdo"]},
    "avoid": {"en": ["No cold bath, cold shower or ice", "Inject nothing but naloxone"], "es": ["hielo"]},
}

BRANCHES = [
    "No breaths, only gasps, or you can't tell: CPR",
    "Slow or weak (1 breath in 10 seconds, snoring, gurgling): breathe for them",
    "2 or more steady, quiet breaths: on the side",
]
"""What the breathing tells, the worst first: whoever is not sure starts CPR."""

NEVER = {
    # Section H of the project's facts, and the reason each is not for print.
    r"800\W*928\W*5330": "a Spanish spotting line found nowhere",
    r"800\W*997\W*2280": "an old New York line",
    r"988[^.]{0,60}\b(press|marque|oprima|presione) 3\b": "that option of 988 ended in 2025",
    r"\b(press|marque|oprima|presione) 3\b[^.]{0,60}988": "that option of 988 ended in 2025",
    r"L[ií]nea PAS": "nobody has called it yet",
    r"\b6[78] ?(%|percent|por ciento)|67[–-]68": "fewer ambulance calls: the figure has no source we could open",  # noqa: RUF001
    r"four-fold|fourfold|cuatro veces más|30 ?% (more|más)": "more treatment: the figure has no source we could open",
    r"(SAMHSA|CDC)[^.]{0,80}\b(4|four|cuatro) (hours|horas)": "neither of them says four hours",
    r"\b(4|four|cuatro) (hours|horas)\b[^.]{0,80}(SAMHSA|CDC)": "neither of them says four hours",
    r"(minutes|hours|minutos|horas) (between|entre) (doses|hits|dosis)": "no waiting time between doses is safe",
    r"\b(liters?|litros?|ounces?|onzas?|oz|mL|cups?|vasos?) (of water )?(an|per|cada|por) ho(ur|ra)": "no volume",
    r"(die|dead|muere|morir)[^.]{0,30} (in|en) \d+ (minutes|minutos)": "nobody can count the minutes to a death",
    r"Evzio|Kaleo": "auto-injector brands: history and supply are not ours to tell",
    r"\b(junkie|addict|abuser|adicto|drogadicto)s?\b": "person first: these words keep people from asking for help",
    r"\b(junk|dope|smack|chiva|perico|piedra)\b": "slang is not translated and not printed",
}


@pytest.fixture(scope="module")
def pages(client) -> dict[str, Page]:
    return {address: read_page(client, address, title_differs=address in TITLE_DIFFERS) for address in ADDRESSES}


@pytest.mark.parametrize("code", ["en", "es"])
def test_the_steps_stand_in_the_order_the_sources_agree_on(pages, code):
    page = pages[f"/{code}/overdose"]
    sections = [
        element for element in page.by_id("main").findall("section") if "part--step" in element.get("class", "")
    ]
    assert [section.get("id") for section in sections] == ORDER
    numbers = [page.text(section).split()[0] for section in sections]
    assert numbers == [str(number) for number in range(1, len(ORDER) + 1)]


@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize("part", FACTS)
def test_numbers_and_thresholds_do_not_change_silently(pages, part, code):
    page = pages[f"/{code}/overdose"]
    words = page.text(page.by_id(part))
    for fact in FACTS[part][code]:
        assert fact in words, f"{code}, {part}: {fact!r} is no longer there"


def test_whoever_is_not_sure_starts_cpr(pages):
    page = pages["/en/overdose"]
    titles = [page.text(heading) for heading in page.by_id("breathe").iter("h3")]
    assert titles == BRANCHES


@pytest.mark.parametrize("code", ["en", "es"])
def test_nobody_is_laid_on_the_side_before_their_breathing_was_looked_at(pages, code):
    page = pages[f"/{code}/overdose"]
    words = page.text(page.by_id("main"))
    side = {"en": "Roll them on their side", "es": "de lado"}[code]
    look = {"en": "Watch the chest for 10 seconds", "es": "10 segundos"}[code]
    assert words.index(look) < words.index(side)


def test_the_person_alone_calls_first_and_does_not_count_on_giving_themselves_naloxone(pages):
    page = pages["/en/too-much"]
    steps = [page.text(step) for step in page.by_id("now").iter("li")]
    first_words = [
        "Call 911. Put it on speaker.",
        "No phone? Shout.",
        "Unlock the door.",
        "Have naloxone? Put it where it can be seen.",
    ]
    for step, words in zip(steps, [*first_words, "Lie on your side."], strict=False):
        assert step.startswith(words)
    assert "Don't rely on giving yourself naloxone" in page.text()


@pytest.mark.parametrize("code", ["en", "es"])
def test_cooling_belongs_to_stimulants_and_is_kept_apart_from_the_opioid_rule(pages, code):
    ice = {"en": "No cold bath, cold shower or ice", "es": "hielo"}[code]
    overdose = pages[f"/{code}/overdose"]
    assert ice in overdose.text(overdose.by_id("avoid"))
    assert f"/{code}/overamping" in {link.get("href") for link in overdose.by_id("avoid").iter("a")}


@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize("slug", EMERGENCY)
def test_each_guide_says_911_in_its_words_too(pages, slug, code):
    page = pages[f"/{code}/{slug}"]
    assert "911" in page.text(page.by_id("main"))


def test_every_telephone_number_can_be_tapped(pages):
    for address, page in pages.items():
        links = page.links()
        for number in re.findall(r"\b1-\d{3}-\d{3}-\d{4}\b", page.text()):
            assert f"tel:+{number.replace('-', '')}" in links, f"{address}: {number}"
        for link in links:
            assert re.fullmatch(r"(?!tel:).*|tel:(911|988|211)|tel:\+1\d{10}", link), f"{address}: {link}"


@pytest.mark.parametrize("phrase", NEVER, ids=[reason for reason in NEVER.values()])
def test_what_must_not_be_printed_is_on_no_page(pages, phrase):
    for address, page in pages.items():
        text = page.text(page.by_id("main"))
        # Titles of documents are quoted as their publishers wrote them.
        for cite in page.by_id("main").iter("cite"):
            text = text.replace(page.text(cite), "")
        # What search engines, screen readers and scripts say counts too.
        text += " ".join(value for element in page.root.iter() for value in element.attrib.values())
        found = re.search(phrase, text, re.IGNORECASE)
        assert not found, f"{address}: {found[0]!r} must not be printed: {NEVER[phrase]}"
