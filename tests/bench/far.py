"""A list of 15,000 made-up services of another area: its pack, and how soon a slow phone answers in it."""

import json
from dataclasses import replace
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import cast

import brotli
from flask import Flask
from playwright.sync_api import Playwright

from pwa import create_app
from pwa.build import build_site
from pwa.config import Settings
from pwa.model.directory import Directory
from pwa.model.services import Area, Category, ListedHours, ListSource, Phone, Service, ServiceList
from pwa.model.words import Message
from pwa.packs import services_pack
from pwa.places import us_places
from pwa.site import Site
from tests.bench.answering import PHONE, answer_ms
from tests.bench.first_step import SLOWER
from tests.browser.engine import devtools, launch, wait_for_offline, wait_until
from tests.chaos.client import ChaosServer

KINDS: tuple[Category, ...] = ("naloxone", "methadone", "detox", "primary-care", "recovery-support")
CHOICES = ("naloxone", "methadone", "", "detox")
PLACES = ("01060", "01002", "springfield")
ROUNDS = 4


def made_up(count: int, state: str) -> ServiceList:
    """A list of the country, or of one state: every entry with its own town, number and hours."""
    places = [each for each in us_places() if each.point and each.state in (state or each.state)]
    zips = islice(cycle(places), count)
    services = tuple(
        Service(
            id=f"made-up-{number}",
            name=f"Made-up place {number}",
            organization=f"Made-up programme {number % 700}",
            categories=(KINDS[number % len(KINDS)],),
            listing="publish",
            confidence="low",
            source="bench",
            visibility="exact",
            address=f"{number} Example Street",
            town=each.town,
            state=each.state,
            zip=each.code,
            lat=each.point[0] if each.point else None,
            lon=each.point[1] if each.point else None,
            phone=(Phone(number=f"1-413-555-{number % 10_000:04}", kind="voice"),),
            hours=ListedHours(rule=f"Mo-Fr {8 + number % 3:02}:00-17:00; PH off"),
        )
        for number, each in enumerate(zips)
    )
    return ServiceList(source={"bench": ListSource(kind="list", title="Made up", date="2026-10")}, service=services)


def with_area(site: Site, count: int, state: str = "") -> Site:
    """The site with one more area, which is not saved with it."""
    area = Area(name=Message("Made up"), order=99, zone="America/New_York", as_of=date(2026, 11, 1), bundled=False)

    def more(directory: Directory) -> Directory:
        return Directory({**directory.areas, "made-up": area}, {**directory.lists, "made-up": made_up(count, state)})

    libraries = {code: replace(each, directory=more(each.directory)) for code, each in site.libraries.items()}
    return replace(site, libraries=libraries)


def far(playwright: Playwright, folder: Path) -> list[tuple[str, str, str]]:
    """Bytes of a service in the pack; from a choice to the cards in order, and to the frame that shows them."""
    rows = []
    for count in (200, 15_000):
        app: Flask = create_app(Settings(build=folder / f"far-{count}"))
        site = with_area(cast(Site, app.extensions["site"]), count)
        app.extensions["site"] = site
        body = services_pack(app, site, "made-up").body
        packed = len(brotli.compress(body, quality=9))
        rows.append(
            (
                f"pack of {count:,} made-up services, both languages",
                f"{packed / count:.0f} B",
                f"a service; {len(body) / count:.0f} before brotli",
            )
        )
        build_site(app, precompress=False)
        with ChaosServer.start(folder / f"far-{count}") as server:
            context = launch(playwright, folder / f"phone-{count}")
            page = context.pages[0]
            page.set_viewport_size(PHONE)
            page.goto(server.url("/en/services"))
            wait_for_offline(page, "ready")
            page.locator("[data-pack='services-made-up']").click(timeout=60_000)
            kept = "async () => (await (await caches.match('/packs/kept')).json()).kept.length > 1"
            wait_until(page, kept)
            page.reload()
            wait_until(page, "() => document.querySelector('form.finder:not([hidden])') !== null")
            answer_ms(page, "#finder-place", ".finder-list", PLACES[0])
            devtools(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            times = []
            for _ in range(ROUNDS):
                for field, values in (("#finder-place", PLACES), ("#finder-kind", CHOICES)):
                    times += [answer_ms(page, field, ".finder-list", value) for value in values]
            context.close()
        aim = "under 50 ms" if count == 200 else "under 200 ms"
        for column, what in enumerate(("the cards in order", "the frame that shows them")):
            found = [each[column] for each in times]
            label = f"{count:,} made-up services and ours, to {what}, worst {max(found):.0f} ms"
            rows.append((label, f"{median(found):.0f} ms", aim))
    return rows


if __name__ == "__main__":
    import tempfile

    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        print(json.dumps(far(driver, Path(name)), indent=1))
