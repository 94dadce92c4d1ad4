"""The parts of the site a reader can ask for, and what they all share: the language, the words, the headers."""

from flask import Flask, Response, current_app, g, request
from flask_babel import refresh
from werkzeug.exceptions import HTTPException

from pwa.i18n import language_of_path, preferred
from pwa.site import Site, read_site
from pwa.views import desk, desk_door, errors, machines, pages, report, root, sending
from pwa.views.template import register_template


def register_views(app: Flask) -> None:
    """Add every address, the template language and the headers to `app`."""
    settings = app.extensions["settings"]
    site = read_site(settings)
    app.extensions["site"] = None if app.debug else site
    register_template(app)
    codes = settings.languages
    prefix = f"/<any({', '.join(codes)}):language>"
    if settings.reports:
        app.register_blueprint(report.blueprint, url_prefix=prefix)
    if settings.reports and settings.desk:
        desk_door.prepare_door(app)
        app.add_url_rule("/desk", view_func=desk.front_door)
        app.register_blueprint(desk.blueprint, url_prefix=f"/desk{prefix}")
    app.register_blueprint(pages.blueprint, url_prefix=prefix)
    app.register_blueprint(machines.blueprint, url_prefix=prefix)
    app.register_blueprint(root.blueprint)
    app.register_error_handler(HTTPException, errors.http_error)
    app.register_error_handler(Exception, errors.server_error)
    app.before_request(open_site)
    sending.limit_sending(app)
    app.after_request(add_headers)


def open_site() -> None:
    """Put the site, and the language the address or the browser asks for, at hand for this request."""
    site: Site = current_app.extensions["site"] or read_site(current_app.extensions["settings"])
    g.site = site
    code = language_of_path(request.path.removeprefix("/desk"), site.languages) or preferred(request, site.languages)
    g.language = site.languages[code]
    refresh()  # flask-babel remembers a locale; inside `flask build` all pages share one application context.


def add_headers(response: Response) -> Response:
    """The same headers WhiteNoise sends for the built file; a view's own `Cache-Control` stands."""
    site: Site | None = g.get("site")
    if site is not None:
        for name, value in site.headers.of(request.path).items():
            response.headers.setdefault(name, value)
    return response
