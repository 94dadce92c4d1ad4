"""What the browser and other programs read: the manifests of each language."""

from flask import Blueprint, Response, g

from pwa.compact import as_json
from pwa.manifest import manifest, plain_manifest
from pwa.views.pages import take_language

MANIFEST = "application/manifest+json"

blueprint = Blueprint("machines", __name__)
blueprint.url_value_preprocessor(take_language)


@blueprint.get("/app.webmanifest")
def webmanifest() -> Response:
    """The web app manifest in the language of the address."""
    return Response(as_json(manifest(g.site, g.language)), content_type=MANIFEST)


@blueprint.get("/plain.webmanifest")
def plain_webmanifest() -> Response:
    """The same under a plain name and icon."""
    return Response(as_json(plain_manifest(g.site, g.language)), content_type=MANIFEST)
