"""The web app manifests of one language: the app under its own name, and under a plain one.

All languages share `id` and `scope`, so that the language switch stays inside the installed app. The address
opened has no query: the worker's static routes match the whole address. Why a plain name, and why an `id` of its
own: docs/decisions/0022-plain-icon.md.
"""

import struct
from typing import Any

from pwa.assets import screenshot
from pwa.i18n import Language
from pwa.site import Site

SHORTCUTS = ("overdose", "naloxone")
"""The guides offered by a long press on the app's icon."""


def manifest(site: Site, language: Language) -> dict[str, Any]:
    """The manifest that most pages name, as a JSON object: plain where the deployment asks for it."""
    return _shared(site, language) | (_plain if site.settings.plain else _named)(site, language)


def plain_manifest(site: Site, language: Language) -> dict[str, Any]:
    """The manifest of the page that offers a plain icon. No other page can change what was installed by it."""
    return _shared(site, language) | _plain(site, language) | {"id": "/" if site.settings.plain else "/plain"}


def plain_name(language: Language) -> str:
    """A word on the home screen that says nothing of the app, and is no other app's name."""
    return language.text("Notebook").plain


def _shared(site: Site, language: Language) -> dict[str, Any]:
    return {
        "id": "/",
        "lang": language.code,
        "dir": language.direction,
        "start_url": f"/{language.code}/",
        "scope": "/",
        "display": "standalone",
        "theme_color": site.assets.papers["light"],
        "background_color": site.assets.papers["light"],
        "launch_handler": {"client_mode": "navigate-existing"},
    }


def _plain(site: Site, language: Language) -> dict[str, Any]:
    """No shortcut and no picture: a long press and the install dialog show them."""
    return {
        "name": plain_name(language),
        "short_name": plain_name(language),
        "description": language.text("Pages to read, without a network too.").plain,
        "icons": [
            _icon(site, "icons/plain-192.png", "any"),
            _icon(site, "icons/plain-512.png", "any"),
            _icon(site, "icons/plain-512.png", "maskable"),
        ],
    }


def _named(site: Site, language: Language) -> dict[str, Any]:
    guides = site.libraries[language.code].guides
    description = language.text("What to do when someone won't wake up. Once saved, it opens without a network.")
    return {
        "name": site.settings.name,
        "short_name": site.settings.name,
        "description": description.plain,
        "categories": ["health", "medical"],
        "icons": [
            _icon(site, "icons/icon-192.png", "any"),
            _icon(site, "icons/icon-512.png", "any"),
            _icon(site, "icons/maskable-512.png", "maskable"),
            _icon(site, "icons/monochrome-512.png", "monochrome"),
        ],
        "shortcuts": [
            {
                "name": str.__str__(guides[slug].name),
                "url": f"/{language.code}/{slug}{'#start' if slug == 'overdose' else ''}",
                "icons": [_icon(site, "icons/icon-192.png", "any")],
            }
            for slug in SHORTCUTS
        ],
        "screenshots": list(_screenshots(site, language)),
    }


def _icon(site: Site, name: str, purpose: str) -> dict[str, str]:
    width, height = png_size(site.assets.files[site.assets.url(name)])
    return {
        "src": site.assets.url(name),
        "sizes": f"{width}x{height}",
        "type": "image/png",
        "purpose": purpose,
    }


def _screenshots(site: Site, language: Language) -> Any:
    """The pictures scripts/make_screenshots.py took of the real pages in this language."""
    labels = {
        "narrow": language.text("The overdose guide on a phone"),
        "wide": language.text("The overdose guide on a wide screen"),
    }
    for form, label in labels.items():
        name = screenshot(site.settings.name, f"{language.code}-{form}")
        if name in site.assets.addresses:
            width, height = png_size(site.assets.files[site.assets.url(name)])
            yield {
                "src": site.assets.url(name),
                "sizes": f"{width}x{height}",
                "type": "image/png",
                "form_factor": form,
                "label": label.plain,
            }


def png_size(png: bytes) -> tuple[int, int]:
    """Width and height in pixels, from the header of a PNG file (RFC 2083, section 11.2.1)."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height
