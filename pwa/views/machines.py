"""What the browser and other programs read: the manifest of each language."""

import json

from flask import Blueprint, Response, g

from pwa.manifest import manifest

blueprint = Blueprint("machines", __name__)


@blueprint.url_value_preprocessor
def take_language(endpoint: str | None, values: dict[str, str] | None) -> None:
    """The language is already in `g.language`."""
    if values:
        values.pop("language", None)


@blueprint.get("/app.webmanifest")
def webmanifest() -> Response:
    """The web app manifest in the language of the address."""
    body = json.dumps(manifest(g.site, g.language), ensure_ascii=False, separators=(",", ":"))
    return Response(body, content_type="application/manifest+json")
