"""Dates in the language of the page, in the build as in live pages."""

from dataclasses import replace
from pathlib import Path

from pwa import create_app
from pwa.build import build_site
from pwa.config import Settings


def test_dates_follow_the_page_when_the_site_is_built_by_the_command(settings: Settings, tmp_path: Path) -> None:
    """`flask build` runs in one application context, which flask-babel takes for one reader."""
    app = create_app(replace(settings, build=tmp_path / "build"))
    with app.app_context():
        build_site(app, precompress=False)
    pages = tmp_path / "build" / "site"
    assert "22 de noviembre de 2026" in (pages / "es" / "overdose.html").read_text("utf-8")
    assert "November 22, 2026" in (pages / "en" / "overdose.html").read_text("utf-8")
    assert "November" not in (pages / "es" / "overdose.html").read_text("utf-8").split("<main")[1]
