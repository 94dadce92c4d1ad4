"""What SAMHSA gives out: FindTreatment.gov's JSON, the national directory (XLSX), the list of opioid programs (CSV).

None has an id, hours, or a day on which a row was checked. A site stands there once for substance use (SA), once for
mental health (MH), once as an opioid treatment program (OTP): `listing` tells them apart, and they become one.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pwa.imports.cleaning import seen
from pwa.imports.files import check_size, read_text
from pwa.imports.read_csv import Cells, csv_rows, table
from pwa.imports.read_json import Rows
from pwa.imports.read_xlsx import sheet_rows
from pwa.imports.record import ImportFileError, Outcome, Record, Refused

FIND_TREATMENT = "SAMHSA FindTreatment.gov"
DIRECTORY = "SAMHSA National Directory of Drug and Alcohol Use Treatment Facilities"
PROGRAMS = "SAMHSA Opioid Treatment Program Directory"

ADDRESS = ("name1", "name2", "street1", "street2", "city", "state", "zip", "phone")
DIRECTORY_COLUMNS = (*ADDRESS, "intake1", "intake2", "intake1a", "intake2a", "website", "county", "service_code_info")
PROGRAM_COLUMNS = ("program_name", "street", "city", "state", "zip", "phone", "certification")

CODES = {
    "OTP": "methadone",
    "MM": "methadone",
    "MMW": "methadone",
    "BU": "buprenorphine",
    "BUM": "buprenorphine",
    "DT": "detox",
    "RD": "detox",
    "RES": "residential",
    "RL": "residential",
    "RS": "residential",
    "HH": "residential",
    "OP": "outpatient",
    "ORT": "outpatient",
    "OIT": "outpatient",
    "NOE": "naloxone",
    "HIVT": "hiv-hepatitis-testing",
    "HBT": "hiv-hepatitis-testing",
    "HCT": "hiv-hepatitis-testing",
}
"""Codes of the directory. "Methadone used in treatment" is not among them: houses whose people get it elsewhere tick
it too, and only an OTP may give it. So it is asked."""

METHADONE_USED = {"MU", "METH"}
METHADONE = "Does it give methadone itself? The source says that methadone is used."

VALUES = (
    (re.compile(r"opioid treatment program|methadone maintenance", re.I), "methadone"),
    (re.compile(r"prescribes buprenorphine|buprenorphine (?:maintenance|used in treatment)", re.I), "buprenorphine"),
    (re.compile(r"^(?:(?!outpatient).)*(?:detoxification|withdrawal)", re.I), "detox"),
    (re.compile(r"residential|transitional housing|halfway|sober home", re.I), "residential"),
    (re.compile(r"^(?!hospital).*outpatient", re.I), "outpatient"),
    (re.compile(r"naloxone and overdose education", re.I), "naloxone"),
    (re.compile(r"^hiv testing|^testing for hepatitis", re.I), "hiv-hepatitis-testing"),
)
"""The same in the words of FindTreatment, value by value."""

DENIED = re.compile(r"does not|elsewhere|^no\b", re.I)

QUESTIONS = {
    "naloxone": "Does it give naloxone to anyone who asks, or only to its patients?",
    "hiv-hepatitis-testing": "Does it test people who are not its patients?",
    "buprenorphine": "Does it prescribe buprenorphine itself?",
}
HOURS = "Hours?"


def read_samhsa(file: Path, notes: list[str]) -> tuple[str, Iterator[Record | Outcome]]:
    """What the file is called, and its rows."""
    check_size(file)
    with file.open("rb") as opened:
        start = opened.read(512).lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"PK"):
        return DIRECTORY, table(sheet_rows(file), file, ADDRESS, DIRECTORY_COLUMNS, _facility, notes)
    if start[:1] in (b"{", b"["):
        return FIND_TREATMENT, _find_treatment(file, notes)
    if start.startswith(b"<"):
        raise ImportFileError(f"{file}: found a web page, expected JSON, XLSX or CSV; get the file again.")
    return PROGRAMS, table(csv_rows(file), file, PROGRAM_COLUMNS[:-1], PROGRAM_COLUMNS, _program, notes)


def _find_treatment(file: Path, notes: list[str]) -> Iterator[Record | Outcome]:
    rows = Rows(read_text(file), file, ("rows",))
    for row, item in rows:
        try:
            yield _found(row, item)
        except Refused as refusal:
            yield Outcome(row, "refused", words=str(refusal))
    if (told := rows.members.get("recordCount")) and isinstance(told, int) and told > rows.row:
        notes.append(f"the file says that there are {told} places and has {rows.row}: other pages are missing")


def _found(row: int, item: Any) -> Record:
    if not isinstance(item, dict):
        raise Refused(f"found {seen(item)}, expected an object with name1, street1 and so on")
    if missing := [key for key in ("name1", "city", "state", "zip") if key not in item]:
        raise Refused(f"found no {missing[0]}, expected {', '.join(ADDRESS)}")
    cells = {key: "" if value is None else str(value) for key, value in item.items() if key != "services"}
    services = item.get("services") or []
    if not isinstance(services, list) or not all(isinstance(each, dict) for each in services):
        raise Refused(f"services: found {seen(services)}, expected a list of objects with f1, f2, f3")
    values = [
        value.strip() for each in services for value in re.split(r";\s*", str(each.get("f3") or "")) if value.strip()
    ]
    listing = cells.get("typeFacility", "").strip() or "SA"
    languages = [each for each in services if each.get("f2") in ("SL", "OL")]
    return _record(
        row,
        cells,
        listing,
        [name for value in values if not DENIED.search(value) for sign, name in VALUES if sign.search(value)],
        [
            *(["Is it free? The source says that it takes no payment."] if "No payment accepted" in values else []),
            *(["A sliding fee? The source says so."] if any("liding fee" in value for value in values) else []),
            *([METHADONE] if any(value.lower().startswith("methadone used") for value in values) else []),
        ],
        any("spanish" in str(each.get("f3")).lower() for each in languages),
    )


def _facility(row: int, cells: Cells) -> Record:
    codes = re.findall(r"[A-Z0-9]+", cells.get("service_code_info", ""))
    questions = ["A sliding fee? The source says so."] if "SS" in codes else []
    questions += [METHADONE] if METHADONE_USED & set(codes) else []
    return _record(row, cells, "SA", [CODES[each] for each in codes if each in CODES], questions, "SP" in codes)


def _program(row: int, cells: Cells) -> Record:
    questions = ["Is it certified by now?"] if "provisional" in cells.get("certification", "").lower() else []
    address = {"name1": cells["program_name"], "street1": cells["street"]}
    return _record(row, cells | address, "OTP", [], questions, False)


def _record(
    row: int, cells: Cells, listing: str, categories: Iterable[str], questions: Iterable[str], spanish: bool
) -> Record:
    # Beds and wards of a psychiatric hospital are another kind of place.
    kinds = [] if listing == "MH" else list(dict.fromkeys(categories))
    if listing == "OTP" and "methadone" not in kinds:
        kinds.insert(0, "methadone")
    kept = [each for each in questions if each != METHADONE or "methadone" not in kinds]
    names = [cells.get("name1", "").strip(), cells.get("name2", "").strip()]
    numbers = ("phone", "intake1", "intake2", "intake1a", "intake2a", "hotline1")
    return Record(
        row=row,
        listing=listing,
        name=", ".join(each for each in names if each),
        organization=names[0],
        categories=tuple(kinds),
        street=", ".join(each for key in ("street1", "street2") if (each := cells.get(key, "").strip())),
        town=cells["city"],
        state=cells["state"],
        zip=cells["zip"],
        latitude=cells.get("latitude", ""),
        longitude=cells.get("longitude", ""),
        phones=tuple((cells[key], "voice") for key in numbers if cells.get(key, "").strip()),
        url=cells.get("website", ""),
        # Of English it says nothing.
        languages=("es",) if spanish else (),
        questions=(HOURS, *kept, *(QUESTIONS[each] for each in kinds if each in QUESTIONS)),
    )
