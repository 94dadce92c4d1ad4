"""What templates may say: words in the reader's language, addresses, assets and drawings."""

import re
from datetime import date
from typing import Any

from flask import Flask, g
from flask_babel import format_date
from markupsafe import Markup, escape

from pwa.i18n import Language, Text
from pwa.manifest import plain_name
from pwa.model.library import Library
from pwa.model.reviews import supports
from pwa.qr import qr_svg
from pwa.reviewed import review_lines
from pwa.site import Site
from pwa.views.service_words import register_service_words

STRONG = re.compile(r"\*\*(.+?)\*\*")
PHONE = re.compile(r"\b1-\d{3}-\d{3}-\d{4}\b")
SVG_TAG = re.compile(r"<svg ")


def register_template(app: Flask) -> None:
    """Give every template its globals and filters. Whitespace left by tags is dropped: pages are counted in bytes."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        _=gettext, option=option, plain_name=plain_name, pictogram=pictogram, qr_code=qr_code, to=to
    )
    app.jinja_env.globals.update(review_lines=review_lines, supports=supports)
    app.jinja_env.filters.update(words=words, day=day)
    register_service_words(app)
    app.context_processor(context)


def context() -> dict[str, Any]:
    """The names every template can use."""
    if "site" not in g:
        return {}
    site: Site = g.site
    library: Library = site.libraries[g.language.code]
    return {
        "site": site,
        "settings": site.settings,
        "language": g.language,
        "languages": site.languages.values(),
        "library": library,
        "asset": site.assets.url,
    }


def gettext(message: str, **values: object) -> Text:
    """`message` in the request's language, with `{name}` replaced by each value."""
    text: Text = g.language.text(message)
    return text.fill(**values)


def words(text: str) -> Markup:
    """A sentence of content as HTML: `**strong**` and telephone numbers one can tap."""
    html = STRONG.sub(r"<strong>\1</strong>", str(escape(str.__str__(text))))
    html = PHONE.sub(lambda match: f'<a href="tel:+{match[0].replace("-", "")}">{match[0]}</a>', html)
    safe = Markup(html)  # noqa: S704 - escaped above
    return text.marked(safe) if isinstance(text, Text) else safe


def option(value: str, text: Text) -> Markup:
    """A choice of a `<select>`. No element may stand in it, so its language stands on itself."""
    language = Markup(' lang="en"') if text.untranslated else ""
    return Markup('<option value="{}"{}>{}</option>').format(value, language, text.plain)


def day(value: date) -> str:
    """A date in words, in the reader's language."""
    return str(format_date(value, "long"))


def pictogram(name: str, *, decorative: bool = False) -> Markup:
    """The drawing `name` as inline SVG, described in the reader's language unless the words beside it say it all."""
    about = 'aria-hidden="true"'
    if not decorative:
        description = g.site.libraries[g.language.code].pictograms[name]
        about = f'role="img" aria-label="{escape(str.__str__(description))}"'
    svg = SVG_TAG.sub(f'<svg class="pictogram" data-name="{name}" {about} ', g.site.assets.pictograms[name], count=1)
    return Markup(svg)  # noqa: S704 - a drawing of ours, its description escaped above


def qr_code(address: str, says: str) -> Markup:
    """The QR code of `address` as inline SVG; `says` is for people who hear the page."""
    svg = SVG_TAG.sub(f'<svg class="qr" role="img" aria-label="{escape(says)}" ', qr_svg(address), count=1)
    return Markup(svg)  # noqa: S704 - made from an address of the settings, its description escaped above


def to(target: str, language: Language | None = None) -> str:
    """The address of `slug`, `slug#section` or `#section`, in the request's language or another."""
    return target if target.startswith("#") else f"/{(language or g.language).code}/{target}"
