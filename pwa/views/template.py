"""What templates may say: words in the reader's language, addresses, assets and drawings."""

import re
from datetime import date
from typing import Any

from babel.dates import format_date
from flask import Flask, g
from markupsafe import Markup, escape

from pwa.i18n import Text
from pwa.model.library import Library
from pwa.site import Site

STRONG = re.compile(r"\*\*(.+?)\*\*")
PHONE = re.compile(r"\b1-\d{3}-\d{3}-\d{4}\b")
SVG_TAG = re.compile(r"<svg ")


def register_template(app: Flask) -> None:
    """Give every template its globals and filters. Whitespace left by tags is dropped: pages are counted in bytes."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(_=gettext, pictogram=pictogram, anchor=anchor)
    app.jinja_env.filters.update(words=words, day=day)
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
    html = Markup(STRONG.sub(r"<strong>\1</strong>", str(escape(str.__str__(text)))))
    html = Markup(PHONE.sub(lambda match: f'<a href="tel:+{match[0].replace("-", "")}">{match[0]}</a>', html))
    return text.marked(html) if isinstance(text, Text) else html


def day(value: date) -> str:
    """A date in words, in the reader's language."""
    return format_date(value, format="long", locale=g.language.code)


def pictogram(name: str, *, decorative: bool = False) -> Markup:
    """The drawing `name` as inline SVG, described in the reader's language unless the words beside it say it all."""
    svg = g.site.assets.pictograms[name]
    if decorative:
        return Markup(SVG_TAG.sub('<svg class="pictogram" aria-hidden="true" ', svg, count=1))
    description = g.site.libraries[g.language.code].pictograms[name]
    label = escape(str.__str__(description))
    return Markup(SVG_TAG.sub(f'<svg class="pictogram" role="img" aria-label="{label}" ', svg, count=1))


def anchor(to: str) -> str:
    """The address of a link written in content: `slug`, `slug#section` or `#section`."""
    return to if to.startswith("#") else f"/{g.language.code}/{to}"
