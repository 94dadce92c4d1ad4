"""One report, and how it is read from what a phone or a form has sent."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID, uuid4

from pwa.i18n import _
from pwa.model.reader import choices
from pwa.reports.words import LONGEST, plain_words, without_names

Kind = Literal["closed", "hours", "phone", "unwelcome", "other"]
"""Closed or moved; wrong hours; wrong number; turned away or felt unsafe; something else."""

KINDS = choices(Kind)
NAMES = {"id", "service", "kind", "text"}

LARGEST = 4096
"""Bytes of a report as a script sends it."""

LARGEST_FORM = 6500
"""Bytes of a report as a form sends it: 500 characters, each of up to 12 bytes there, and the names."""


@dataclass(frozen=True)
class Report:
    """What is wrong with `service`. `id` was made by the phone, and makes sending twice harmless."""

    id: UUID
    service: str
    kind: Kind
    text: str = ""


class Refusal(Exception):
    """What was sent is not taken: the status of the answer, and why, as an English message of the catalogue."""

    def __init__(self, status: int, message: str) -> None:
        """`status` is one of HTTP's 4xx or 503."""
        super().__init__(message)
        self.status = status
        self.message = message


def unreadable() -> Refusal:
    """The refusal of what no page of ours sends."""
    return Refusal(400, _("This is not a report as our pages send it."))


def parse(body: bytes) -> Mapping[str, object]:
    """The object in a JSON body. Raises `Refusal`."""
    try:
        found = json.loads(body.decode("utf-8"), parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        raise unreadable() from None
    if not isinstance(found, dict):
        raise unreadable()
    return found


def read_report(sent: Mapping[str, object], services: Collection[str], *, needs_id: bool) -> Report:
    """The report in `sent`, its words without what could name somebody. Raises `Refusal`.

    `services` are the ids a report may be about. A form knows no UUID (`needs_id` is False): it gets one here.
    """
    if not all(isinstance(value, str) for value in sent.values()) or sent.keys() - NAMES:
        raise unreadable()
    texts = {name: str(value) for name, value in sent.items()}
    if texts.get("service", "") not in services:
        raise Refusal(400, _("Choose the place from the list."))
    kind = texts.get("kind", "")
    if kind not in KINDS:
        raise Refusal(400, _("Choose what is wrong."))
    text = plain_words(texts.get("text", ""))  # A form sends two characters for the end of a line.
    if len(text) > LONGEST:
        raise Refusal(400, _("At most 500 characters. Shorten it, please."))
    return Report(_uuid(texts.get("id"), needs_id), texts["service"], kind, without_names(text))  # type: ignore[arg-type]


def _uuid(text: str | None, needed: bool) -> UUID:
    if text is None and not needed:
        return uuid4()
    try:
        found = UUID(text or "")
    except ValueError:
        raise unreadable() from None
    if str(found) != text or found.version != 4:
        raise unreadable()
    return found
