"""The shape of a local notice: a warning a program puts on Home, which expires by itself."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A dated warning, such as a bad batch in town. It is a deployment's own, so its words are not in the catalogues.

    `text` has one entry for each published language. `source` says who warns, `address` where (https, optional).
    The notice is shown through the day `expires_on`; a phone that is offline hides it by its own clock.
    """

    text: dict[str, str]
    source: str
    address: str | None = None
    published_on: date
    expires_on: date
