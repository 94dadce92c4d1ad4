"""What the browser and other programs read: the manifest of each language."""

import json

from flask import Blueprint, Response, g

from pwa.manifest import manifest
from pwa.views.pages import take_language

blueprint = Blueprint("machines", __name__)
blueprint.url_value_preprocessor(take_language)


@blueprint.get("/app.webmanifest")
def webmanifest() -> Response:
    """The web app manifest in the language of the address."""
    body = json.dumps(manifest(g.site, g.language), ensure_ascii=False, separators=(",", ":"))
    return Response(body, content_type="application/manifest+json")
