"""Takes out of a report's words what could name somebody. Its twin on the phone: `static/js/lib/report-words.js`."""

import re
import unicodedata

LONGEST = 500
"""Characters (code points) of a report's words."""

GAP = "…"
"""Stands for what was taken out."""

HOST = r"[a-z0-9-]+(?:\.[a-z0-9-]+)*"
ENDINGS = "com|org|net|edu|gov|info|io|me|us|co|es|pr|do|mx|ca|uk|tv|ly|gl|gg|link|app|online|site|health|social|xyz"
LINK = rf"(?:https?://|www\.)\S+|{HOST}\.(?:{ENDINGS})\b\S*|{HOST}\.[a-z]{{2,}}/\S*"
MAIL = r"\S+@\S+"
NAME_ELSEWHERE = r"@[\w.]+"
NUMBER = r"\+?[({\[]?\d(?:[\s().,·•∙/\\|_*~=+#^{}\[\]\u2010-\u2015\u2212-]{0,5}\d){6,}"
"""Seven digits or more, however they are set apart: a telephone number is one. Hours need `:` and `;`."""

NAMING = re.compile("|".join((LINK, MAIL, NAME_ELSEWHERE, NUMBER)), re.IGNORECASE)

HOUR = r"(?:[01]?[0-9]|2[0-4])"
HOURS = rf"{HOUR}[\u2010-\u2015-]{HOUR}"
DATE = r"20[0-9]{2}-[01]?[0-9]-[0-3]?[0-9]|[01]?[0-9]/[0-3]?[0-9]/(?:20)?[0-9]{2}"
KEYCAPS_AND_OTHER_AT = {0xFE0F: None, 0x20E3: None, 0xFF20: "@", 0xFE6B: "@"}
"""`4️⃣` is a 4 in a frame of two characters."""

NAMES_NOBODY = re.compile(rf"{HOURS}(?:[\s,/|+·•]{{1,3}}{HOURS})*|{DATE}")
"""Runs of digits that a report needs: hours such as `9-12, 13-17`, and a day."""


def plain_words(text: str) -> str:
    """`text` in one form: without control characters, composed (NFC), and each space one space."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())  # Most words, and then nothing else could change.
    kept = "".join(" " if unicodedata.category(each) in ("Cc", "Zl", "Zp") else each for each in text)
    kept = "".join(each for each in kept if unicodedata.category(each) not in ("Cf", "Cs", "Co"))
    kept = kept.translate(KEYCAPS_AND_OTHER_AT)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", kept)).strip()


def without_names(text: str) -> str:
    """`text` with `GAP` for each telephone number, mail address, link and account in it."""
    return NAMING.sub(lambda found: found[0] if NAMES_NOBODY.fullmatch(found[0]) else GAP, plain_words(text))
