"""How many reports a day, without keeping an address: hashes with a salt that is thrown away with the day."""

import hmac
import ipaddress
import secrets
from datetime import date

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from pwa.reports.tables import DayCount, DaySalt, SignIn

BY_SENDER = 20
ABOUT_LISTING = 20
BY_SENDER_ABOUT_LISTING = 3
"""Nobody alone uses up what may be said of a listing in a day; a shelter behind one address may still be heard."""


SHORT = 32
"""Hexadecimal digits of a hash in a key: 128 bits."""


def sender_key(connection: Connection, address: str, today: date) -> str:
    """What stands for a sender today, the same in every process, and for nobody tomorrow."""
    return hmac.new(_salt(connection, today), _network(address).encode(), "sha256").hexdigest()


def keys(sender: str, service: str, kind: str) -> dict[str, str]:
    """What one report counts for: its sender, its listing, both together, and its reason with both.

    Those of one sender begin alike: side by side in the table, they are written together.
    """
    both = hmac.new(sender.encode(), service.encode(), "sha256").hexdigest()[:SHORT]
    one = f"sender {sender[:SHORT]}"
    return {"sender": one, "listing": f"listing {service}", "both": f"{one} {both}", "said": f"{one} {both} {kind}"}


def most() -> dict[str, int]:
    """How much of each there may be in a day."""
    return {
        "by_sender": BY_SENDER,
        "about_listing": ABOUT_LISTING,
        "by_sender_about_listing": BY_SENDER_ABOUT_LISTING,
    }


def forget(connection: Connection, today: date) -> None:
    """Throw away the salts and counts of the days before, and the attempts to sign in."""
    connection.execute(delete(DayCount).where(DayCount.day < today))
    connection.execute(delete(DaySalt).where(DaySalt.day < today))
    connection.execute(delete(SignIn).where(SignIn.day < today))


def _network(address: str) -> str:
    """An address; of IPv6 the network of one household or telephone, which changes the rest at will."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _salt(connection: Connection, today: date) -> bytes:
    """The salt of the day. The first to need it makes it, and throws away what is left of the days before.

    A connection knows it from the second time on: by then it is committed.
    """
    known = connection.info
    if known.get("salt", (None,))[0] == today:
        found: bytes = known["salt"][1]
        return found
    of_today = select(DaySalt.salt).where(DaySalt.day == today)
    salt = connection.scalar(of_today)
    if salt is None:
        forget(connection, today)
        insert = insert_into(connection.dialect.name)(DaySalt).values(day=today, salt=secrets.token_bytes(32))
        connection.execute(insert.on_conflict_do_nothing())
        return connection.scalars(of_today).one()
    known["salt"] = today, salt
    return salt


def insert_into(dialect: str):  # type: ignore[no-untyped-def]
    """The `insert` of this database, which knows `ON CONFLICT`."""
    return postgresql.insert if dialect == "postgresql" else sqlite.insert
