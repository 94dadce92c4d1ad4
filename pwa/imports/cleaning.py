"""What a text, a number or an address of a source must be like before we keep it; else `Refused`, with the reason."""

import html
import re
import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit

import phonenumbers

from pwa.directory_review import SHORT_NUMBER_DIGITS, is_number
from pwa.imports.record import Refused

SHOWN = 40
FORMULA = tuple("=+-@")
TAG = re.compile(r"<[a-zA-Z/!?][^>]*>?")
UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))
"""Letters without a width: copied along with a text from a page, and never meant."""
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They make a text read otherwise than it is written."""
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
BLAME = re.compile(
    r"drug[_ ]addict|addicted\b|\baddicts?\b|\bjunk(?:ie|y)|abuser|(?:drug|substance|alcohol)[_ ]abuse", re.I
)
"""Words for people that we never show, whatever a source says. `docs/writing.md` has ours."""

EXTENSION = re.compile(r"[,;]?\s*(?:ext(?:ension)?|x)\.?\s*(\d{1,7})\s*$", re.I)


def seen(text: object) -> str:
    """`text` as a message can show it: short, and nothing in it that a terminal would obey."""
    plain = "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in str(text))
    return f'"{plain if len(plain) <= SHOWN else plain[:SHOWN] + "…"}"'


@lru_cache(maxsize=65536)
def plain(key: str, text: str, longest: int = 150) -> str:
    """`text` on one line, with entities turned to letters. A tag, a formula or a hidden sign is `Refused`."""
    text = unicodedata.normalize("NFC", html.unescape(text).translate(UNSEEN))
    for place, letter in enumerate(text, start=1):
        if letter in TURNING or (unicodedata.category(letter) in ("Cc", "Cs", "Co") and letter not in "\t\n\r"):
            raise Refused(f"{key}: found the hidden sign U+{ord(letter):04X} at {place}, expected plain text")
    text = " ".join(text.split())
    if tag := TAG.search(text):
        raise Refused(f"{key}: found HTML ({seen(tag.group())}), expected plain text")
    if text.startswith(FORMULA):
        raise Refused(f"{key}: found a formula ({seen(text)}), expected text")
    if len(text) > longest:
        raise Refused(f"{key}: found {len(text)} letters, expected {longest} at most")
    return text


def quoted(text: str, longest: int = 160) -> str:
    """Words of a source for a question to the person who looks: without tags, addresses for mail and hidden signs."""
    text = EMAIL.sub("", TAG.sub(" ", html.unescape(text)))
    text = "".join(each if each.isprintable() else " " for each in text.translate(UNSEEN))
    text = " ".join(text.replace("“", "'").replace("”", "'").split())
    return text if len(text) <= longest else f"{text[:longest].rstrip()}…"


@lru_cache(maxsize=65536)
def dialed(text: str) -> tuple[str, str]:
    """A number as our lists write it, 1-413-555-0100, and its extension; `Refused` if no such number is in use."""
    given = plain("phone", text.replace("+", " ").strip(), 60)
    ext = EXTENSION.search(given)
    number = given[: ext.start()].strip() if ext else given
    if len(number) <= SHORT_NUMBER_DIGITS and is_number(number):
        return number, ext.group(1) if ext else ""
    try:
        parsed = phonenumbers.parse(number, "US")
    except phonenumbers.NumberParseException:
        raise Refused(f"phone: found {seen(text)}, expected a number such as 1-413-555-0100") from None
    if parsed.country_code != 1 or not phonenumbers.is_valid_number(parsed):
        raise Refused(f"phone: found {seen(text)}, expected one in use in the US")
    digits = str(parsed.national_number)
    return f"1-{digits[:3]}-{digits[3:6]}-{digits[6:]}", ext.group(1) if ext else ""


def web_address(text: str) -> tuple[str, bool]:
    """An https address, and whether the source gave it so; `Refused` for what is no address of a website."""
    given = plain("url", text, 300)
    full = given if "://" in given else f"https://{given}"
    try:
        parts = urlsplit(full)
        host = parts.hostname or ""
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme.lower() not in ("http", "https") or "." not in host or parts.username or " " in given:
        raise Refused(f"url: found {seen(text)}, expected an address such as https://example.org")
    return "https://" + full.split("://", 1)[1], given.lower().startswith("https://")
