"""The pages people read, each in every language."""

from flask import Blueprint, abort, g, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

blueprint = Blueprint("pages", __name__)


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


@blueprint.get("/<slug>")
def page(slug: str) -> str | BaseResponse:
    """A page by its slug; `/x/` and `/x.html` lead to `/x`."""
    plain = slug.removesuffix(".html")
    if plain not in g.site.slugs() or not plain:
        if plain == "index":
            return redirect(f"/{g.language.code}/", 301)
        abort(404)
    address = f"/{g.language.code}/{plain}"
    if request.path != address:
        return redirect(address, 301)
    library = g.site.libraries[g.language.code]
    if guide := library.guides.get(slug):
        return render_template("guide.html", slug=slug, guide=guide)
    if text := library.pages.get(slug):
        return render_template("page.html", slug=slug, page=text)
    return render_template(f"{slug}.html", slug=slug)
