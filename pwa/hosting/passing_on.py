"""What only our own server answers, where another one hands out the files: reports, and the desk."""

from collections.abc import Iterator
from dataclasses import dataclass

from pwa.site import Site

REPORT_KB = 8
DESK_KB = 64
"""The largest body that is passed on. Our server takes half of it, and says what is wrong with more in a sentence."""


@dataclass(frozen=True)
class PassedOn:
    """Addresses that match `pattern`. Requests for them go on to our server: all, or all but `GET` and `HEAD`."""

    name: str
    pattern: str
    reading_too: bool
    most_kb: int
    failed: str
    """The page that is handed out where our server does not answer."""

    @property
    def page(self) -> str:
        """The address whose headers a file at these addresses has."""
        return self.pattern.strip("^$")


def passed_on(site: Site) -> Iterator[PassedOn]:
    """What goes to our server: whatever is sent to `/xx/report`, and all of `/desk` where there is a desk."""
    failed = {code: f"/{code}/500.html" for code in site.languages}
    for code in failed:
        yield PassedOn(f"report_{code}", f"^/{code}/report$", False, REPORT_KB, failed[code])
    if site.settings.desk:
        yield PassedOn("desk", "^/desk$", True, DESK_KB, next(iter(failed.values())))
        for code in failed:
            yield PassedOn(f"desk_{code}", f"^/desk/{code}(?:/|$)", True, DESK_KB, failed[code])
