"""What stops a build: Spanish that does not say what the English says. An urgent correction is never held up."""

import pytest

from pwa import create_app
from pwa.build import BuildError, build_site
from pwa.catalogue import message_id, published_english
from pwa.config import Settings
from pwa.gates import differences, problems
from pwa.i18n import catalogue_file, read_catalogue
from tests.page import read_page
from tests.site_copies import browse, rewrite, set_translation
from tests.test_catalogue import flask

UNLOCK = "Unlock the door."
NOW = "Unlock the door now, 2 turns."
NAME = message_id(NOW)

DIFFERENT = {
    "another dose": ("Give 2 mg.", "Dé 4 mg.", "found the numbers 4 in its translation, expected 2."),
    "a number more": (
        "Give 1 dose.",
        "Dé 1 dosis de 4 mg.",
        "found the numbers 1, 4 in its translation, expected 1.",
    ),
    "a number less": ("30 and 2", "30 y dos", "found the numbers 30 in its translation, expected 2, 30."),
    "no number": ("Wait 2 minutes.", "Espere.", "found the numbers none in its translation, expected 2."),
    "a number twice": ("2 or 3", "2 o 2", "found the numbers 2, 2 in its translation, expected 2, 3."),
    "another decimal": ("0.4 mg", "0,4 mg", "found the numbers 0,4 in its translation, expected 0.4."),
    "another thousand": ("1,000", "1000", "found the numbers 1000 in its translation, expected 1,000."),
    "a lost placeholder": (
        "{saved} parts",
        "partes",
        "found the placeholders none in its translation, expected {saved}.",
    ),
    "a translated placeholder": (
        "{date}",
        "{fecha}",
        "found the placeholders {fecha} in its translation, expected {date}.",
    ),
    "lost emphasis": ("An **emergency**.", "Una emergencia.", "found 0 times ** in its translation, expected 2."),
    "half an emphasis": (
        "An **emergency**.",
        "Una **emergencia.",
        "found 1 times ** in its translation, expected 2.",
    ),
    "HTML": ("Stay.", "<b>Quédese</b>.", "found HTML (<b) in its translation, expected plain text."),
    "an entity": ("Stay.", "Qu&eacute;dese.", "found HTML (&eacute;) in its translation, expected plain text."),
}


@pytest.mark.parametrize(("english", "spanish", "found"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_a_translation_that_says_something_else_is_found(english, spanish, found):
    assert list(differences(english, spanish)) == [found]


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("Give 30 pushes, then 2 breaths.", "Dé 2 respiraciones después de 30 compresiones."),
        ("At least 2 inches (5 cm), 100 to 120.", "Al menos 5 cm (2 pulgadas), de 100 a 120."),
        ("Saved: {saved} of {total}.", "De {total}, guardadas: {saved}."),
        ("**Call** 911 & stay < 1 minute.", "**Llame** al 911 & quédese < 1 minuto."),
    ],
)
def test_a_translation_may_change_the_order(english, spanish):
    assert list(differences(english, spanish)) == []


def test_the_repository_may_be_published(settings):
    assert [str(problem) for problem in problems(settings)] == []


def test_a_build_names_every_difference_at_once_and_makes_nothing(site_copy):
    set_translation(site_copy.translations, "es", UNLOCK, "Abra la puerta en 3 minutos.")
    set_translation(site_copy.translations, "es", "Call 911", "Llame al 112")
    with pytest.raises(BuildError) as error:
        build_site(create_app(site_copy), precompress=False)
    assert len(str(error.value).splitlines()) == 2
    assert f'es, message {message_id(UNLOCK)} "{UNLOCK}": found the numbers 3 in its' in str(error.value)
    assert not site_copy.build.exists()


def test_a_page_of_words_may_wait_for_its_translation_but_not_say_another_number(site_copy):
    line = "The words are under the license CC BY 4.0"
    about = read_catalogue(catalogue_file(site_copy.translations, "es"), "es")
    entry = next(entry for entry in about if str(entry.id).startswith(line))
    set_translation(site_copy.translations, "es", str(entry.id), str(entry.string).replace("4.0", "3.0"))
    assert [problem.what for problem in problems(site_copy)] == [
        "found the numbers 3.0 in its translation, expected 4.0."
    ]


