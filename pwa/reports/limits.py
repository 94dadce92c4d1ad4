"""How many reports a day, without keeping an address: hashes with a salt that is thrown away with the day."""

import hmac
import ipaddress
import secrets
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from pwa.i18n import _
from pwa.reports.report import Refusal
from pwa.reports.tables import DayCount, DaySalt

BY_SENDER = 20
ABOUT_LISTING = 20
TOO_MANY = _("That is enough for today. The rest can be sent tomorrow.")


def sender_key(session: Session, address: str, today: date) -> str:
    """What stands for a sender today, the same in every process, and for nobody tomorrow."""
    return hmac.new(_salt(session, today), _network(address).encode(), "sha256").hexdigest()


def count(session: Session, sender: str, service: str, today: date) -> bool:
    """Count one more report; whether it is the first of this sender about this listing today.

    Raises `Refusal` above a limit. The transaction must then be rolled back: nothing was counted.
    """
    if _one_more(session, today, f"sender {sender}") > BY_SENDER:
        raise Refusal(429, TOO_MANY)
    if _one_more(session, today, f"listing {service}") > ABOUT_LISTING:
        raise Refusal(429, TOO_MANY)
    return _one_more(session, today, f"both {hmac.new(sender.encode(), service.encode(), 'sha256').hexdigest()}") == 1


def forget(session: Session, today: date) -> None:
    """Throw away the salts and counts of the days before."""
    session.execute(delete(DayCount).where(DayCount.day < today))
    session.execute(delete(DaySalt).where(DaySalt.day < today))


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


def _salt(session: Session, today: date) -> bytes:
    """The salt of the day. The first to need it makes it, and throws away what is left of the days before."""
    salt = session.scalar(select(DaySalt.salt).where(DaySalt.day == today))
    if salt is None:
        forget(session, today)
        insert = _insert(session)(DaySalt).values(day=today, salt=secrets.token_bytes(32))
        session.execute(insert.on_conflict_do_nothing())
        salt = session.scalars(select(DaySalt.salt).where(DaySalt.day == today)).one()
    return salt


def _one_more(session: Session, today: date, key: str) -> int:
    insert = _insert(session)(DayCount).values(day=today, key=key, count=1)
    counted = insert.on_conflict_do_update(index_elements=["day", "key"], set_={"count": DayCount.count + 1})
    found: int = session.execute(counted.returning(DayCount.count)).scalar_one()
    return found


def _insert(session: Session):  # type: ignore[no-untyped-def]
    return postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
