"""The pages people read, each in every language."""

from flask import Blueprint, abort, g, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from pwa.i18n import SOURCE
from pwa.listing import as_of, by_kind, by_town, listed, spoken_in
from pwa.model.article import Article, Shelf
from pwa.model.guide import Guide
from pwa.model.page import Page
from pwa.model.services import LINES
from pwa.site import NEUTRAL

blueprint = Blueprint("pages", __name__)

TEMPLATES = {Guide: "guide.html", Article: "article.html", Shelf: "shelf.html", Page: "page.html"}
"""The template of each kind of page. A page of no kind has one of its own name."""


@blueprint.url_value_preprocessor
def take_language(endpoint: str | None, values: dict[str, str] | None) -> None:
    """The language is in the address and already in `g.language`; views never mention it."""
    if values:
        values.pop("language", None)


@blueprint.get("/")
def home() -> str | BaseResponse:
    """Home: one way to the emergency guide, then the rest."""
    if not request.path.endswith("/"):
        return redirect(f"{request.path}/", 301)
    return render_template("home.html", slug="")


@blueprint.get("/services")
def services() -> str:
    """Every place of the directory, by town."""
    library = g.site.libraries[g.language.code]
    entries = listed(library.directory, lines=False)
    return render_template(
        "services.html",
        slug="services",
        towns=by_town(entries),
        as_of=as_of(library.directory),
        kinds={kind for entry in entries for kind in entry.service.categories},
        place_sources=dict.fromkeys(name for area in library.directory.areas.values() for name in area.sources),
        choices={
            "spoken": [
                code
                for code in g.site.languages
                if code != SOURCE and any(code in spoken_in(entry.service) for entry in entries)
            ],
            "no_id": any(entry.service.asks_id is False for entry in entries),
        },
        any_checked=any(entry.service.verified_at for entry in entries),
    )


@blueprint.get("/lines")
def lines() -> str:
    """Every line of the directory, by what it is for."""
    directory = g.site.libraries[g.language.code].directory
    entries = listed(directory, lines=True)
    return render_template("lines.html", slug="lines", lines=by_kind(entries, LINES), as_of=as_of(directory))


@blueprint.get("/<path:slug>")
def page(slug: str) -> str | BaseResponse:
    """A page by its slug; `/x/` and `/x.html` lead to `/x`."""
    plain = slug.rstrip("/").removesuffix(".html")
    if plain not in (*g.site.slugs(), NEUTRAL) or not plain:
        if plain == "index":
            return redirect(f"/{g.language.code}/", 301)
        abort(404)
    address = f"/{g.language.code}/{plain}"
    if request.path != address:
        return redirect(address, 301)
    found = g.site.libraries[g.language.code].titled.get(slug)
    return render_template(TEMPLATES.get(type(found), f"{slug}.html"), slug=slug, page=found)
