"""Poster and wallet card as PDF: the words of `pwa/content/poster.toml`, set by Typst (docs/decisions/0016-paper.md).

Only a build and the page that offers them make them; a server that hands out a build never does.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pwa.config import ROOT, Settings
from pwa.i18n import Language
from pwa.model.errors import SiteError
from pwa.model.library import Library
from pwa.qr import qr_svg
from pwa.reviewed import review_lines

LAYOUTS = Path(__file__).parent / "templates" / "paper"
FONT = ROOT / "node_modules" / "@expo-google-fonts" / "atkinson-hyperlegible-next"
WEIGHTS = ("400Regular", "700Bold")

SHEETS = {
    "poster-letter": ("poster.typ", "us-letter"),
    "poster-a4": ("poster.typ", "a4"),
    "card": ("card.typ", "us-letter"),
}
"""Each PDF with its layout and its paper."""


class PaperError(SiteError):
    """Paper that cannot be printed as it is. The message says which, and what to do."""


@dataclass(frozen=True)
class Sheet:
    """A PDF: its name in `SHEETS`, its language, its address, its bytes, and their SHA-256 in base64."""

    name: str
    language: str
    address: str
    body: bytes
    digest: str


def make_sheets(library: Library, language: Language, settings: Settings, pictograms: dict[str, str]) -> list[Sheet]:
    """Every sheet in one language. `library` is in that language; `pictograms` are SVG by name."""
    poster = library.poster
    address = f"{settings.url}/{language.code}/" if settings.url else ""
    words = {
        "language": language.code,
        "title": poster.title,
        "name": settings.name,
        "program": settings.program,
        "local_line": settings.local_line,
        "headline": poster.headline,
        "doubt": poster.doubt,
        "limits": poster.limits,
        "card_limits": poster.card_limits,
        "near": poster.near,
        "scan": poster.scan,
        "review": review_lines(poster, language),
        "address": address.partition("://")[2].rstrip("/"),
        "qr": qr_svg(address) if address else "",
        "qr_says": language.text("QR code: {address}").fill(address=address),
        "fold": language.text("Cut along the outer lines. Fold in the middle."),
        "steps": [
            {"title": step.title, "text": step.text, "card": step.card}
            | {"drawing": pictograms[step.pictogram], "shows": library.pictograms[step.pictogram]}
            for step in poster.step
        ],
        "groups": [
            {
                "title": group.title,
                "warning": group.warning,
                "lines": [{"name": line.name, "number": line.number, "about": line.about} for line in group.line],
            }
            for group in poster.group
        ],
    }
    given = json.dumps(words, ensure_ascii=False)
    sheets = []
    for name, (layout, paper) in SHEETS.items():
        body = _set(layout, (LAYOUTS / layout).read_bytes() + (LAYOUTS / "common.typ").read_bytes(), paper, given)
        digest = hashlib.sha256(body)
        address = f"/static/paper/{name}-{language.code}.{digest.hexdigest()[:8]}.pdf"
        sheets.append(Sheet(name, language.code, address, body, base64.b64encode(digest.digest()).decode("ascii")))
    return sheets


@lru_cache(maxsize=32)
def _set(layout: str, _source: bytes, paper: str, given: str) -> bytes:
    """One PDF. PDF/UA-1 is asked for, so a drawing without words or a sheet without a title stops here."""
    import typst  # 80 MB of program: whoever only serves must not load it.

    for weight in WEIGHTS:
        if not (FONT / weight).is_dir():
            raise PaperError(f"{FONT / weight}: found no font, expected one; run scripts/setup.sh packages.")
    try:
        made = typst.compile(
            LAYOUTS / layout,
            root=LAYOUTS,
            font_paths=[FONT / weight for weight in WEIGHTS],
            ignore_system_fonts=True,
            sys_inputs={"paper": paper, "given": given},
            format="pdf",
            pdf_standards="ua-1",
        )
    except typst.TypstError as error:
        raise PaperError(f"{LAYOUTS / layout}, {paper}: found {error}, expected a sheet to print.") from None
    assert isinstance(made, bytes)  # noqa: S101 - one PDF, not a list of pages
    return made
