"""Respira: the site someone opens beside a person who does not wake up."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from pwa.cli import register_commands
from pwa.config import Settings, read_settings
from pwa.i18n import init_babel
from pwa.reports.database import Database
from pwa.reports.keeping import purge_daily
from pwa.serving import serve_build
from pwa.views import register_views


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application. It serves the built site where there is one, and renders live under `--debug`."""
    app = Flask(__name__, static_folder=None)
    app.extensions["settings"] = settings or read_settings()
    app.config["MAX_CONTENT_LENGTH"] = 0  # No page reads a body but the one that takes reports.
    app.url_map.strict_slashes = False
    app.url_map.redirect_defaults = False
    app.url_map.merge_slashes = False  # Its redirects would name the host that the request names.
    if app.extensions["settings"].reports:
        app.extensions["reports"] = Database(app.extensions["settings"].database)
        purge_daily(app)
    if proxies := app.extensions["settings"].proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=0, x_host=0)  # type: ignore[method-assign]
    init_babel(app)
    register_views(app)
    register_commands(app)
    serve_build(app)
    return app
