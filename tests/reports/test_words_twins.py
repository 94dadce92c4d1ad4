"""The phone and the server take the same out of words that nobody thought of, so that nobody is asked twice."""

import json
import random
import subprocess
import sys
import unicodedata
from pathlib import Path

from pwa.bundles import NODE_PATHS
from pwa.reports.words import GAP, plain_words, without_names

ANSWERS = Path(__file__).parent.parent / "js" / "words_answers.js"

APART = {"\u0130", "\u0131", "\u0345"}
"""Where case is ignored: two letters that are i for Python alone, and a mark that is a letter for a phone alone."""

DIGITS = (*"0123456789\u0660\u0665\u06f9\u096f\u0e53\uff13\U0001d7d7½²\u2167", "413", "555", "0100", "2026")
HYPHENS = (*"-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\ufe63\uff0d", *"·•∙/\\|_*~=#^,.()[]{}+")
SPACES = (*" \t\n\x0b\x1c\x1f\x85\u00a0\u1680\u2007\u2009\u202f\u205f\u3000\u2028\u2029", "\r\n")
UNSEEN = (*"\x00\x07\x7f\u180e\u200b\u200c\u200d\u200e\u202e\u2060\ufeff\ufe0f\ue000\U000e0041", "\ud83d", "\ude00")
LETTERS = (*"aZñéß\u017f\u212a\u03a9ж\u0e01中\ufb01\u01c6ª…\u0301", "e\u0301", "n\u0303", "o\u0308\u0323")
EMOJI = ("\U0001f600", "\U0001f469\U0001f3fd\u200d\u2695\ufe0f", "\U0001f1ea\U0001f1f8")
ENDINGS = (".com", ".ORG", ".co", ".es", ".pr", ".iO", ".me", ".app", ".link", ".mX", ".company", ".b/", ".café")
SHAPES = (
    *("https://", "HTTP://", "www.", "@", "@sam", "sam@example.org", "t.me/x", "413-555-0100", "(413) 555-0100"),
    *("9-12, 13-17", "10\u201314", "2026-11-29", "11/29/26", "Mo-Fr", "911", "Main St. 12", "http:/", "example"),
    *("x\ufe6by", " -- ", "9-12 | 13-17"),
)
KINDS = (DIGITS, HYPHENS, SPACES, UNSEEN, (*LETTERS, *EMOJI), ENDINGS, SHAPES)
NUMBERS, LINKS, SENTENCES, ANYTHING = (9, 5, 3, 1, 0, 0, 0), (1, 2, 1, 1, 6, 4, 2), (2, 2, 3, 1, 3, 1, 4), (1,) * 7
"""How likely each of the kinds is in a text of this sort."""


def any_character(chance: random.Random) -> str:
    """One that Python's Unicode knows: a phone may know newer ones."""
    while unicodedata.category(found := chr(chance.randrange(sys.maxunicode + 1))) == "Cn" or found in APART:
        pass
    return found


def random_text(chance: random.Random) -> str:
    weights = chance.choice((NUMBERS, LINKS, SENTENCES, ANYTHING))
    kinds = chance.choices(KINDS, weights, k=chance.randrange(1, 20))
    pieces = [any_character(chance) if chance.random() < 0.05 else chance.choice(kind) for kind in kinds]
    # Two halves of a pair that meet are one character, as they are in JSON.
    text: str = json.loads(json.dumps("".join(pieces)))
    return text


def test_the_phone_takes_out_what_the_server_takes_out_of_5000_random_texts() -> None:
    chance = random.Random(20261129)  # noqa: S311 - the same each time is what we want
    texts = [random_text(chance) for _ in range(5000)]
    command = ["node", str(ANSWERS)]
    ended = subprocess.run(
        command, input=json.dumps(texts), env=NODE_PATHS, capture_output=True, text=True, check=True, timeout=60
    )
    ours = [without_names(text) for text in texts]
    for text, server, phone in zip(texts, ours, json.loads(ended.stdout), strict=True):
        assert server == phone, ascii(text)
    # Chance must reach everything, or it shows nothing.
    kept = sum(server == plain_words(text) for text, server in zip(texts, ours, strict=True))
    assert min(kept, len(texts) - kept) > 1000, kept
    assert sum(plain_words(text) != text for text in texts) > 1000
    assert len([server for server in ours if GAP in server.strip(GAP)]) > 100, "beside other words"
