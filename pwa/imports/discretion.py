"""How much of a place an import may know. Where in doubt: less. Only consent, given to a person, shows more."""

import re
from collections.abc import Collection

from pwa.model.services import Visibility

CONFIDENTIAL = re.compile(
    r"shelter|domestic|violence|safe ?(?:house|home|place)|refuge\b|batter|survivor|sexual assault|traffick|respite"
    r"|halfway|transitional|sober|oxford house|residential|group home|rooming|albergue|refugio|hogar\b"
    r"|(?:recovery|women'?s|men'?s) (?:home|house|residence)",
    re.I,
)
"""People live there, or hide there."""

MOVING = re.compile(r"syringe|needle|harm reduction|outreach|mobile\b|\bvan\b|street medicine|users?'? union", re.I)
"""A place that moves, or that others should not find out of a list. It says nothing of what is given there."""

HIDING = re.compile(
    r"(?:domestic|sexual|family|partner) (?:violence|assault|abuse)|women'?s shelter|safe ?house"
    r"|confidential (?:location|address|site)|undisclosed",
    re.I,
)
"""The same in a long description, which may well name a shelter that is somewhere else."""

ORDER: tuple[Visibility, ...] = ("exact", "area", "phone-only", "hidden")
"""From open to closed."""


def visibility_of(categories: Collection[str], words: str, description: str = "", wish: str = "") -> Visibility:
    """The most that may be kept of a place of these `categories`, whose names and terms say `words`.

    `wish` is what the source asks for: it can only close.
    """
    most: Visibility = "exact"
    if CONFIDENTIAL.search(words) or HIDING.search(description) or set(categories) == {"residential"}:
        most = "phone-only"
    elif MOVING.search(words) or {"syringe-services", "outreach", "residential"} & set(categories):
        most = "area"
    return max([most, *(each for each in ORDER if each == wish)], key=ORDER.index)
