"""What every test may ask for: the site live, the site built, and variants of it with edited words."""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from pwa import catalogue, create_app
from pwa.build import build_site, on_disk
from pwa.built import Build
from pwa.config import ROOT, Settings
from pwa.site import Site
from tests.another_programme import another_programme
from tests.site_copies import Edit, browse, copy_of_site

__all__ = ["Built", "MakeBuild", "copy_of_site"]

MakeBuild = Callable[[Edit | None, str], Path]


@dataclass(frozen=True)
class Built:
    """A build: the folder `flask build` made, its record, and the settings it was made from."""

    folder: Path
    made: Build
    settings: Settings

    @property
    def root(self) -> Path:
        """The document root."""
        return self.folder / "site"

    def file(self, address: str) -> Path:
        """The file of an address."""
        return self.root / on_disk(address)

    def body(self, address: str) -> bytes:
        """The bytes of an address."""
        return self.file(address).read_bytes()


@pytest.fixture(autouse=True, scope="session")
def templates_are_read_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Reading the same template or module again finds the same: half of the work of a build is saved."""
    compiled = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(Flask.jinja_options, "bytecode_cache", compiled)
        for name in ("babel_extract", "extract_python"):
            patch.setattr(catalogue, name, _remembering(getattr(catalogue, name)))
        yield


def _remembering(extract: Callable[..., Iterable[Any]]) -> Callable[..., list[Any]]:
    known: dict[bytes, list[Any]] = {}

    def once(stream: IO[bytes], *options: Any) -> list[Any]:
        source = stream.read()
        if source not in known:
            known[source] = list(extract(io.BytesIO(source), *options))
        return known[source]

    return once


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The repository's own words, whatever the environment says; nothing is built yet."""
    return Settings(
        content=ROOT / "pwa" / "content",
        static=ROOT / "static",
        translations=ROOT / "translations",
        build=tmp_path_factory.mktemp("unbuilt") / "build",
        packs=tmp_path_factory.mktemp("packs"),
        cache=tmp_path_factory.mktemp("cache"),
        census="no",
        database=f"sqlite:///{tmp_path_factory.mktemp('reports') / 'reports.sqlite3'}",
    )


@pytest.fixture(scope="session")
def app(settings: Settings) -> Flask:
    """The application rendering live."""
    return create_app(settings)


@pytest.fixture(scope="session")
def site(app: Flask) -> Site:
    """What views and the build share."""
    found: Site = app.extensions["site"]
    return found


@pytest.fixture(scope="session")
def client(app: Flask) -> FlaskClient:
    """A browser without cookies, asking the live application."""
    return browse(app)


@pytest.fixture(scope="session")
def built(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A whole build of the repository, compressed files included. Read it; build a variant to change one."""
    chosen = replace(settings, build=tmp_path_factory.mktemp("built") / "build")
    return Built(chosen.build, build_site(create_app(chosen)), chosen)


@pytest.fixture(scope="session")
def built_site(built: Built) -> Path:
    """The folder of the whole build."""
    return built.folder


@pytest.fixture(scope="session")
def served(built: Built) -> FlaskClient:
    """A browser without cookies, asking the application that serves the whole build."""
    return browse(built.settings)


@pytest.fixture(scope="session")
def another(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A build of a second programme: another name, another state, three languages."""
    settings = another_programme(tmp_path_factory.mktemp("another"))
    return Built(settings.build, build_site(create_app(settings), precompress=False), settings)


@pytest.fixture(scope="session")
def make_build(tmp_path_factory: pytest.TempPathFactory) -> MakeBuild:
    """Build a variant: `make_build(edit, name)` lets `edit` change a copy's content and translations first."""

    def make(edit: Edit | None, name: str) -> Path:
        settings = copy_of_site(tmp_path_factory.mktemp(name))
        if edit:
            edit(settings.content, settings.translations)
        build_site(create_app(settings), precompress=False)
        return settings.build

    return make


@pytest.fixture
def site_copy(tmp_path: Path) -> Settings:
    """A copy of the site's words for one test to break."""
    return copy_of_site(tmp_path / "copy")
