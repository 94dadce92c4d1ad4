"""The application for any WSGI server: `wsgi:app`. The `flask` command finds it here too."""

import sys

from pwa import create_app
from pwa.model.errors import SiteError
from pwa.reports.keeping import prepare_reports

try:
    app = create_app()
    prepare_reports(app)
except SiteError as error:
    sys.exit(f"Respira cannot start. {error}")