@pytest.fixture(autouse=True)
def fast_builds(monkeypatch):
    """Compressed copies of the files say nothing about words."""
    monkeypatch.setattr("pwa.build.compress", lambda root: None)


@pytest.fixture
def corrected(site_copy: Settings) -> Settings:
    """A site whose English was corrected a minute ago; its Spanish is not there yet."""
    rewrite(site_copy.content / "guides/too-much.toml", UNLOCK, NOW)
    return site_copy


def test_without_a_translation_the_correction_waits(corrected):
    built = flask(corrected, "build")
    assert built.exit_code == 1
    assert f'or "flask build --publish-english {NAME}" for an urgent correction.' in built.output
    assert not corrected.build.exists()


def test_an_urgent_correction_is_published_in_english_on_the_spanish_page(corrected):
    built = flask(corrected, "build", "--publish-english", NAME)
    assert built.exit_code == 0, built.output
    assert f'In English until it is translated: {NAME} "{NOW}"' in built.output
    page = read_page(browse(corrected), "/es/too-much")
    assert [page.text(e) for e in page.all("span") if e.get("lang") == "en" and NOW in page.text(e)] == [NOW]
    assert "Abra la puerta" not in page.text()
    assert NOW in read_page(browse(corrected), "/en/too-much").text()


def test_what_is_published_in_english_stays_listed_until_it_is_translated(corrected):
    flask(corrected, "build", "--publish-english", NAME)
    for _ in range(2):
        assert (
            f'{NAME} missing, shown in English on purpose: "{NOW}"'
            in flask(corrected, "translations", "status").output
        )
        assert flask(corrected, "build").output.count(f'In English until it is translated: {NAME} "{NOW}"') == 1
    flask(corrected, "translations", "sync")
    assert f'{NAME} fuzzy, shown in English on purpose: "{NOW}"' in flask(corrected, "translations", "status").output
    assert published_english(corrected) == {NAME: NOW}


def test_once_translated_it_is_forgotten(corrected):
    flask(corrected, "build", "--publish-english", NAME)
    flask(corrected, "translations", "sync")
    file = catalogue_file(corrected.translations, "es")
    set_translation(corrected.translations, "es", NOW, "Abra la puerta con llave ahora, 2 vueltas.")
    file.write_text(file.read_text("utf-8").replace("#, fuzzy\n", ""), "utf-8")
    assert flask(corrected, "translations", "sync").exit_code == 0
    assert published_english(corrected) == {}
    assert "on purpose" not in flask(corrected, "translations", "status").output
    built = flask(corrected, "build")
    assert "In English" not in built.output
    assert "2 vueltas" in read_page(browse(corrected), "/es/too-much").text()


def test_publishing_one_sentence_in_english_lets_no_other_pass(corrected):
    rewrite(corrected.content / "guides/too-much.toml", "Lie on your side.", "Lie on your left side.")
    built = flask(corrected, "build", "--publish-english", NAME)
    assert built.exit_code == 1
    assert '"Lie on your left side.": found that it has no translation' in built.output
    assert f'"{NOW}"' not in built.output


@pytest.mark.parametrize("name", ["00000000", "", NOW, NAME.upper() + "x"])
def test_an_unknown_message_is_refused_and_nothing_is_remembered(corrected, name):
    built = flask(corrected, "build", "--publish-english", name)
    assert built.exit_code == 1
    assert f"--publish-english {name}: found no such message, expected an id" in built.output
    assert published_english(corrected) == {}
    assert not corrected.build.exists()


def test_a_translation_that_is_wrong_is_not_let_through_as_english(corrected):
    set_translation(corrected.translations, "es", "Call 911", "Llame al 112")
    built = flask(corrected, "build", "--publish-english", message_id("Call 911"), "--publish-english", NAME)
    assert built.exit_code == 1
    assert "found the numbers 112 in its translation" in built.output
