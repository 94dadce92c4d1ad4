"""Takes out of a report's words what could name somebody. Its twin on the phone: `static/js/lib/report-words.js`."""

import re
import unicodedata

LONGEST = 500
"""Characters (code points) of a report's words."""

GAP = "…"
"""Stands for what was taken out."""

LINK = r"(?:https?://|www\.)\S+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|edu|gov|info|io|me|us|mx|ly|gl|gg|link|app)\b\S*"
MAIL = r"\S+@\S+"
NAME_ELSEWHERE = r"(?<!\S)@[\w.]+"
NUMBER = r"\+?\(?\d(?:[\s().·/-]{0,3}\d){6,}"
"""Seven digits or more, however they are set apart: a telephone number is one, and hours or an address are not."""

NAMING = re.compile("|".join((LINK, MAIL, NAME_ELSEWHERE, NUMBER)), re.IGNORECASE)


def plain_words(text: str) -> str:
    """`text` in one form: composed (NFC), without control characters, and each space one space."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(" " if unicodedata.category(each) in ("Cc", "Zl", "Zp") else each for each in composed)
    kept = "".join(each for each in kept if unicodedata.category(each) not in ("Cf", "Cs", "Co", "Cn"))
    return re.sub(r"\s+", " ", kept).strip()


def without_names(text: str) -> str:
    """`text` with `GAP` for each telephone number, mail address, link and account in it."""
    return NAMING.sub(GAP, plain_words(text))
