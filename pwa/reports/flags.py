"""Which listings bear "Reported as closed. Being checked.", and the file that says so to the build."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pwa.model.flags import Flag
from pwa.reports.tables import StoredReport

WITHIN = timedelta(days=30)
ENOUGH = 2
"""Counted reports of "closed or moved" within that time."""

SHARE = 0.05
"""Of the listings shown, at most so many are flagged without a person's word."""

HEAD = "# Made by flask reports flags: listings that readers say are closed. To undo one, dismiss its reports.\n"


@dataclass(frozen=True)
class Flagging:
    """The flags to show now, and the listings that have enough reports but are over the share."""

    flags: dict[str, Flag]
    waiting: dict[str, date]


def reported_closed(session: Session, today: date, checked: Mapping[str, date]) -> dict[str, date]:
    """Listings with enough counted reports, each with the day of the report that made it enough, oldest first.

    Confirmed reports still count: the listing is closed until its entry says so itself. Dismissed ones do not, nor
    what was sent until the day on which somebody `checked` the listing: that is answered.
    """
    found = session.execute(
        select(StoredReport.service, StoredReport.received_on)
        .where(StoredReport.kind == "closed", StoredReport.counts, StoredReport.state != "dismissed")
        .where(StoredReport.received_on > today - WITHIN, StoredReport.received_on <= today)
        .order_by(StoredReport.received_on)
    )
    days: dict[str, list[date]] = {}
    for service, day in found:
        if day > checked.get(service, date.min):
            days.setdefault(service, []).append(day)
    enough = {service: each[ENOUGH - 1] for service, each in days.items() if len(each) >= ENOUGH}
    return dict(sorted(enough.items(), key=lambda item: (item[1], item[0])))


def flagging(reported: Mapping[str, date], shown: Collection[str], before: Mapping[str, Flag]) -> Flagging:
    """What to flag of `shown`. What a person flagged `before` stays; what readers flag is held to `SHARE`."""
    flags = {name: flag for name, flag in before.items() if flag.by == "staff" and name in shown}
    told = {name: day for name, day in reported.items() if name in shown and name not in flags}
    most = int(len(shown) * SHARE)
    flags |= {name: Flag(since=told[name], by="readers") for name in list(told)[:most]}
    waiting = {name: told[name] for name in list(told)[most:]}
    return Flagging(flags, waiting)


def as_toml(flags: Mapping[str, Flag]) -> str:
    """The file `flags.toml`."""
    tables = (f'\n[flag.{name}]\nsince = {flag.since}\nby = "{flag.by}"\n' for name, flag in sorted(flags.items()))
    return HEAD + "".join(tables)
