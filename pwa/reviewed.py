"""The line that says who stands for a page. It stands on the screen and on paper in the same words."""

from datetime import date

from babel.dates import format_date

from pwa.i18n import Language, Text
from pwa.model.guide import SourcedPage


def review_lines(page: SourcedPage, language: Language) -> list[Text]:
    """When `page` was compared with its sources, and who checked it, or that nobody has yet."""
    compared = _day(page.reviewed, language)
    if approval := page.approval.get(language.code):
        checked = language.text("Checked by {name}, {role}, on {date}.")
        return [
            language.text("Compared with its sources on {date}.").fill(date=compared),
            checked.fill(
                name=approval.approved_by, role=approval.approved_role, date=_day(approval.approved_on, language)
            ),
        ]
    lines = [
        language.text("Compared with its sources on {date}. Not yet checked by a clinician.").fill(date=compared)
    ]
    if language.code != "en":
        lines.append(language.text("This translation has not yet been checked by a native reader."))
    return lines


def _day(value: date, language: Language) -> str:
    return str(format_date(value, "long", locale=language.code.replace("-", "_")))
