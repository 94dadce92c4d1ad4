"""The application for any WSGI server: `wsgi:app`. The `flask` command finds it here too."""

import sys

import click
from flask.cli import ScriptInfo

from pwa import create_app
from pwa.model.errors import SiteError
from pwa.reports.keeping import prepare_reports


def is_a_server() -> bool:
    """Whether this will answer readers: of the `flask` commands only `run` does. The others leave reports alone."""
    context = click.get_current_context(silent=True)
    return context is None or context.find_object(ScriptInfo) is None or context.info_name == "run"


try:
    app = create_app()
    if is_a_server():
        prepare_reports(app)
except SiteError as error:
    sys.exit(f"Respira cannot start. {error}")
